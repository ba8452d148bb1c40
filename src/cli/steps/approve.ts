import { Effect, Option, Terminal } from "effect"
import { isatty } from "node:tty"
import type { Asked } from "../../jobs/charge.ts"
import { Jobs } from "../../Jobs.ts"
import type { Estimate } from "../../schema/Cost.ts"
import { CommandError } from "../terminal/CommandError.ts"
import { Local } from "../terminal/globals.ts"
import { note, prompt } from "../terminal/output.ts"
import { amountOf, lengthOf } from "../render/words.ts"

/** How a submission that costs money was approved. */
export interface Approval {
  readonly yes: boolean
  readonly budget: Option.Option<number>
}

const costOf = (estimate: Estimate) => ({
  cost: estimate.estimated_total_cost ?? estimate.estimated_cost ?? undefined,
  unit: estimate.estimated_unit ?? estimate.cost_unit ?? undefined,
})

/** An estimate in one line. */
export const estimateLine = (estimate: Estimate): string => {
  const { cost, unit } = costOf(estimate)
  const run = estimate.estimated_execution_time
  const queue = estimate.current_predicted_queue_time
  return [
    amountOf(cost, unit) ?? "IonQ gives no price",
    typeof run === "number" ? `runs for ${lengthOf(run)}` : "",
    typeof queue === "number" ? `queue ${lengthOf(queue)}` : "",
  ]
    .filter(Boolean)
    .join(", ")
}

/** Whether somebody can be asked: the question is on standard error, so that standard output stays clean. */
export const canAsk = (): boolean => isatty(0) && isatty(2)

const declined = "Nothing was submitted"

/** Asks, and fails unless the answer is yes. */
export const ask = Effect.fnUntraced(function* (question: string) {
  const terminal = yield* Terminal.Terminal
  yield* prompt(`${question} [y/N] `)
  const answer = yield* terminal.readLine.pipe(
    Effect.catchTag("QuitError", () => Effect.interrupt),
    Effect.onInterrupt(() => note(`\n${declined}`)),
  )
  if (/^y(es)?$/i.test(answer.trim())) return
  return yield* new CommandError({ reason: "declined", message: declined })
})

/**
 * Gets leave to submit what costs money, and gives what keeps its budget: the estimate is told, and then it is asked for,
 * unless `--yes` or, where nobody can be asked, a budget says so. What is free needs no leave.
 */
export const approve = Effect.fnUntraced(function* (asked: Asked, { yes, budget }: Approval) {
  const within =
    (unit: string) =>
    <A, E, R>(submission: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Option.isNone(budget) ? submission : Jobs.withBudget({ max: budget.value, unit })(submission)
  if (asked.free || (yield* Local)) return <A, E, R>(submission: Effect.Effect<A, E, R>) => submission
  const jobs = yield* Jobs
  const estimate = asked.query === undefined ? undefined : yield* jobs.estimate(asked.query)
  yield* note(
    estimate === undefined
      ? `IonQ cannot be asked for a price: the gates of this job of type ${asked.type} are not known here`
      : `Estimate: ${estimateLine(estimate)}`,
  )
  if (!yes) {
    if (canAsk()) yield* ask("Submit?")
    else if (Option.isNone(budget)) {
      return yield* new CommandError({
        reason: "refused",
        message: "This job costs money, and there is no terminal to ask on: nothing was submitted",
        hint: "Pass --budget AMOUNT, or --yes.",
      })
    }
  }
  return within((estimate === undefined ? undefined : costOf(estimate).unit) ?? "usd")
})
