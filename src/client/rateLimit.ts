import { Duration, Effect, Option } from "effect"
import { RateLimiter } from "effect/persistence"
import { asSetting, count, duration } from "./ranges.ts"
import type { ConfigurationError } from "../errors/call.ts"

/** Waits for a request's turn: a token of a bucket that fills evenly over the window. Clients of the same `key` may share one. */
export const rateLimit = Effect.fnUntraced(function* (
  key: string,
  options: { readonly limit: number; readonly window: Duration.Input } | undefined,
): Effect.fn.Return<Effect.Effect<void>, ConfigurationError> {
  if (options === undefined) return Effect.void
  const limit = yield* asSetting(count("rateLimit.limit", options.limit, { min: 1 }))
  const window = yield* asSetting(duration("rateLimit.window", options.window, { min: 1 }))
  const shared = yield* Effect.serviceOption(RateLimiter.RateLimiter)
  const limiter = Option.isSome(shared)
    ? shared.value
    : yield* Effect.provide(RateLimiter.make, RateLimiter.layerStoreMemory)
  return limiter.consume({ algorithm: "token-bucket", onExceeded: "delay", key, limit, window }).pipe(
    Effect.flatMap(({ delay }) => (Duration.isZero(delay) ? Effect.void : Effect.sleep(delay))),
    // A store that fails must not stop the requests.
    Effect.catch((error) => Effect.logWarning(`The rate limit could not be kept: ${error.message}`)),
  )
})
