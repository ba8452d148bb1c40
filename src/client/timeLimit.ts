import { Clock, Context, Duration, Effect, Fiber } from "effect"

/**
 * Fails with another error if an effect does not finish in time. Like `Effect.timeoutOrElse`, at a fraction of the
 * cost: every call has a time limit, but almost none exceeds it.
 */
export const timeLimit = <A, E, E2>(
  effect: Effect.Effect<A, E>,
  duration: Duration.Duration,
  error: () => E2,
): Effect.Effect<A, E | E2> =>
  Effect.withFiber(({ context }) =>
    Effect.callback((resume) => {
      const work = Effect.runForkWith(context)(effect)
      const done = work.pollUnsafe()
      if (done !== undefined) {
        resume(done)
        return
      }
      const clear = callAfter(duration, context, () =>
        resume(Effect.andThen(Fiber.interrupt(work), Effect.fail(error()))),
      )
      work.addObserver((exit) => {
        clear()
        resume(exit)
      })
      return Fiber.interrupt(work)
    }),
  )

/** The longest delay that `setTimeout` takes, in milliseconds. */
const longestDelay = 2 ** 31 - 1

/**
 * Calls a function after a duration, by the clock of a context, and returns a function that prevents the call. Effect's
 * own clock uses `setTimeout`, so a timer is enough.
 */
const callAfter = (
  duration: Duration.Duration,
  context: Context.Context<never>,
  call: () => void,
): (() => void) => {
  const millis = Duration.toMillis(duration)
  const isSystemClock = Context.get(context, Clock.Clock) === Context.get(Context.empty(), Clock.Clock)
  if (isSystemClock && millis <= longestDelay) {
    const timer = setTimeout(call, millis)
    return () => clearTimeout(timer)
  }
  const timer = Effect.runForkWith(context)(Effect.sleep(duration))
  timer.addObserver((exit) => {
    if (exit._tag === "Success") call()
  })
  return () => timer.interruptUnsafe()
}
