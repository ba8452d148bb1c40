import { type Clock, type Duration, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"

const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

/**
 * Runs an effect while time goes by on the test clock, a step after whatever can go on without has gone on. A clock
 * that is adjusted only once may run ahead of long chains of fibers that wake each other.
 */
export const inTime = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  step: Duration.Input = "1 second",
): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    for (;;) {
      for (let i = 0; i < 3; i++) yield* turn
      if (fiber.pollUnsafe() !== undefined) return yield* Fiber.join(fiber)
      yield* TestClock.adjust(step)
    }
  })

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
