import { Effect, type Duration, Fiber } from "effect"

/**
 * Fails with another error if an effect does not finish in time. Like `Effect.timeoutOrElse`, at half the cost: every
 * call has a time limit, but almost none exceeds it.
 */
export const timeLimit = <A, E, E2>(
  effect: Effect.Effect<A, E>,
  duration: Duration.Duration,
  error: () => E2,
): Effect.Effect<A, E | E2> =>
  Effect.withFiber(({ context }) =>
    Effect.callback((resume) => {
      const fork = Effect.runForkWith(context)
      const work = fork(effect)
      const done = work.pollUnsafe()
      if (done !== undefined) {
        resume(done)
        return
      }
      const timer = fork(Effect.sleep(duration))
      work.addObserver((exit) => {
        timer.interruptUnsafe()
        resume(exit)
      })
      timer.addObserver((exit) => {
        if (exit._tag === "Success") resume(Effect.andThen(Fiber.interrupt(work), Effect.fail(error())))
      })
      return Fiber.interruptAll([work, timer])
    }),
  )
