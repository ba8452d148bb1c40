/**
 * The errors for an HTTP status, one class for each.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"
import { isRetryableStatus } from "../../errors/retryableStatus.ts"
import { statusFields } from "./fields.ts"

const tag = <const Tag extends string>(name: Tag) => `effect-ionq/qpi/${name}` as const

/**
 * 400, and a 500 that names an invalid field: the request was rejected, and a retry would be rejected as well. `data`
 * has the invalid fields if the server named them.
 *
 * @category errors
 * @since 0.2.0
 */
export class QpiValidationError extends Schema.TaggedError<QpiValidationError>(tag("QpiValidationError"))(
  "QpiValidationError",
  statusFields(400),
) {
  readonly isRetryable = false
}

/**
 * 401: the token is missing, wrong, expired or revoked.
 *
 * @category errors
 * @since 0.2.0
 */
export class QpiUnauthorizedError extends Schema.TaggedError<QpiUnauthorizedError>(
  tag("QpiUnauthorizedError"),
)("QpiUnauthorizedError", statusFields(401)) {
  readonly isRetryable = false
}

/**
 * 403: the caller is known but lacks the permission.
 *
 * @category errors
 * @since 0.2.0
 */
export class QpiForbiddenError extends Schema.TaggedError<QpiForbiddenError>(tag("QpiForbiddenError"))(
  "QpiForbiddenError",
  statusFields(403),
) {
  readonly isRetryable = false
}

/**
 * 403 for a submission: no seconds on the processors are left. A superuser can grant more, see `TimeRequests`.
 *
 * @category errors
 * @since 0.2.0
 */
export class InsufficientQpuSecondsError extends Schema.TaggedError<InsufficientQpuSecondsError>(
  tag("InsufficientQpuSecondsError"),
)("InsufficientQpuSecondsError", statusFields(403)) {
  readonly isRetryable = false
}

/**
 * 404: the resource does not exist, belongs to another user, or the server considers the caller as not signed in.
 *
 * @category errors
 * @since 0.2.0
 */
export class QpiNotFoundError extends Schema.TaggedError<QpiNotFoundError>(tag("QpiNotFoundError"))(
  "QpiNotFoundError",
  statusFields(404),
) {
  readonly isRetryable = false
}

/**
 * 413: the body is larger than the server accepts (32 MiB).
 *
 * @category errors
 * @since 0.2.0
 */
export class QpiTooLargeError extends Schema.TaggedError<QpiTooLargeError>(tag("QpiTooLargeError"))(
  "QpiTooLargeError",
  statusFields(413),
) {
  readonly isRetryable = false
}

/**
 * 429: too many requests. The server sends no `Retry-After`.
 *
 * @category errors
 * @since 0.2.0
 */
export class QpiRateLimitError extends Schema.TaggedError<QpiRateLimitError>(tag("QpiRateLimitError"))(
  "QpiRateLimitError",
  { ...statusFields(429), retryAfter: Schema.optionalKey(Schema.Finite) },
) {
  readonly isRetryable = true
}

/**
 * 5xx without an invalid field in `data`. It is not known whether the request was processed.
 *
 * @category errors
 * @since 0.2.0
 */
export class QpiServerError extends Schema.TaggedError<QpiServerError>(tag("QpiServerError"))(
  "QpiServerError",
  { ...statusFields(500), retryAfter: Schema.optionalKey(Schema.Finite) },
) {
  /** 500, 502, 503, 504 and 520 to 529 may be temporary; others are not. */
  get isRetryable(): boolean {
    return isRetryableStatus(this.status)
  }
}

/**
 * A status without a class of its own, or a 4xx that the endpoint does not declare.
 *
 * @category errors
 * @since 0.2.0
 */
export class QpiUnexpectedStatusError extends Schema.TaggedError<QpiUnexpectedStatusError>(
  tag("QpiUnexpectedStatusError"),
)("QpiUnexpectedStatusError", statusFields(418)) {
  readonly isRetryable = false
}

/**
 * Any error for an HTTP status.
 *
 * @category models
 * @since 0.2.0
 */
export type QpiStatusError =
  | QpiValidationError
  | QpiUnauthorizedError
  | QpiForbiddenError
  | InsufficientQpuSecondsError
  | QpiNotFoundError
  | QpiTooLargeError
  | QpiRateLimitError
  | QpiServerError
  | QpiUnexpectedStatusError
