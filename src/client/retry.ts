import { Duration, Effect, Predicate, Result, Schedule } from "effect"
import { Headers } from "effect/http"

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

/** How long an error's `Retry-After` asks to wait, as far as it is granted; zero where it asks for nothing. */
export const askedDelay = (error: unknown): Duration.Duration =>
  Predicate.hasProperty(error, "retryAfter") && typeof error.retryAfter === "number"
    ? Duration.min(Duration.seconds(error.retryAfter), retryAfterCap)
    : Duration.zero

/**
 * How long a response asks to wait, in seconds. A date is compared with the server's own `Date`; `now` is this machine's
 * time, for a server that does not say its own.
 */
export const retryAfterSeconds = (headers: Headers.Headers, now: number): number | undefined => {
  const header = headers["retry-after"]
  if (header === undefined) return undefined
  const parsed = Headers.parseRetryAfter(header)
  if (Result.isFailure(parsed)) return undefined
  const serverNow = Date.parse(headers["date"] ?? "")
  return Duration.toSeconds(
    Headers.retryAfterDelay(parsed.success, Number.isNaN(serverNow) ? now : serverNow),
  )
}
