import { Effect } from "effect"
import { CurrentBudget } from "../../Budget.ts"
import { amountOf } from "../../cli/render/humanUnits.ts"
import { BudgetExceededError } from "../../IonQError.ts"
import { Jobs, type Quote } from "../../Jobs.ts"
import { isTerminal, type Job } from "../../schema/Job.ts"
import { Access, type Spending } from "../access/Access.ts"

/** A budget with its remaining amount. */
export const leftOf = ({ budget: { max, spent, unit } }: Spending) => ({
  max,
  spent,
  left: Math.max(0, max - spent),
  unit,
})

/** The budget of this server with its remaining amount; undefined if it has none. */
export const budgetData = Effect.map(Access, ({ spending }) =>
  spending === undefined ? undefined : leftOf(spending),
)

/** The remaining amount of a budget as a line of an answer. */
export const budgetLine = (budget: {
  readonly max: number
  readonly left: number
  readonly unit: string
}): string => `Budget: ${budget.left.toFixed(2)} of ${amountOf(budget.max, budget.unit)} left.`

/** Replaces the estimate of a job of this server by its cost, once the job has ended. */
export const settle = Effect.fnUntraced(function* (job: Job) {
  const { spending } = yield* Access
  if (spending === undefined || !isTerminal(job.status) || !spending.budget.held.has(job.id)) return
  const jobs = yield* Jobs
  yield* jobs
    .complete(Effect.succeed(job))
    .pipe(Effect.provideService(CurrentBudget, spending.budget), Effect.ignore)
})

/**
 * The limits on spending. The tools that need them are registered only if there are limits, so missing ones are a
 * defect.
 */
export const needSpending = Effect.flatMap(Access, ({ spending }) =>
  spending === undefined ? Effect.die(new Error("The server has no budget")) : Effect.succeed(spending),
)

/** Rejects a job that the budget cannot pay, before the person is asked. Returns its price. */
export const checkBudget = ({ uncounted, cost, unit }: Quote, { budget }: Spending) => {
  const refuse = (message: string, estimated?: number) =>
    Effect.fail(
      new BudgetExceededError({
        message,
        max: budget.max,
        unit: budget.unit,
        spent: budget.spent,
        ...(estimated === undefined ? {} : { estimated }),
      }),
    )
  if (uncounted !== undefined) return refuse(`The price cannot be estimated: ${uncounted}`)
  if (cost === undefined || !(cost >= 0)) return refuse("IonQ gives no price")
  if (unit !== budget.unit)
    return refuse(`The budget is in ${budget.unit}, and IonQ's price in ${unit ?? "no unit"}`)
  if (budget.spent + cost > budget.max) {
    const left = amountOf(budget.max - budget.spent, budget.unit)
    return refuse(`The job would cost ${amountOf(cost, unit)}, and ${left} of the budget are left`, cost)
  }
  return Effect.succeed(cost)
}
