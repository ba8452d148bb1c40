import { describe, expect, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { timeLimit } from "../../src/client/timeLimit.ts"

/** An effect that never ends, and whether it was interrupted. */
const endless = () => {
  const seen = { interrupted: false }
  const effect = Effect.onInterrupt(Effect.never, () => Effect.sync(() => (seen.interrupted = true)))
  return { seen, effect }
}

/** The error of a time limit, and how often it was made. */
const counting = () => {
  const count = { made: 0 }
  const error = () => {
    count.made++
    return "too late"
  }
  return { count, error }
}

const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length

for (const [clock, run, limit, pass] of [
  ["Effect's own clock", it.live, Duration.millis(20), () => Effect.void],
  ["another clock", it.effect, Duration.hours(1), TestClock.adjust],
] as const) {
  describe(`a time limit by ${clock}`, () => {
    run("ends the work and fails with the error", () =>
      Effect.gen(function* () {
        const { seen, effect } = endless()
        const limited = yield* Effect.forkChild(timeLimit(effect, limit, () => "too late"))
        yield* pass(limit)
        expect(yield* Effect.flip(Fiber.join(limited))).toBe("too late")
        expect(seen.interrupted).toBe(true)
      }),
    )

    run("leaves the end of work that ends in time as it is, and no timer", () =>
      Effect.gen(function* () {
        const before = timers()
        const { count, error } = counting()
        for (const end of [Exit.succeed(1), Exit.fail("no"), Exit.die("a bug")]) {
          const work = yield* Deferred.make<number, string>()
          const limited = timeLimit(Deferred.await(work), Duration.hours(1), error)
          const fiber = yield* Effect.forkChild(limited, { startImmediately: true })
          yield* Deferred.done(work, end)
          expect(yield* Fiber.await(fiber)).toEqual(end)
        }
        expect(timers()).toBe(before)
        yield* pass("1 hour")
        expect(count.made).toBe(0)
      }),
    )

    run("interrupts the work with its caller, and leaves no timer", () =>
      Effect.gen(function* () {
        const before = timers()
        const { seen, effect } = endless()
        const { count, error } = counting()
        const limited = yield* Effect.forkChild(timeLimit(effect, Duration.hours(1), error), {
          startImmediately: true,
        })
        yield* Fiber.interrupt(limited)
        expect(seen.interrupted).toBe(true)
        expect(timers()).toBe(before)
        yield* pass("1 hour")
        expect(count.made).toBe(0)
      }),
    )

    run("waits for more than 24.8 days, which is the most of a timer, and without end", () =>
      Effect.gen(function* () {
        for (const duration of [Duration.days(30), Duration.infinity]) {
          const limited = timeLimit(Effect.never, duration, () => "too late")
          const fiber = yield* Effect.forkChild(limited, { startImmediately: true })
          yield* pass("29 days")
          // Node turns a delay that is too long into one millisecond.
          yield* Effect.promise(() => new Promise((done) => setTimeout(done, 5)))
          expect(fiber.pollUnsafe()).toBeUndefined()
          yield* Fiber.interrupt(fiber)
        }
      }),
    )
  })
}
