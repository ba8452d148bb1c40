import { Context, Effect } from "effect"
import { withOptions } from "../CallOptions.ts"

/** Whether a request has already waited for the client's rate limit. */
export const TurnTaken = Context.Reference<boolean>("effect-ionq/client/TurnTaken", {
  defaultValue: () => false,
})

/** How often its submission was sent before, for the span of a request. */
export const SentBefore = Context.Reference<number>("effect-ionq/client/SentBefore", {
  defaultValue: () => 0,
})

/** Sends a request once, without waiting. The caller has waited for its turn, and decides what a failure means. */
export const once = <A, E, R>(request: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  request.pipe(withOptions({ retries: 0 }), Effect.provideService(TurnTaken, true))
