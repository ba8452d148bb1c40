import { Effect } from "effect"
import { CurrentBudget } from "../../Budget.ts"
import { amountOf } from "../../cli/render/words.ts"
import { Jobs } from "../../Jobs.ts"
import { isTerminal, type Job } from "../../schema/Job.ts"
import { Access, type Spending } from "../access/Access.ts"

/** What is left of a budget. */
export const leftOf = ({ budget: { max, spent, unit } }: Spending) => ({
  max,
  spent,
  left: Math.max(0, max - spent),
  unit,
})

/** What is left of the budget of this server, if it has one. */
export const budgetData = Effect.map(Access, ({ spending }) =>
  spending === undefined ? undefined : leftOf(spending),
)

/** The same in words. */
export const budgetLine = (budget: {
  readonly max: number
  readonly left: number
  readonly unit: string
}): string => `Budget: ${budget.left.toFixed(2)} of ${amountOf(budget.max, budget.unit)} left.`

/** Charges what a job of this server cost once it has ended, instead of its estimate. */
export const settle = Effect.fnUntraced(function* (job: Job) {
  const { spending } = yield* Access
  if (spending === undefined || !isTerminal(job.status) || !spending.budget.held.has(job.id)) return
  const jobs = yield* Jobs
  yield* jobs
    .complete(Effect.succeed(job))
    .pipe(Effect.provideService(CurrentBudget, spending.budget), Effect.ignore)
})
