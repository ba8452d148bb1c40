import { Clock, Effect } from "effect"

/**
 * Milliseconds on a monotonic clock, from an arbitrary origin. Durations are measured on it, because the wall clock
 * can be set, and the server has its own.
 */
export const steadyMillis: Effect.Effect<number> = Effect.map(Clock.monotonicTimeNanos, toMillis)

/** The same as a plain function. */
export const steadyMillisUnsafe = (clock: Clock.Clock): number => toMillis(clock.monotonicTimeNanosUnsafe())

function toMillis(nanos: bigint): number {
  return Number(nanos) / 1e6
}
