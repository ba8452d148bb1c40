/**
 * A limit on what the submissions of an effect may cost.
 *
 * @since 0.1.0
 */
import { Context, Effect } from "effect"

/**
 * The estimated and the actual cost of a job.
 *
 * @category models
 * @since 0.1.0
 */
export interface CostReport {
  readonly jobId: string
  /** IonQ's estimate before the submission, in `unit`. */
  readonly estimated: number
  /** The actual cost that IonQ reports; undefined if it reports none. */
  readonly actual: number | undefined
  readonly unit: string
}

/**
 * Options of {@link withBudget}.
 *
 * @category options
 * @since 0.1.0
 */
export interface BudgetOptions {
  /**
   * The limit on the total cost of the jobs, by IonQ's estimates first and its reported costs after they ran: a
   * number of 0 or more.
   */
  readonly max: number
  /** The unit as IonQ writes it, e.g. `usd`. */
  readonly unit: string
  /** Called for each job of the budget that has ended, when `run`, `runAll` or `complete` has waited for it. */
  readonly onCost?: ((report: CostReport) => Effect.Effect<void>) | undefined
}

/**
 * An active budget. `spent` is the cost of its jobs, or their estimates until the cost is known.
 *
 * @category models
 * @since 0.1.0
 */
export interface Budget extends BudgetOptions {
  spent: number
  /** The reserved amount of each job, by its id. */
  readonly held: Map<string, number>
  /** The enclosing budget. Jobs are charged to it as well. */
  readonly outer: Budget | undefined
}

/**
 * The active budget, set by {@link withBudget}. Child fibers share their parent's budget.
 *
 * @category references
 * @since 0.1.0
 */
export const CurrentBudget = Context.Reference<Budget | undefined>("effect-ionq/Budget", {
  defaultValue: () => undefined,
})

/**
 * Limits the total cost of the submissions of an effect to `max`, including concurrent ones. Before each submission the
 * SDK requests an estimate from IonQ. A submission that would exceed the limit is not sent and fails with
 * `BudgetExceededError`. Budgets can be nested: a job is then charged to the inner and the outer budget.
 *
 * **Gotchas**
 *
 * The estimate counts the gates of the request before compilation, in an OpenQASM program after loops and gate
 * definitions are expanded. Jobs on the simulator and dry runs are free and not estimated. Jobs whose gates cannot be
 * counted (quantum functions, QAOA, OpenQASM programs that the reader does not support) are rejected, because their
 * cost is unknown. A submission whose `submissionId` already has a job makes no new one and is not charged. If `max`
 * is not a number of 0 or more, every submission fails with `InvalidRequestError`.
 *
 * **Example** (At most 50 dollars)
 *
 * ```ts
 * const results = Jobs.withBudget({ max: 50, unit: "usd" })(
 *   Effect.forEach(requests, (request) => jobs.run(request)),
 * )
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const withBudget =
  (options: BudgetOptions) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.suspend(() =>
      Effect.updateService(effect, CurrentBudget, (outer) => ({
        ...options,
        spent: 0,
        held: new Map(),
        outer,
      })),
    )
