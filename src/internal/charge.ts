import { Effect, Result } from "effect"
import { type Budget, CurrentBudget } from "../Budget.ts"
import type { IonQMethods } from "../IonQClient.ts"
import { BudgetExceededError, type CommonError } from "../IonQError.ts"
import { placesOf } from "../gates/place.ts"
import type { NativeGate, QisGate } from "../schema/Gate.ts"
import { isCircuitJob, type Job, type SubmittedJob } from "../schema/Job.ts"
import { type JobChanges, type JobRequest, limits } from "../schema/JobRequest.ts"
import type { EstimateQuery } from "../schema/Cost.ts"

/** Charges submissions to the budget in force, if there is one. */
export const makeCharge = (client: IonQMethods) => {
  const estimate = Effect.fnUntraced(function* ({ type, query }: Asked, budget: Budget) {
    const refuse = (why: string) =>
      Effect.fail(
        new BudgetExceededError({
          message: `The budget of ${budget.max} ${budget.unit} cannot be kept: ${why}`,
          max: budget.max,
          unit: budget.unit,
          spent: budget.spent,
        }),
      )
    if (query === undefined) return yield* refuse(`the gates of this job of type ${type} are not known`)
    const answer = yield* client.jobs.estimate({ query })
    const cost = answer.estimated_total_cost ?? answer.estimated_cost
    const unit = answer.estimated_unit ?? answer.cost_unit
    if (cost === undefined || cost === null) return yield* refuse("IonQ gives no estimate")
    if (unit !== budget.unit) return yield* refuse(`IonQ estimates in ${unit ?? "no unit"}`)
    return cost
  })

  /** Submits within the budget. What was refused for good is given back; what may have a job is not. */
  const submit = <E extends { readonly _tag: string }>(
    asked: Asked,
    submission: Effect.Effect<SubmittedJob, E>,
  ): Effect.Effect<SubmittedJob, E | CommonError | BudgetExceededError> =>
    Effect.gen(function* () {
      const budget = yield* CurrentBudget
      if (budget === undefined || asked.free) return yield* submission
      const cost = yield* estimate(asked, budget)
      for (const { max, spent, unit } of chain(budget)) {
        if (spent + cost <= max) continue
        return yield* new BudgetExceededError({
          message: `The job would cost ${cost} ${unit}, and ${spent} of ${max} are spent`,
          max,
          unit,
          spent,
          estimated: cost,
        })
      }
      for (const each of chain(budget)) each.spent += cost
      const result = yield* Effect.result(submission)
      if (Result.isSuccess(result)) {
        for (const each of chain(budget)) each.held.set(result.success.id, cost)
        return result.success
      }
      if (result.failure._tag !== "SubmissionUnknownError") {
        for (const each of chain(budget)) each.spent -= cost
      }
      return yield* Effect.fail(result.failure)
    })

  /** Asks what a job cost that ran to its end, and charges that instead of the estimate. */
  const settle = Effect.fnUntraced(function* (jobId: string) {
    const budget = yield* CurrentBudget
    const estimated = budget?.held.get(jobId)
    if (budget === undefined || estimated === undefined) return undefined
    const answer = yield* Effect.result(client.jobs.cost({ params: { uuid: jobId } }))
    const cost = Result.isSuccess(answer) ? (answer.success.cost ?? undefined) : undefined
    const actual = cost?.unit === budget.unit ? cost.value : undefined
    const report = { jobId, estimated, actual, unit: budget.unit }
    for (const each of chain(budget)) {
      if (each.held.delete(jobId) && actual !== undefined) each.spent += actual - estimated
      if (each.onCost !== undefined) yield* each.onCost(report)
    }
    yield* Effect.logDebug(
      `Job ${jobId} cost ${actual ?? "an unknown amount of"} ${budget.unit}, estimated at ${estimated}`,
    )
    return report
  })

  return { submit, settle }
}

const chain = function* (budget: Budget): Generator<Budget> {
  for (let each: Budget | undefined = budget; each !== undefined; each = each.outer) yield each
}

/** What is about to be submitted, as far as its cost goes. */
export interface Asked {
  readonly type: string
  /** The simulator and dry runs cost nothing. */
  readonly free: boolean
  /** What IonQ needs to know for an estimate; nothing where the gates are not known here. */
  readonly query: EstimateQuery | undefined
}

const isFree = (backend: string, dryRun: boolean | null | undefined): boolean =>
  backend === "simulator" || dryRun === true

/** A request, as far as its cost goes. */
export const askedOf = (request: JobRequest): Asked => ({
  type: request.type,
  free: isFree(request.backend, request.dry_run),
  query: queryOf(request),
})

/** A clone of a job: its gates are those that the job was counted with. */
export const askedOfClone = (job: Job, changes: JobChanges): Asked => {
  const { type } = job
  const backend = changes.backend ?? job.backend
  const { stats, settings } = isCircuitJob(job) ? job : {}
  const shots = changes.shots ?? job.shots ?? defaultShots
  const debiasing =
    changes.settings?.error_mitigation?.debiasing ?? settings?.error_mitigation?.debiasing ?? undefined
  const counts = stats?.gate_counts
  const free = isFree(backend, changes.dry_run ?? job.dry_run)
  if (counts === undefined || counts === null) return { type, free, query: undefined }
  return {
    type,
    free,
    query: {
      backend,
      type,
      shots,
      "1q_gates": counts["1q"] ?? 0,
      "2q_gates": counts["2q"] ?? 0,
      error_mitigation: debiasing === undefined ? shots >= limits.debiasingShots : debiasing !== false,
      ...(stats?.qubits === undefined || stats.qubits === null ? {} : { qubits: stats.qubits }),
    },
  }
}

/** What IonQ takes where nothing is said. */
const defaultShots = 100

const queryOf = (request: JobRequest): EstimateQuery | undefined => {
  if (request.type !== "ionq.circuit.v1" && request.type !== "ionq.multi-circuit.v1") return undefined
  const circuits: ReadonlyArray<{ readonly circuit: ReadonlyArray<QisGate | NativeGate> }> =
    request.type === "ionq.circuit.v1" ? [request.input] : request.input.circuits
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
  const { shots = defaultShots } = request
  return {
    backend: request.backend,
    type: request.type,
    qubits: request.input.qubits ?? highest + 1,
    shots,
    "1q_gates": one,
    "2q_gates": two,
    error_mitigation:
      request.settings?.error_mitigation?.debiasing ??
      (shots >= limits.debiasingShots && request.input.gateset === "qis"),
    ...(request.session_id === undefined ? {} : { session: true }),
  }
}

/** A gate on n qubits as a ladder of Toffoli gates, of six CNOTs each. */
const cnots = (qubits: number): number => (qubits === 2 ? 1 : 6 * (2 * (qubits - 2) - 1))

/** Each term as a ladder of CNOTs up and down. */
const cnotsOfTerms = (terms: ReadonlyArray<string>): number =>
  terms.reduce((sum, term) => sum + 2 * Math.max(0, term.replaceAll("I", "").length - 1), 0)
