import { type Context, Effect, Result } from "effect"
import { type Budget, CurrentBudget } from "../Budget.ts"
import { mayBeProcessed } from "../api/mayBeProcessed.ts"
import { checkAmount } from "../client/ranges.ts"
import type { IonQMethods } from "../IonQClient.ts"
import {
  BudgetExceededError,
  type CommonError,
  type InvalidRequestError,
  type IonQError,
} from "../IonQError.ts"
import type { SubmittedJob } from "../schema/Job.ts"
import type { EstimateQuery } from "../schema/Cost.ts"
import { measureUnsafe } from "../signals/metrics.ts"
import { CurrentLedger, type Ledger, type Limit } from "./CurrentLedger.ts"
import { makeQuotes, type Priced, type Quote } from "./quote.ts"

/** Charges submissions to the active budget, if one is set. */
export const makeCharge = (client: IonQMethods) => {
  const { price } = makeQuotes(client)

  /**
   * The estimated cost in the budget's unit. A given quote replaces the estimate if it is for a job of the same size.
   */
  const estimate = Effect.fnUntraced(function* (job: Priced, budget: Limit, given: Quote | undefined) {
    const refuse = (why: string) =>
      Effect.fail(
        new BudgetExceededError({
          message: `The budget of ${budget.max} ${budget.unit} cannot be kept: ${why}`,
          max: budget.max,
          unit: budget.unit,
          spent: budget.spent,
        }),
      )
    const known = given?.estimate === undefined ? undefined : yield* job.count
    const { uncounted, cost, unit } =
      given !== undefined && known?.query !== undefined && isSame(given.query, known.query)
        ? given
        : yield* price(job)
    if (uncounted !== undefined) return yield* refuse(uncounted)
    if (cost === undefined) return yield* refuse("IonQ gives no price")
    if (cost < 0) return yield* refuse(`IonQ estimates ${cost}`)
    if (unit !== budget.unit) return yield* refuse(`IonQ estimates in ${unit ?? "no unit"}`)
    return cost
  })

  /**
   * Submits within the budget. The estimate is reserved when a request is first sent, so a submission whose job already
   * exists costs nothing. The reservation is released when the request is rejected, and kept when there may be a job.
   */
  const submit = <Sent extends ReadonlyArray<unknown>, E, F extends IonQError>(
    job: Priced,
    send: (...sent: Sent) => Effect.Effect<SubmittedJob, E>,
    submission: Submission<Sent, E, F>,
    { quote, submissionId }: Given = {},
  ): Effect.Effect<SubmittedJob, F | CommonError | BudgetExceededError> =>
    Effect.gen(function* () {
      const ledger = yield* CurrentLedger
      if (ledger !== undefined && typeof submissionId === "string") {
        return yield* submitUnder(ledger, job, submissionId, quote, send, submission)
      }
      const budgets = [...chain(yield* CurrentBudget)]
      yield* Effect.forEach(budgets, ({ max }) => checkAmount("budget.max", max))
      const [budget] = budgets
      if (budget === undefined || job.free) return yield* submission(send)
      const cost = yield* estimate(job, budget, quote)
      const context = yield* Effect.context()
      let holds = false
      const result = yield* Effect.result(
        submission((...sent) =>
          Effect.suspend((): Effect.Effect<SubmittedJob, E | BudgetExceededError> => {
            const exceeded = holds ? undefined : budgets.find(({ max, spent }) => spent + cost > max)
            if (exceeded !== undefined) return Effect.fail(tooMuch(exceeded, cost))
            for (const each of holds ? [] : budgets) spend(context, each, cost)
            holds = true
            return send(...sent)
          }),
        ),
      )
      for (const each of holds ? budgets : []) {
        if (Result.isFailure(result)) {
          if (!mayHaveJob(result.failure)) spend(context, each, -cost)
          continue
        }
        // The submission returned a job that this budget has already reserved an amount for, so its own reservation is
        // released.
        if (each.held.has(result.success.id)) spend(context, each, -cost)
        else each.held.set(result.success.id, cost)
      }
      return yield* Effect.fromResult(result)
    })

  /** Submits under a ledger. The cost is reserved before the jobs are searched, because a reservation may be slow. */
  const submitUnder = <Sent extends ReadonlyArray<unknown>, E, F extends IonQError>(
    ledger: Ledger,
    job: Priced,
    submissionId: string,
    quote: Quote | undefined,
    send: (...sent: Sent) => Effect.Effect<SubmittedJob, E>,
    submission: Submission<Sent, E, F>,
  ): Effect.Effect<SubmittedJob, F | CommonError | BudgetExceededError> =>
    Effect.gen(function* () {
      const { limit } = ledger
      const cost = limit === undefined || job.free ? 0 : yield* estimate(job, limit, quote)
      yield* ledger.reserve(submissionId, cost)
      return yield* submission((...sent) =>
        Effect.suspend((): Effect.Effect<SubmittedJob, E | InvalidRequestError> => {
          const refused = ledger.refusal()
          return refused === undefined ? send(...sent) : Effect.fail(refused)
        }),
      ).pipe(Effect.tapError((error) => (mayHaveJob(error) ? Effect.void : ledger.release(submissionId))))
    })

  /** Reads the cost of a finished job and charges it instead of the estimate. */
  const settle = Effect.fnUntraced(function* (jobId: string) {
    const budget = yield* CurrentBudget
    const estimated = budget?.held.get(jobId)
    if (budget === undefined || estimated === undefined) return undefined
    const answer = yield* Effect.result(client.jobs.cost({ params: { uuid: jobId } }))
    const cost = Result.isSuccess(answer) ? (answer.success.cost ?? undefined) : undefined
    const actual = cost?.unit === budget.unit && cost.value >= 0 ? cost.value : undefined
    const report = { jobId, estimated, actual, unit: budget.unit }
    const context = yield* Effect.context()
    if (actual !== undefined)
      measureUnsafe(context, "ionq.job.cost", actual, { "ionq.cost.unit": budget.unit })
    for (const each of chain(budget)) {
      if (each.held.delete(jobId) && actual !== undefined) spend(context, each, actual - estimated)
      if (each.onCost !== undefined) yield* each.onCost(report)
    }
    yield* Effect.logDebug(
      `Job ${jobId} cost ${actual ?? "an unknown amount of"} ${budget.unit}, estimated at ${estimated}`,
    ).pipe(Effect.annotateLogs("ionq.job.id", jobId))
    return report
  })

  return { submit, settle }
}

/** Adds an amount to a budget. The metric counts only outermost budgets, which include the inner ones. */
const spend = (context: Context.Context<never>, budget: Budget, amount: number): void => {
  budget.spent += amount
  if (budget.outer === undefined) {
    measureUnsafe(context, "ionq.budget.spent", amount, { "ionq.cost.unit": budget.unit })
  }
}

/** The options of the caller that affect a charge. */
interface Given {
  readonly quote?: Quote | undefined
  readonly submissionId?: string | false | undefined
}

/** Runs a submission to its end. It may call `send` several times. */
type Submission<Sent extends ReadonlyArray<unknown>, E, F> = (
  send: (...sent: Sent) => Effect.Effect<SubmittedJob, E | BudgetExceededError | InvalidRequestError>,
) => Effect.Effect<SubmittedJob, F>

/** Whether a job may exist despite the error. */
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

/** A budget and the budgets that enclose it. */
const chain = function* (budget: Budget | undefined): Generator<Budget> {
  for (let each = budget; each !== undefined; each = each.outer) yield each
}

const isSame = (a: EstimateQuery | undefined, b: EstimateQuery): boolean =>
  a !== undefined && sizeOf(a) === sizeOf(b)

const sizeOf = (query: EstimateQuery): string =>
  JSON.stringify(Object.entries(query).toSorted(([a], [b]) => (a < b ? -1 : 1)))
