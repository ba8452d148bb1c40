import { type Duration, Effect } from "effect"
import type { ConfigurationError } from "../errors/call.ts"
import { asSetting, count, duration } from "./ranges.ts"
import { tokenBucket } from "./tokenBucket.ts"

/** Waits for the turn of a request, according to the options; `Effect.void` without a limit. */
export const rateLimit = Effect.fnUntraced(function* (
  key: string,
  options: { readonly limit: number; readonly window: Duration.Input } | undefined,
): Effect.fn.Return<Effect.Effect<void>, ConfigurationError> {
  if (options === undefined) return Effect.void
  const limit = yield* asSetting(count("rateLimit.limit", options.limit, { min: 1 }))
  const window = yield* asSetting(duration("rateLimit.window", options.window, { min: 1 }))
  return yield* tokenBucket(key, limit, window)
})
