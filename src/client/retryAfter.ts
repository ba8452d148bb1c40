import { Duration, Predicate, Result } from "effect"
import { Headers } from "effect/http"

/** The longest wait that is accepted from a server's `Retry-After`. */
const retryAfterCap = Duration.seconds(60)

/** The wait that an error's `Retry-After` requests, up to the limit; zero if it requests none. */
export const askedDelay = (error: unknown): Duration.Duration =>
  Predicate.hasProperty(error, "retryAfter") && typeof error.retryAfter === "number"
    ? Duration.min(Duration.seconds(error.retryAfter), retryAfterCap)
    : Duration.zero

/**
 * The wait that `Retry-After` requests, in seconds; undefined without a valid header. A date is compared with the
 * server's `Date`, or with `now`, the time of this machine, if the server does not send one.
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
