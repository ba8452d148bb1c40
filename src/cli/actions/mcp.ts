import { Cause, Effect, Exit, Fiber, Layer, Option } from "effect"
import { CurrentBudget, withBudget } from "../../Budget.ts"
import { Access, type Spending } from "../../mcp/access/Access.ts"
import { Connection } from "../../mcp/access/Connection.ts"
import { layer } from "../../mcp/server.ts"
import { given } from "../inputs/flags.ts"
import type { McpInput } from "../inputs/mcp.ts"
import { usage } from "../terminal/CommandError.ts"

/** The limits on spending while the server runs. */
const spendingOf = Effect.fnUntraced(function* (flags: McpInput) {
  const approveUnder = given(flags.approveUnder)
  if (Option.isNone(flags.budget)) {
    if (approveUnder === undefined) return undefined
    return yield* usage("--approve-under applies to submissions, which need --budget")
  }
  const max = flags.budget.value
  if (max < 0) return yield* usage("--budget must be an amount of 0 or more")
  if (approveUnder !== undefined && approveUnder < 0) {
    return yield* usage("--approve-under must be an amount of 0 or more")
  }
  const budget = yield* withBudget({ max, unit: flags.unit })(CurrentBudget)
  if (budget === undefined) return undefined
  const spending: Spending = {
    budget,
    approveUnder,
    approvalTimeout: flags.approvalTimeout,
    signingKey: crypto.getRandomValues(new Uint8Array(32)),
    made: new Map(),
    underWay: new Set(),
  }
  return spending
})

/** `ionq mcp`: serves MCP on standard input and output until the client closes the input. */
export const mcp = Effect.fn("cli.mcp")(function* (flags: McpInput) {
  const spending = yield* spendingOf(flags)
  const access = Layer.succeed(Access, { cloud: flags.cloud || spending !== undefined, spending })
  // The server interrupts its own fiber when the client closes standard input, which is the usual end.
  const server = yield* Effect.forkChild(
    Layer.launch(layer.pipe(Layer.provide(Connection.layer), Layer.provide(access))),
  )
  const exit = yield* Fiber.await(server)
  if (Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause)) return yield* Effect.failCause(exit.cause)
})
