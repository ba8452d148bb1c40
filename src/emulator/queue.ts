import { Clock, Effect } from "effect"
import type { JobsQuery } from "../IonQApi.ts"
import type { BadRequestError, NotFoundError, PayloadTooLargeError } from "../IonQError.ts"
import type { JobPage } from "../schema/Job.ts"
import { limits, type WireJobRequest } from "../schema/JobRequest.ts"
import { backendsOf } from "./catalogue.ts"
import { describe } from "./describe.ts"
import { type EmulatedJob, makeJob, statusAt } from "./EmulatedJob.ts"
import { nextUuid } from "./ids.ts"
import { Settings } from "./Options.ts"
import { badRequest, notFound, tooLarge } from "./refusals.ts"
import { simulate } from "./simulate.ts"
import { Store } from "./Store.ts"

const defaultPageSize = 25
const maxPageSize = 100

/** What the handlers do with jobs. */
export const makeQueue = Effect.gen(function* () {
  const { jobs, sessions } = yield* Store
  const settings = yield* Settings
  const { generation } = settings

  const find = (id: string): Effect.Effect<EmulatedJob, NotFoundError> => {
    const found = jobs.get(id)
    return found === undefined ? Effect.fail(notFound("Job", id)) : Effect.succeed(found)
  }

  /** A job joins its session, which starts with the first one. */
  const joinSession = Effect.fnUntraced(function* (id: string | undefined, now: number) {
    if (id === undefined) return
    const session = sessions.get(id)
    if (session === undefined || session.status === "ended") {
      const what = session === undefined ? "does not exist" : "has ended"
      return yield* badRequest(`Session ${id} ${what}.`, ["session_id"], "payload")
    }
    if (session.status === "created") {
      sessions.set(id, { ...session, status: "started", started_at: new Date(now).toISOString() })
    }
  })

  const add = (fields: Parameters<typeof makeJob>[0], now: number): EmulatedJob => {
    const { request, children } = fields
    const job = makeJob(fields, now, settings, () => simulate(request, children, settings.maxQubits))
    jobs.set(job.id, job)
    return job
  }

  const submit = Effect.fnUntraced(function* (
    request: WireJobRequest,
  ): Effect.fn.Return<EmulatedJob, BadRequestError | PayloadTooLargeError> {
    if (!backendsOf(generation).some(({ backend }) => backend === request.backend)) {
      return yield* badRequest(`Backend ${request.backend} does not exist.`, ["backend"], "payload")
    }
    if (request.type === "ionq.qasm3.v1" && generation !== "2026-09") {
      return yield* badRequest(`"type" was invalid: ${request.type} is not known.`, ["type"], "payload")
    }
    yield* withinLimits(request)
    const now = yield* Clock.currentTimeMillis
    yield* joinSession(request.session_id, now)
    const id = yield* nextUuid
    const children: Array<EmulatedJob> = []
    for (const part of partsOf(request)) {
      children.push(add({ id: yield* nextUuid, request: part, parentId: id, children: [] }, now))
    }
    return add({ id, request, parentId: undefined, children }, now)
  })

  const list = Effect.fnUntraced(function* (query: JobsQuery): Effect.fn.Return<JobPage, BadRequestError> {
    const now = yield* Clock.currentTimeMillis
    const matching = [...jobs.values()].reverse().filter((job) => matches(job, query, now))
    const size = Math.min(query.limit ?? defaultPageSize, maxPageSize)
    const start = query.next === undefined ? 0 : matching.findIndex(({ id }) => id === query.next)
    if (start === -1) return yield* badRequest("The cursor is not one of this list.", ["next"], "query")
    return {
      // IonQ's list leaves the children out.
      jobs: matching.slice(start, start + size).map((job) => {
        const { child_job_ids: _, ...listed } = describe(job, now, generation)
        return listed
      }),
      next: matching[start + size]?.id ?? null,
    }
  })

  return { find, submit, list, forget: (job: EmulatedJob) => void jobs.delete(job.id) }
})

/** What is over a limit is refused as IonQ documents it: 413 for the body, 400 for the rest. */
const withinLimits = Effect.fnUntraced(function* (request: WireJobRequest) {
  const bytes = JSON.stringify(request).length
  if (bytes > limits.bodyBytes)
    return yield* tooLarge(`The body has ${bytes} bytes, the limit is ${limits.bodyBytes}.`)
  const metadata = Object.entries(request.metadata ?? {})
  if (
    metadata.length > limits.metadataKeys ||
    metadata.some(([name, value]) => name.length > limits.metadataName || value.length > limits.metadataValue)
  ) {
    return yield* badRequest('"metadata" was invalid.', ["metadata"], "payload")
  }
  if (request.type !== "ionq.multi-circuit.v1") return
  const { circuits } = request.input
  const gates = circuits.reduce((sum, { circuit }) => sum + circuit.length, 0)
  if (circuits.length > limits.circuits || gates > limits.gates) {
    const most = `${limits.circuits} circuits and ${limits.gates} gates`
    return yield* badRequest(`"circuits" was invalid: a job has at most ${most}.`, ["circuits"], "payload")
  }
})

/** A multi-circuit job as the jobs of its circuits. */
const partsOf = (request: WireJobRequest): ReadonlyArray<WireJobRequest> => {
  if (request.type !== "ionq.multi-circuit.v1") return []
  const { gateset, qubits, circuits } = request.input
  const { name: _, ...shared } = request
  return circuits.map((part): WireJobRequest => {
    const width = part.qubits ?? qubits
    const input = {
      gateset: part.gateset ?? gateset,
      circuit: part.circuit,
      ...(width === undefined ? {} : { qubits: width }),
    }
    return Object.assign({}, shared, part.name === undefined ? {} : { name: part.name }, {
      type: "ionq.circuit.v1" as const,
      input,
    })
  })
}

/** Children are listed only for who asks for them. */
const matches = (job: EmulatedJob, query: JobsQuery, now: number): boolean =>
  (query.ids === undefined ? query.parent_job_id === job.parentId : query.ids.includes(job.id)) &&
  (query.status === undefined || query.status === statusAt(job, now)) &&
  (query.target === undefined || query.target.split(",").includes(job.request.backend)) &&
  (query.session_id === undefined || query.session_id === job.request.session_id)
