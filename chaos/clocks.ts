/** What clocks do outside of a laboratory: the wall clock steps, and the machine sleeps. */
import { type Clock, type Duration, Effect } from "effect"
import { HttpClient } from "effect/http"

/**
 * A clock whose wall time is off by `offset()` milliseconds, as after a correction or a change of the date by hand. What
 * it measures does not step with it: `monotonicTimeNanos` and `sleep` are those of the clock beneath.
 */
export const stepping = (clock: Clock.Clock, offset: () => number): Clock.Clock =>
  fromReadings({
    wallMillis: () => Math.floor(clock.currentTimeMillisUnsafe() + offset()),
    monotonicNanos: () => clock.monotonicTimeNanosUnsafe(),
    sleep: (duration) => clock.sleep(duration),
  })

/**
 * A clock whose monotonic time leaves out `suspended()` milliseconds, as Linux's does for the time that a machine
 * slept, while the wall time has gone on.
 */
export const suspending = (clock: Clock.Clock, suspended: () => number): Clock.Clock =>
  fromReadings({
    wallMillis: () => clock.currentTimeMillisUnsafe(),
    monotonicNanos: () => clock.monotonicTimeNanosUnsafe() - nanos(suspended()),
    sleep: (duration) => clock.sleep(duration),
  })

const nanos = (millis: number): bigint => BigInt(Math.round(millis * 1e6))

/** A clock from its two readings, each in its own unit, and its timer. */
export const fromReadings = ({
  wallMillis,
  monotonicNanos,
  sleep,
}: {
  readonly wallMillis: () => number
  readonly monotonicNanos: () => bigint
  readonly sleep: (duration: Duration.Duration) => Effect.Effect<void>
}): Clock.Clock => {
  const wallNanos = () => nanos(wallMillis())
  return {
    currentTimeMillisUnsafe: wallMillis,
    currentTimeMillis: Effect.sync(wallMillis),
    currentTimeNanosUnsafe: wallNanos,
    currentTimeNanos: Effect.sync(wallNanos),
    monotonicTimeNanosUnsafe: monotonicNanos,
    monotonicTimeNanos: Effect.sync(monotonicNanos),
    sleep,
  }
}

/**
 * A transport that holds requests: each waits for `hold()` milliseconds after it was handed over and before it leaves, as
 * one does whose process is stopped in between. `hold` is asked for each request.
 */
export const holding =
  (hold: (method: string) => number) =>
  (client: HttpClient.HttpClient): HttpClient.HttpClient =>
    HttpClient.transform(client, (sending, request) => {
      const millis = hold(request.method)
      return millis > 0 ? Effect.delay(sending, millis) : sending
    })
