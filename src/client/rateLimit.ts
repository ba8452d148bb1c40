import { Duration, Effect } from "effect"
import { RateLimiter } from "effect/persistence"
import type { ConfigurationError } from "../errors/call.ts"
import { asSetting, count, duration } from "./ranges.ts"
import { steadyMillis } from "./steadyClock.ts"

/** The effect that waits until a request may be sent; `Effect.void` without a limit. */
export const rateLimit = Effect.fnUntraced(function* (
  key: string,
  options: { readonly limit: number; readonly window: Duration.Input } | undefined,
): Effect.fn.Return<Effect.Effect<void>, ConfigurationError> {
  if (options === undefined) return Effect.void
  const limit = yield* asSetting(count("rateLimit.limit", options.limit, { min: 1 }))
  const window = yield* asSetting(duration("rateLimit.window", options.window, { min: 1 }))
  return yield* tokenBucket(key, limit, window)
})

/**
 * The effect that waits for a token of a bucket that fills evenly over the window. The bucket belongs to the
 * `RateLimiter` in the context, where clients with the same `key` share it. Without a `RateLimiter` it is in memory.
 */
export const tokenBucket = (
  key: string,
  limit: number,
  window: Duration.Duration,
): Effect.Effect<Effect.Effect<void>> =>
  Effect.serviceOption(RateLimiter.RateLimiter).pipe(
    Effect.map((shared) => {
      if (shared._tag === "None") return bucketInMemory(limit, Duration.toMillis(window))
      return shared.value
        .consume({ algorithm: "token-bucket", onExceeded: "delay", key, limit, window })
        .pipe(
          Effect.flatMap(({ delay }) => (Duration.isZero(delay) ? Effect.void : Effect.sleep(delay))),
          // A failing store must not stop the requests.
          Effect.catch((error) => Effect.logWarning(`The rate limit could not be applied: ${error.message}`)),
        )
    }),
  )

/** A bucket in memory. Effect's own bucket would add its stores to the bundle. */
const bucketInMemory = (limit: number, window: number): Effect.Effect<void> => {
  /**
   * The time when the bucket will be full again. Each token that is taken delays it, including tokens that are
   * reserved in advance.
   */
  let full = -Infinity
  return Effect.flatMap(steadyMillis, (now) => {
    full = Math.max(full, now) + window / limit
    const delay = full - now - window
    return delay > 0 ? Effect.sleep(delay) : Effect.void
  })
}
