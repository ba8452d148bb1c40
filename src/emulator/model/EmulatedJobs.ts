import { Context, Effect, Layer } from "effect"
import type { JobsQuery } from "../../IonQApi.ts"
import type { BadRequestError, NotFoundError, PayloadTooLargeError } from "../../IonQError.ts"
import { isTerminal, type Job, type JobFailure, type JobPage } from "../../schema/Job.ts"
import type { WireJobRequest } from "../../schema/JobRequest.ts"
import { Compute } from "./Compute.ts"
import { priceOf } from "./costs.ts"
import { describe } from "./describeJob.ts"
import { canceled, type EmulatedJob, hasResults, isDryRun, type JobHead, statusAt } from "./EmulatedJob.ts"
import type { Workload } from "./workload.ts"
import { userId } from "./accountIds.ts"
import { cursorAt, nextUuid, orderOf } from "./ids.ts"
import { type Scripted, Settings } from "./Options.ts"
import { Outcomes } from "./Outcomes.ts"
import { inputOf } from "./decodeSubmission.ts"
import { badRequest, notFound, tooLarge } from "./errorResponses.ts"
import { EmulatedSessions } from "./EmulatedSessions.ts"
import { type NewJob, Store } from "./Store.ts"
import { forecastOf } from "./timing.ts"
import { serverNow } from "./serverClock.ts"

const defaultPageSize = 25
/** The largest page. IonQ does not document its limit. With 100, a poll for up to 100 jobs fits on one page. */
const maxPageSize = 100

/** The operations on jobs that the handlers use. */
export class EmulatedJobs extends Context.Service<
  EmulatedJobs,
  {
    /** Creates a job from the body of a submission. */
    readonly submit: (body: string) => Effect.Effect<EmulatedJob, BadRequestError | PayloadTooLargeError>
    readonly find: (id: string) => Effect.Effect<EmulatedJob, NotFoundError>
    /** A job as the API returns it now. */
    readonly show: (job: EmulatedJob) => Effect.Effect<Job>
    readonly list: (query: JobsQuery) => Effect.Effect<JobPage, BadRequestError>
    readonly cancel: (job: EmulatedJob) => Effect.Effect<void>
    readonly forget: (job: EmulatedJob) => Effect.Effect<void>
    readonly childrenOf: (job: EmulatedJob) => ReadonlyArray<EmulatedJob>
  }
>()("effect-ionq/emulator/EmulatedJobs") {
  static readonly layer: Layer.Layer<EmulatedJobs, never, Store | Settings | Outcomes | EmulatedSessions> =
    Layer.effect(
      EmulatedJobs,
      Effect.gen(function* () {
        const store = yield* Store
        const settings = yield* Settings
        const outcomes = yield* Outcomes
        const sessions = yield* EmulatedSessions
        const compute = yield* Compute
        const { generation } = settings
        /** The time at which each backend becomes free, if it runs one job after the other. */
        const busyUntil = new Map<string, number>()
        let submitted = 0
        for (const { request, completedAt } of store.newest()) {
          submitted++
          busyUntil.set(request.backend, Math.max(busyUntil.get(request.backend) ?? 0, completedAt))
        }

        const childrenOf = (job: EmulatedJob): ReadonlyArray<EmulatedJob> =>
          job.childIds.flatMap((id) => store.job(id) ?? [])

        const find = (id: string): Effect.Effect<EmulatedJob, NotFoundError> =>
          Effect.flatMap(serverNow, (now) => {
            sessions.settle(now)
            const found = store.job(id)
            return found === undefined ? Effect.fail(notFound("Job", id)) : Effect.succeed(found)
          })

        /** Why the account cannot pay for a job on a QPU; undefined if it can. */
        const unpaid = (request: JobHead, price: number, now: number): JobFailure | undefined => {
          const { spend = Infinity } = settings.limits
          if (request.backend === "simulator" || isDryRun(request)) return undefined
          if (now >= settings.contractEnds) {
            return { code: "ContractExpiredError", message: "The contract has ended" }
          }
          if (spend === Infinity) return undefined
          let sum = price
          for (const job of store.newest()) {
            const status = statusAt(job, now)
            if (status !== "failed" && status !== "canceled" && !isDryRun(job.request))
              sum += priceOf(job.request, job.workload)
          }
          return sum > spend
            ? {
                code: "QuotaExhaustedError",
                message: `All jobs would cost ${sum} USD, the limit is ${spend}`,
              }
            : undefined
        }

        const timesOf = (
          id: string,
          request: JobHead,
          workload: Workload,
          scripted: Scripted,
          now: number,
        ) => {
          const forecast = forecastOf(settings.timing, scripted, { id, request, workload })
          const readyAt = now + forecast.submittedFor
          const free = forecast.inTurn ? (busyUntil.get(request.backend) ?? 0) : 0
          const startedAt = Math.max(readyAt + forecast.readyFor, free)
          const completedAt = startedAt + forecast.startedFor
          if (forecast.inTurn) busyUntil.set(request.backend, completedAt)
          return {
            submittedAt: now,
            readyAt,
            startedAt,
            completedAt,
            predictedStartAt: Math.max(now + forecast.predictedWait, free),
            predictedRun: forecast.predictedRun,
          }
        }

        const submit = Effect.fnUntraced(function* (
          body: string,
        ): Effect.fn.Return<EmulatedJob, BadRequestError | PayloadTooLargeError> {
          const reading = yield* compute.run({ kind: "read", body, rules: settings.rules })
          if ("refusal" in reading) {
            const { status, message, keys } = reading.refusal
            if (status === 500) return yield* Effect.die(new Error(message))
            return yield* status === 413 ? tooLarge(message) : badRequest(message, keys, "payload")
          }
          const { head, input, workload, failure: impossible } = reading.whole
          const now = yield* serverNow
          yield* sessions.admit({ request: head, workload }, now)
          const scripted = settings.script?.(requestOf(head, input), submitted) ?? {}
          submitted++
          const id = yield* nextUuid
          const times = timesOf(id, head, workload, scripted, now)
          const whole = impossible ?? unpaid(head, priceOf(head, workload), now)

          const order = store.nextOrder()
          const parts: Array<NewJob> = []
          for (const [i, part] of reading.parts.entries()) {
            const failure = whole ?? part.failure
            parts.push({
              job: {
                ...inTurn(times, i, reading.parts.length),
                id: yield* nextUuid,
                order: order + i,
                request: part.head,
                workload: part.workload,
                parentId: id,
                childIds: [],
                ...(failure === undefined ? {} : { failure: { ...failure, at: times.readyAt, ran: false } }),
              },
              input: part.input,
            })
          }
          const failed = parts.findIndex(({ job }) => job.failure !== undefined)
          const job: EmulatedJob = {
            ...times,
            id,
            order: order + parts.length,
            request: head,
            workload,
            childIds: parts.map((part) => part.job.id),
            ...failing(whole ?? ofPart(parts[failed]?.job.failure, failed), scripted.failure, times),
          }
          store.add([...parts, { job, input }])
          return job
        })

        const show = Effect.fnUntraced(function* (job: EmulatedJob) {
          const now = yield* serverNow
          const { type } = job.request
          const valued = type === "quantum-function" || type === "qctrl.qaoa.v1"
          const outcome = valued && hasResults(job, now) ? yield* Effect.scoped(outcomes.of(job)) : undefined
          return describe(store.job(job.id) ?? job, now, generation, outcome)
        })

        const list = Effect.fnUntraced(function* (
          query: JobsQuery,
        ): Effect.fn.Return<JobPage, BadRequestError> {
          const now = yield* serverNow
          sessions.settle(now)
          const from = query.next === undefined ? undefined : orderOf(query.next)
          if (query.next !== undefined && from === undefined) {
            return yield* badRequest('"next" was invalid: it is no cursor of a page.', ["next"], "query")
          }
          const size = Math.min(query.limit ?? defaultPageSize, maxPageSize)
          const page: Array<EmulatedJob> = []
          let next: string | null = null
          for (const job of candidates(query, from)) {
            if (!matches(job, query, now)) continue
            if (page.length === size) {
              next = cursorAt(job.order)
              break
            }
            page.push(job)
          }
          const jobs = yield* Effect.forEach(page, (job) =>
            Effect.map(show(job), (shown) => {
              // IonQ's list omits the ids of child jobs.
              const { child_job_ids: _, ...listed } = shown
              return listed
            }),
          )
          return { jobs, next }
        })

        /** The jobs that a query may list, newest first. Children are listed only if they are requested. */
        const candidates = (query: JobsQuery, from: number | undefined): Iterable<EmulatedJob> => {
          if (query.ids !== undefined) {
            return ordered(
              [...new Set(query.ids)].flatMap((id) => store.job(id) ?? []),
              from,
            )
          }
          if (query.parent_job_id === undefined) return store.newest(from)
          const parent = store.job(query.parent_job_id)
          return parent === undefined ? [] : ordered(childrenOf(parent), from)
        }

        const cancel = (job: EmulatedJob) =>
          Effect.map(serverNow, (now) => {
            const still = [job, ...childrenOf(job)].filter((part) => {
              const status = statusAt(part, now)
              return (
                !isTerminal(status) || (status === "completed" && settings.cancelOfCompleted === "canceled")
              )
            })
            store.put(still.map((part) => canceled(part, now)))
          })

        return EmulatedJobs.of({
          submit,
          find,
          show,
          list,
          cancel,
          forget: (job) => Effect.sync(() => store.remove([job, ...childrenOf(job)])),
          childrenOf,
        })
      }),
    )
}

/** Joins the head and the input of one request, so the cast holds. */
const requestOf = (head: JobHead, input: string) => ({ ...head, input: inputOf(input) }) as WireJobRequest

/** Sorts jobs newest first, and leaves out those whose position is greater than `from`. */
const ordered = (jobs: ReadonlyArray<EmulatedJob>, from = Infinity): ReadonlyArray<EmulatedJob> =>
  jobs.filter(({ order }) => order <= from).sort((a, b) => b.order - a.order)

type Times = Pick<
  EmulatedJob,
  "submittedAt" | "readyAt" | "startedAt" | "completedAt" | "predictedStartAt" | "predictedRun"
>

/** The times of one circuit of several. The circuits of a job run one after the other. */
const inTurn = (times: Times, index: number, count: number): Times => {
  const from = (start: number, run: number, circuits: number) => start + Math.round((run * circuits) / count)
  const run = times.completedAt - times.startedAt
  return {
    ...times,
    startedAt: from(times.startedAt, run, index),
    completedAt: from(times.startedAt, run, index + 1),
    predictedStartAt: from(times.predictedStartAt, times.predictedRun, index),
    predictedRun: Math.round(times.predictedRun / count),
  }
}

/** A parent fails with its first failing circuit. */
const ofPart = (failure: JobFailure | undefined, index: number): JobFailure | undefined =>
  failure === undefined
    ? undefined
    : { code: failure.code, message: `Circuit ${index}: ${failure.message ?? failure.code}` }

/** A job that cannot run fails at the end of its checks. A scripted failure has its own time. */
const failing = (
  found: JobFailure | undefined,
  scripted: Scripted["failure"],
  { readyAt, completedAt }: Pick<EmulatedJob, "readyAt" | "completedAt">,
): Pick<EmulatedJob, "failure"> => {
  if (found !== undefined) return { failure: { ...found, at: readyAt, ran: false } }
  if (scripted === undefined) return {}
  const { at, ...failure } = scripted
  const ran = at !== "checks"
  return { failure: { ...failure, at: ran ? completedAt : readyAt, ran } }
}

const matches = (job: EmulatedJob, query: JobsQuery, now: number): boolean =>
  (query.parent_job_id === undefined || query.parent_job_id === job.parentId) &&
  (query.status === undefined || query.status === statusAt(job, now)) &&
  (query.target === undefined || query.target.split(",").includes(job.request.backend)) &&
  (query.session_id === undefined || query.session_id === job.request.session_id) &&
  (query.submitter_id === undefined || query.submitter_id === userId)
