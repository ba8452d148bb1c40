import { Context, Effect } from "effect"
import { withOptions } from "../CallOptions.ts"

/** Whether a request has already waited for the client's rate limit. */
export const TurnTaken = Context.Reference<boolean>("effect-ionq/client/TurnTaken", {
  defaultValue: () => false,
})

/** How often the submission of a request was sent before. It is recorded on the span of the request. */
export const SentBefore = Context.Reference<number>("effect-ionq/client/SentBefore", {
  defaultValue: () => 0,
})

/**
 * Sends a request without retries and without waiting for the rate limit: the caller has done the waiting, and
 * handles the failure.
 */
export const once = <A, E, R>(request: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  request.pipe(withOptions({ retries: 0 }), Effect.provideService(TurnTaken, true))
