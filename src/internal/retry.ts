import { Duration, Effect, Predicate, Schedule } from "effect"

/** The longest wait that a server's `Retry-After` is granted. */
const retryAfterCap = Duration.seconds(60)

/**
 * When to try again: 250 ms, doubled each time up to 10 s, jittered by a fifth; what the server asked in
 * `Retry-After` is a floor, granted up to 60 s.
 */
export const backoff: Schedule.Schedule<unknown> = Schedule.min([
  Schedule.exponential("250 millis"),
  Schedule.spaced("10 seconds"),
]).pipe(
  Schedule.jittered,
  Schedule.setInputType<unknown>(),
  Schedule.modifyDelay(({ duration, input }) => Effect.succeed(Duration.max(duration, askedDelay(input)))),
)

const askedDelay = (error: unknown): Duration.Duration =>
  Predicate.hasProperty(error, "retryAfter") && typeof error.retryAfter === "number"
    ? Duration.min(Duration.seconds(error.retryAfter), retryAfterCap)
    : Duration.zero
