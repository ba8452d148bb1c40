import { type Duration, Effect, Fiber } from "effect"
import * as TestClock from "effect/testing/TestClock"

/** Yields three times. This runs the fibers that do not wait for time, and then the fibers that they resume. */
const settle = Effect.yieldNow.pipe(Effect.andThen(Effect.yieldNow), Effect.andThen(Effect.yieldNow))

/**
 * Runs an effect under a `TestClock` while time passes, step by step, until the effect is done. Fails as the effect does.
 *
 * **When to use**
 *
 * For tests of an application on the emulator that waits for jobs. A single `TestClock.adjust("6 minutes")` lets all timeouts run out
 * before the fibers between a poll and its response have run, so that `jobs.run` fails with a `JobTimeoutError` or a `RequestTimeoutError`.
 *
 * **Gotchas**
 *
 * An effect that waits for something other than time never ends. A shorter step (default: 1 second) is more precise,
 * and a longer one is faster for programs that wait for hours.
 *
 * **Example** (An hour in the queue)
 *
 * ```ts
 * const test = Emulator.inTime(program, "1 minute").pipe(
 *   Effect.provide(Emulator.layerIonQ({ timing: { readyFor: "1 hour" } })),
 * )
 * ```
 *
 * @category testing
 * @since 0.2.0
 */
export const inTime = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  step: Duration.Input = "1 second",
): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    for (;;) {
      yield* settle
      if (fiber.pollUnsafe() !== undefined) return yield* Fiber.join(fiber)
      yield* TestClock.adjust(step)
    }
  })
