import { Effect, Result } from "effect"
import { type Budget, CurrentBudget } from "../Budget.ts"
import { withoutQuery } from "../CallOptions.ts"
import { mayBeProcessed } from "../api/mayBeProcessed.ts"
import { checkAmount } from "../client/ranges.ts"
import type { IonQMethods } from "../IonQClient.ts"
import { BudgetExceededError, type CommonError, type IonQError } from "../IonQError.ts"
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
    const answer = yield* withoutQuery(client.jobs.estimate({ query }))
    const cost = answer.estimated_total_cost ?? answer.estimated_cost
    const unit = answer.estimated_unit ?? answer.cost_unit
    if (cost === undefined || cost === null) return yield* refuse("IonQ gives no estimate")
    if (cost < 0) return yield* refuse(`IonQ estimates ${cost}`)
    if (unit !== budget.unit) return yield* refuse(`IonQ estimates in ${unit ?? "no unit"}`)
    return cost
  })

  /**
   * Submits within the budget. The estimate is held from the moment at which the job is first sent: a submission that finds
   * its job sends nothing and costs nothing. What was refused for good is given back; what may have a job is not.
   */
  const submit = <Sent extends ReadonlyArray<unknown>, E, F extends IonQError>(
    asked: Asked,
    send: (...sent: Sent) => Effect.Effect<SubmittedJob, E>,
    submission: (
      send: (...sent: Sent) => Effect.Effect<SubmittedJob, E | BudgetExceededError>,
    ) => Effect.Effect<SubmittedJob, F>,
  ): Effect.Effect<SubmittedJob, F | CommonError | BudgetExceededError> =>
    Effect.gen(function* () {
      const budgets = [...chain(yield* CurrentBudget)]
      yield* Effect.forEach(budgets, ({ max }) => checkAmount("budget.max", max))
      const [budget] = budgets
      if (budget === undefined || asked.free) return yield* submission(send)
      const cost = yield* estimate(asked, budget)
      let holds = false
      const result = yield* Effect.result(
        submission((...sent) =>
          Effect.suspend((): Effect.Effect<SubmittedJob, E | BudgetExceededError> => {
            const exceeded = holds ? undefined : budgets.find(({ max, spent }) => spent + cost > max)
            if (exceeded !== undefined) return Effect.fail(tooMuch(exceeded, cost))
            for (const each of holds ? [] : budgets) each.spent += cost
            holds = true
            return send(...sent)
          }),
        ),
      )
      for (const each of holds ? budgets : []) {
        if (Result.isFailure(result)) {
          if (!mayHaveJob(result.failure)) each.spent -= cost
          continue
        }
        // Sent, and then found: as the job of another submission of this budget.
        if (each.held.has(result.success.id)) each.spent -= cost
        else each.held.set(result.success.id, cost)
      }
      return yield* Effect.fromResult(result)
    })

  /** Asks what a job cost that ran to its end, and charges that instead of the estimate. */
  const settle = Effect.fnUntraced(function* (jobId: string) {
    const budget = yield* CurrentBudget
    const estimated = budget?.held.get(jobId)
    if (budget === undefined || estimated === undefined) return undefined
    const answer = yield* Effect.result(client.jobs.cost({ params: { uuid: jobId } }))
    const cost = Result.isSuccess(answer) ? (answer.success.cost ?? undefined) : undefined
    const actual = cost?.unit === budget.unit && cost.value >= 0 ? cost.value : undefined
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

/** Whether there may be a job, which is paid. */
const mayHaveJob = (error: IonQError): boolean =>
  error._tag === "SubmissionUnknownError" || mayBeProcessed(error)

const tooMuch = ({ max, spent, unit }: Budget, cost: number): BudgetExceededError =>
  new BudgetExceededError({
    message: `The job would cost ${cost} ${unit}, and ${spent} of ${max} are spent`,
    max,
    unit,
    spent,
    estimated: cost,
  })

/** A budget and those around it. */
const chain = function* (budget: Budget | undefined): Generator<Budget> {
  for (let each = budget; each !== undefined; each = each.outer) yield each
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
