import { Duration, Effect, Schedule } from "effect"
import { askedDelay } from "./retryAfter.ts"

/**
 * The retry schedule: 250 ms, doubled each time up to 10 s, with a random variation of 20%. The server's
 * `Retry-After` is a lower bound, up to 60 s.
 */
export const backoff: Schedule.Schedule<unknown> = Schedule.min([
  Schedule.exponential("250 millis"),
  Schedule.spaced("10 seconds"),
]).pipe(
  Schedule.jittered,
  Schedule.setInputType<unknown>(),
  Schedule.modifyDelay(({ duration, input }) => Effect.succeed(Duration.max(duration, askedDelay(input)))),
)
