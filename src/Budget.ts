/**
 * A limit on what the submissions of an effect may cost.
 *
 * @since 0.1.0
 */
import { Context, Effect } from "effect"

/**
 * What a job was estimated at, and what it cost.
 *
 * @category models
 * @since 0.1.0
 */
export interface CostReport {
  readonly jobId: string
  /** What IonQ estimated before it was submitted, in `unit`. */
  readonly estimated: number
  /** What it cost by IonQ's word; absent where IonQ does not say. */
  readonly actual: number | undefined
  readonly unit: string
}

/**
 * The limit, and who is told of each job's cost.
 *
 * @category options
 * @since 0.1.0
 */
export interface BudgetOptions {
  /** The most that the jobs may cost together, by IonQ's estimate before and its word after they ran: a number from 0. */
  readonly max: number
  /** IonQ's word for the unit, e.g. `usd`. */
  readonly unit: string
  /** Is told of each job that was run to its end. */
  readonly onCost?: ((report: CostReport) => Effect.Effect<void>) | undefined
}

/**
 * A budget in force: `spent` is what its jobs cost or, as long as that is not known, were estimated at.
 *
 * @category models
 * @since 0.1.0
 */
export interface Budget extends BudgetOptions {
  spent: number
  /** What each job holds of the budget, by its id. */
  readonly held: Map<string, number>
  /** The budget around this one, which its jobs are charged to as well. */
  readonly outer: Budget | undefined
}

/**
 * The budget in force; none unless {@link withBudget} says so. Child fibers share that of their parent.
 *
 * @category references
 * @since 0.1.0
 */
export const CurrentBudget = Context.Reference<Budget | undefined>("effect-ionq/Budget", {
  defaultValue: () => undefined,
})

/**
 * Runs an effect whose submissions may cost no more than `max`, together and whatever runs at the same time. Before each
 * is sent, IonQ is asked for an estimate; what would go past the limit is not sent and fails with `BudgetExceededError`. A
 * budget within another is charged to both.
 *
 * **Gotchas**
 *
 * The estimate counts the gates of the request as it is, in an OpenQASM program those that it comes to. Jobs of the simulator
 * and dry runs are free and not estimated. Jobs whose gates cannot be counted (quantum functions, QAOA, programs with loops over
 * measurements and the like) are refused, because no budget could be kept. A submission whose `submissionId` has a job already makes none, and is not charged. A budget whose `max` is no
 * number from 0 refuses every submission with `InvalidRequestError`.
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
