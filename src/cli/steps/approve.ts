import { Effect, identity, Option, Terminal } from "effect"
import { Jobs, type Quote } from "../../Jobs.ts"
import type { JobRequest } from "../../schema/JobRequest.ts"
import { CommandError } from "../terminal/CommandError.ts"
import { Local } from "../terminal/globals.ts"
import { note, prompt } from "../terminal/output.ts"
import { amountOf, lengthOf } from "../render/humanUnits.ts"
import { Process } from "../terminal/Process.ts"
import { plain } from "../terminal/screen.ts"

/** How a submission that costs money was approved. */
export interface Approval {
  readonly yes: boolean
  readonly budget: Option.Option<number>
}

/** A quote on one line. */
const quoteLine = ({ cost, unit, estimate, uncounted }: Quote): string => {
  if (uncounted !== undefined) return `IonQ cannot estimate the price: ${plain(uncounted)}`
  const run = estimate?.estimated_execution_time
  const queue = estimate?.current_predicted_queue_time
  const parts = [
    amountOf(cost, unit) ?? "IonQ gives no price",
    typeof run === "number" ? `runs for ${lengthOf(run)}` : "",
    typeof queue === "number" ? `queue ${lengthOf(queue)}` : "",
  ]
  return `Estimate: ${parts.filter(Boolean).join(", ")}`
}

/** Whether the user can be prompted. The prompt is on standard error, so that standard output has only the result. */
export const canAsk = Effect.map(Process, ({ isTerminal }) => isTerminal(0) && isTerminal(2))

const declined = "Nothing was submitted"

/** Prompts, and fails unless the answer is yes. */
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

/** Permission to submit: a wrapper that applies the budget, the quote to submit with, and whether the job is free. */
export interface Leave {
  readonly within: <A, E, R>(submission: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  readonly quote: Quote | undefined
  readonly free: boolean
}

/** Prompts before a submission, unless `--yes` is set. Without a terminal, `--budget` also permits it. */
const permit = Effect.fnUntraced(function* ({ yes, budget }: Approval) {
  if (yes) return
  if (yield* canAsk) return yield* ask("Submit?")
  if (Option.isSome(budget)) return
  return yield* new CommandError({
    reason: "refused",
    message: "This job costs money, and there is no terminal for a prompt: nothing was submitted",
    hint: "Pass --budget AMOUNT, or --yes.",
  })
})

/** Gets permission for many submissions by the sum of their prices, and returns the unit of the prices. */
export const approveAll = Effect.fnUntraced(function* (
  requests: ReadonlyArray<JobRequest>,
  approval: Approval,
) {
  if (yield* Local) return "usd"
  const jobs = yield* Jobs
  const prices = new Map<string, Quote>()
  let [paid, sum, unit]: [number, number | undefined, string] = [0, 0, "usd"]
  for (const request of requests) {
    // Requests that differ only in their names and metadata have the same price.
    const { name: _, metadata: __, ...priced } = request
    const key = JSON.stringify(priced)
    const quote = prices.get(key) ?? (yield* jobs.quote(request))
    prices.set(key, quote)
    if (quote.free) continue
    paid++
    sum = sum === undefined || quote.cost === undefined ? undefined : sum + quote.cost
    unit = quote.unit ?? unit
  }
  if (paid === 0) return unit
  yield* note(`Estimate: ${amountOf(sum, unit) ?? "IonQ gives no price for some of them"} for ${paid} jobs`)
  yield* permit(approval)
  return unit
})

/**
 * Gets permission for a submission that costs money. It shows the quote and prompts, unless `--yes` is set or,
 * without a terminal, a budget is. Free jobs need no permission, and the built-in emulator gives no quote.
 */
export const approve = Effect.fnUntraced(function* <E, R>(
  quoted: Effect.Effect<Quote, E, R>,
  approval: Approval,
) {
  if (yield* Local) return { within: identity, quote: undefined, free: true } satisfies Leave
  const quote = yield* quoted
  if (quote.free) return { within: identity, quote, free: true } satisfies Leave
  yield* note(quoteLine(quote))
  yield* permit(approval)
  const unit = quote.unit ?? "usd"
  const leave: Leave = {
    within: Option.isNone(approval.budget) ? identity : Jobs.withBudget({ max: approval.budget.value, unit }),
    quote,
    free: false,
  }
  return leave
})
