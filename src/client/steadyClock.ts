import { Clock, Effect } from "effect"

/**
 * Milliseconds on a monotonic clock, from an arbitrary origin. It measures durations, because the wall clock can be
 * changed, and the server's clock differs.
 */
export const steadyMillis: Effect.Effect<number> = Effect.map(Clock.monotonicTimeNanos, toMillis)

/** Like {@link steadyMillis}, as a plain function. */
export const steadyMillisUnsafe = (clock: Clock.Clock): number => toMillis(clock.monotonicTimeNanosUnsafe())

function toMillis(nanos: bigint): number {
  return Number(nanos) / 1e6
}
