import { type Clock, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"

const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

/**
 * Lets real I/O and the test clock go on together: after each turn of the event loop the clock moves a little, until
 * the effect is done. No real time is slept.
 */
export const drive = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    while (fiber.pollUnsafe() === undefined) {
      yield* turn
      yield* TestClock.adjust("10 millis")
    }
    return yield* Fiber.join(fiber)
  })

/** The clock in force, with a wall clock that is off by `offset` milliseconds; durations go on as they are. */
export const steppedBy = (offset: () => number) =>
  Effect.map(Effect.clockWith(Effect.succeed), (clock): Clock.Clock => ({
    currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe() + offset(),
    currentTimeMillis: Effect.sync(() => clock.currentTimeMillisUnsafe() + offset()),
    currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe() + nanos(offset()),
    currentTimeNanos: Effect.sync(() => clock.currentTimeNanosUnsafe() + nanos(offset())),
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: clock.monotonicTimeNanos,
    sleep: (duration) => clock.sleep(duration),
  }))

const nanos = (millis: number): bigint => BigInt(millis) * 1_000_000n
