import { Duration, Effect, Option } from "effect"
import { RateLimiter } from "effect/persistence"

/** Waits for a token of a bucket that fills evenly over the window. Clients of the same `key` may share one. */
export const tokenBucket = (
  key: string,
  limit: number,
  window: Duration.Duration,
): Effect.Effect<Effect.Effect<void>> =>
  Effect.gen(function* () {
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
