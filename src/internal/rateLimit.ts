import { Duration, Effect, Option } from "effect"
import { RateLimiter } from "effect/persistence"
import { ConfigurationError } from "../IonQError.ts"

const key = "effect-ionq"

/** Waits for a request's turn: a token of a bucket that fills evenly over the window. */
export const rateLimit = Effect.fnUntraced(function* (
  options: { readonly limit: number; readonly window: Duration.Input } | undefined,
): Effect.fn.Return<Effect.Effect<void>, ConfigurationError> {
  if (options === undefined) return Effect.void
  const { limit, window } = options
  if (!Number.isInteger(limit) || limit < 1) {
    return yield* new ConfigurationError({
      setting: "rateLimit.limit",
      message: `rateLimit.limit is ${limit}, it has to be a whole number from 1`,
    })
  }
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
