import { Effect } from "effect"
import { CurrentBudget } from "../../Budget.ts"
import { amountOf } from "../../cli/render/words.ts"
import { Jobs } from "../../Jobs.ts"
import { isTerminal, type Job } from "../../schema/Job.ts"
import { Access } from "../access/Access.ts"

/** What is left of the budget of this server, if it has one. */
export const budgetData = Effect.map(Access, ({ spending }) => {
  if (spending === undefined) return undefined
  const { max, spent, unit } = spending.budget
  return { max, spent, left: Math.max(0, max - spent), unit }
})

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
