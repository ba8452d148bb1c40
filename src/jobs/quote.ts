import { Effect, Predicate } from "effect"
import { withoutQuery } from "../CallOptions.ts"
import type { Circuit } from "../circuit/model.ts"
import { CurrentSession } from "../CurrentSession.ts"
import { placesOf } from "../gates/qubits.ts"
import type { Gate } from "../gates/Symbolic.ts"
import type { IonQMethods } from "../IonQClient.ts"
import type { CommonError } from "../IonQError.ts"
import type { Gateset } from "../schema/Circuit.ts"
import type { Estimate, EstimateQuery } from "../schema/Cost.ts"
import { isCircuitJob, type Job } from "../schema/Job.ts"
import { type JobChanges, type JobRequest, limits } from "../schema/JobRequest.ts"
import { checkRequest } from "./checkRequest.ts"
import { inSession } from "./sessionJob.ts"

/**
 * The cost of a job by IonQ's estimate.
 *
 * @category models
 * @since 0.2.0
 */
export interface Quote {
  readonly type: string
  /** Whether the job is free: jobs on the simulator and dry runs are. No estimate is requested for them. */
  readonly free: boolean
  /** The size of the job, with its gates counted; absent if they cannot be counted. */
  readonly query?: EstimateQuery
  /** Why the gates cannot be counted. */
  readonly uncounted?: string
  /** The estimate that IonQ returned; absent if none was requested. */
  readonly estimate?: Estimate
  /** The price in `unit`; absent if IonQ did not return one, or if no estimate was requested. */
  readonly cost?: number
  readonly unit?: string
  /** The job that is to be cloned or moved. */
  readonly job?: Job
}

/**
 * Fields of the estimate query that replace counted values. A circuit or a program needs a `backend`.
 *
 * @category options
 * @since 0.2.0
 */
export interface QuoteOptions extends Partial<EstimateQuery> {}

/** A job for which a price is needed: whether it is free, and how its gates are counted. */
export interface Priced extends Pick<Quote, "type" | "free" | "job"> {
  readonly count: Effect.Effect<Counted>
}

type Counted = Pick<Quote, "query" | "uncounted">

const isFree = (backend: string, dryRun: boolean | null | undefined): boolean =>
  backend === "simulator" || dryRun === true

/** The number of shots that IonQ uses for a request without one. */
const defaultShots = 100

/** A request, prepared for an estimate. */
export const pricedRequest = (request: JobRequest): Priced => ({
  type: request.type,
  free: isFree(request.backend, request.dry_run),
  count: countRequest(request),
})

/** A clone of a job, prepared for an estimate. Its gates are those that IonQ counted in the original. */
export const pricedClone = (job: Job, changes: JobChanges): Priced => {
  const { type } = job
  const backend = changes.backend ?? job.backend
  return {
    type,
    free: isFree(backend, changes.dry_run ?? job.dry_run),
    job,
    count: Effect.sync(() => countClone(job, backend, changes)),
  }
}

const countClone = (job: Job, backend: string, changes: JobChanges): Counted => {
  const { stats, settings } = isCircuitJob(job) ? job : {}
  const shots = changes.shots ?? job.shots ?? defaultShots
  const debiasing =
    changes.settings?.error_mitigation?.debiasing ?? settings?.error_mitigation?.debiasing ?? undefined
  const counts = stats?.gate_counts
  if (counts === undefined || counts === null) return unknownGates(job.type)
  return {
    query: {
      backend,
      type: job.type,
      shots,
      "1q_gates": counts["1q"] ?? 0,
      "2q_gates": counts["2q"] ?? 0,
      error_mitigation: debiasing === undefined ? shots >= limits.debiasingShots : debiasing !== false,
      ...(stats?.qubits === undefined || stats.qubits === null ? {} : { qubits: stats.qubits }),
    },
  }
}

const unknownGates = (type: string): Counted => ({
  uncounted: `the gates of this job of type ${type} are unknown`,
})

const countRequest = (request: JobRequest): Effect.Effect<Counted> => {
  const { backend, type, shots, settings, session_id } = request
  const common = {
    backend,
    type,
    shots,
    debiasing: settings?.error_mitigation?.debiasing,
    session: session_id !== undefined,
  }
  switch (request.type) {
    case "ionq.circuit.v1":
      return Effect.sync(() => counted([request.input], { ...common, ...request.input }))
    case "ionq.multi-circuit.v1":
      return Effect.sync(() => counted(request.input.circuits, { ...common, ...request.input }))
    case "ionq.qasm3.v1":
      return countProgram(request.input.data, common)
    default:
      return Effect.succeed(unknownGates(type))
  }
}

interface Common {
  readonly backend: string
  readonly type: string
  readonly shots?: number | undefined
  readonly debiasing?: boolean | undefined
  readonly session?: boolean
}

/** Reads a program to count its gates. The OpenQASM reader is loaded only here. */
const countProgram = (text: string, common: Common): Effect.Effect<Counted> =>
  Effect.map(
    Effect.promise(() => import("../qasm/readAlone.ts")),
    ({ read }) => {
      const reading = read(text)
      if ("fault" in reading) {
        const { message, line, column } = reading.fault
        return { uncounted: `the gates of the program cannot be counted: ${line}:${column}: ${message}` }
      }
      const { gates, gateset, qubits } = reading.program.circuit
      return counted([{ circuit: gates }], { ...common, gateset, qubits })
    },
  )

interface Counting extends Common {
  readonly gateset: Gateset
  readonly qubits?: number
}

const counted = (
  circuits: ReadonlyArray<{ readonly circuit: ReadonlyArray<Gate> }>,
  { backend, type, qubits, gateset, shots = defaultShots, debiasing, session = false }: Counting,
): Counted => {
  let highest = 0
  let one = 0
  let two = 0
  for (const { circuit } of circuits) {
    for (const gate of circuit) {
      for (const place of placesOf(gate)) {
        highest = place.reduce((a, b) => Math.max(a, b), highest)
        if (place.length === 1) one++
        else two += gate.gate === "pauliexp" ? cnotsOfTerms(gate.terms) : cnots(place.length)
      }
    }
  }
  return {
    query: {
      backend,
      type,
      qubits: qubits ?? highest + 1,
      shots,
      "1q_gates": one,
      "2q_gates": two,
      error_mitigation: debiasing ?? (shots >= limits.debiasingShots && gateset === "qis"),
      ...(session ? { session: true } : {}),
    },
  }
}

/** The number of CNOTs of a gate on n qubits that is decomposed into a ladder of Toffoli gates, each of six CNOTs. */
const cnots = (qubits: number): number => (qubits === 2 ? 1 : 6 * (2 * (qubits - 2) - 1))

/** The number of CNOTs of all terms. Each term takes a ladder of CNOTs before its rotation and one after it. */
const cnotsOfTerms = (terms: ReadonlyArray<string>): number =>
  terms.reduce((sum, term) => sum + 2 * Math.max(0, term.replaceAll("I", "").length - 1), 0)

/** Prices jobs by IonQ's estimates. */
export const makeQuotes = (client: IonQMethods) => {
  const price = Effect.fnUntraced(function* (
    { count, type, free, job }: Priced,
    options: QuoteOptions = {},
  ): Effect.fn.Return<Quote, CommonError> {
    const { query: own, uncounted } = yield* count
    const base = { type, free, ...(job === undefined ? {} : { job }) }
    if (own === undefined) return { ...base, ...(uncounted === undefined ? {} : { uncounted }) }
    const query = { ...own, ...options }
    if (free) return { ...base, query }
    const estimate = yield* withoutQuery(client.jobs.estimate({ query }))
    const cost = estimate.estimated_total_cost ?? estimate.estimated_cost
    const unit = estimate.estimated_unit ?? estimate.cost_unit
    return {
      ...base,
      query,
      estimate,
      ...(cost === undefined || cost === null ? {} : { cost }),
      ...(unit === undefined || unit === null ? {} : { unit }),
    }
  })

  const quote = Effect.fnUntraced(function* (
    what: JobRequest | Circuit | string,
    options: QuoteOptions = {},
  ): Effect.fn.Return<Quote, CommonError> {
    if (Predicate.hasProperty(what, "type")) {
      const request = inSession(yield* checkRequest(what, false), yield* CurrentSession)
      return yield* price(pricedRequest(request), options)
    }
    const { backend = "simulator", shots, type = "ionq.circuit.v1", session } = options
    const common = { backend, type, shots, ...(session === undefined ? {} : { session }) }
    const count =
      typeof what === "string"
        ? countProgram(what, common)
        : Effect.sync(() =>
            counted([{ circuit: what.gates }], { ...common, gateset: what.gateset, qubits: what.qubits }),
          )
    return yield* price({ type, free: isFree(backend, false), count }, options)
  })

  return { price, quote }
}
