import { type Duration, Effect } from "effect"
import type { ConfigurationError } from "../errors/call.ts"
import { asSetting, count, duration } from "./ranges.ts"
import { tokenBucket } from "./tokenBucket.ts"

/** Waits for a request's turn, as long as the options ask for; `Effect.void` where there is no limit. */
export const rateLimit = Effect.fnUntraced(function* (
  key: string,
  options: { readonly limit: number; readonly window: Duration.Input } | undefined,
): Effect.fn.Return<Effect.Effect<void>, ConfigurationError> {
  if (options === undefined) return Effect.void
  const limit = yield* asSetting(count("rateLimit.limit", options.limit, { min: 1 }))
  const window = yield* asSetting(duration("rateLimit.window", options.window, { min: 1 }))
  return yield* tokenBucket(key, limit, window)
})
