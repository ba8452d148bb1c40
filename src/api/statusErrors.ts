/**
 * The errors for HTTP statuses, with a class for each status that IonQ documents.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { RequestValidation } from "../schema/ErrorBody.ts"
import { responseOf, retryAfter } from "../errors/fields.ts"
import { isRetryableStatus } from "../errors/retryableStatus.ts"

export { isRetryableStatus } from "../errors/retryableStatus.ts"

/**
 * 400: the request was rejected. `validation.keys` names the invalid keys if the server sent them.
 *
 * @category errors
 * @since 0.1.0
 */
export class BadRequestError extends Schema.TaggedError<BadRequestError>("effect-ionq/BadRequestError")(
  "BadRequestError",
  { ...responseOf(400), validation: Schema.optionalKey(RequestValidation) },
) {
  readonly isRetryable = false
}

/**
 * 401: the API key is missing, wrong or revoked.
 *
 * @category errors
 * @since 0.1.0
 */
export class AuthenticationError extends Schema.TaggedError<AuthenticationError>(
  "effect-ionq/AuthenticationError",
)("AuthenticationError", responseOf(401)) {
  readonly isRetryable = false
}

/**
 * 403: the API key is valid but lacks the permission.
 *
 * @category errors
 * @since 0.1.0
 */
export class PermissionDeniedError extends Schema.TaggedError<PermissionDeniedError>(
  "effect-ionq/PermissionDeniedError",
)("PermissionDeniedError", responseOf(403)) {
  readonly isRetryable = false
}

/**
 * 404: the job, session or backend does not exist. For results it also means "not yet completed".
 *
 * @category errors
 * @since 0.1.0
 */
export class NotFoundError extends Schema.TaggedError<NotFoundError>("effect-ionq/NotFoundError")(
  "NotFoundError",
  responseOf(404),
) {
  readonly isRetryable = false
}

/**
 * 409: the state of the resource does not allow the request, e.g. a job that has started cannot be moved.
 *
 * @category errors
 * @since 0.1.0
 */
export class ConflictError extends Schema.TaggedError<ConflictError>("effect-ionq/ConflictError")(
  "ConflictError",
  responseOf(409),
) {
  readonly isRetryable = false
}

/**
 * 413: the body of the request is larger than the server accepts (IonQ: 10 MB).
 *
 * @category errors
 * @since 0.1.0
 */
export class PayloadTooLargeError extends Schema.TaggedError<PayloadTooLargeError>(
  "effect-ionq/PayloadTooLargeError",
)("PayloadTooLargeError", responseOf(413)) {
  readonly isRetryable = false
}

/**
 * 429: too many requests. IonQ processed nothing, and a request may be sent again after `retryAfter` seconds. A proxy
 * may send a 429 for a request that went through, so `Jobs` searches for a submission before it sends it again.
 *
 * @category errors
 * @since 0.1.0
 */
export class RateLimitError extends Schema.TaggedError<RateLimitError>("effect-ionq/RateLimitError")(
  "RateLimitError",
  {
    ...responseOf(429),
    ...retryAfter,
  },
) {
  readonly isRetryable = true
}

/**
 * 5xx, from IonQ or from a proxy in front of it. It is not known whether the request was processed.
 *
 * @category errors
 * @since 0.1.0
 */
export class ServerError extends Schema.TaggedError<ServerError>("effect-ionq/ServerError")("ServerError", {
  ...responseOf(500),
  ...retryAfter,
}) {
  /** 500, 502, 503, 504 and 520 to 529 may be temporary; others (501, 505) are not. */
  get isRetryable(): boolean {
    return isRetryableStatus(this.status)
  }
}

/**
 * A status below 500 that the endpoint does not declare.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnexpectedStatusError extends Schema.TaggedError<UnexpectedStatusError>(
  "effect-ionq/UnexpectedStatusError",
)("UnexpectedStatusError", responseOf(418)) {
  readonly isRetryable = false
}

/**
 * The errors for a status that an endpoint may declare.
 *
 * @category models
 * @since 0.1.0
 */
export type StatusError =
  | BadRequestError
  | AuthenticationError
  | PermissionDeniedError
  | NotFoundError
  | ConflictError
  | PayloadTooLargeError
  | RateLimitError

/**
 * The error class of each status that has one.
 *
 * @category models
 * @since 0.2.0
 */
export interface ErrorOfStatus {
  readonly 400: BadRequestError
  readonly 401: AuthenticationError
  readonly 403: PermissionDeniedError
  readonly 404: NotFoundError
  readonly 409: ConflictError
  readonly 413: PayloadTooLargeError
  readonly 429: RateLimitError
}

/**
 * The fields of {@link fromStatus}, all optional. `retryAfter`, in seconds, is kept for 429 and 5xx, `validation` for
 * 400.
 *
 * @category models
 * @since 0.2.0
 */
export interface StatusFields {
  readonly message?: string
  readonly method?: string
  readonly url?: string
  readonly requestId?: string
  readonly body?: string
  readonly retryAfter?: number | undefined
  readonly validation?: RequestValidation | undefined
}

const byStatus = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  409: ConflictError,
  413: PayloadTooLargeError,
  429: RateLimitError,
}

const hasClass = (status: number): status is keyof ErrorOfStatus => Object.hasOwn(byStatus, status)

/**
 * Constructs the error for a status, as the client does: for tests of programs that handle errors.
 *
 * **Details**
 *
 * A status without its own class gives a `ServerError` from 500 on, otherwise an `UnexpectedStatusError`. The message
 * is `HTTP <status>` and the request `GET` of an empty URL unless the fields set them.
 *
 * **Example** (A job that is not there)
 *
 * ```ts
 * const jobs = Layer.mock(Jobs, { get: () => Effect.fail(IonQError.fromStatus(404, { message: "No such job" })) })
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export function fromStatus<const Status extends keyof ErrorOfStatus>(
  status: Status,
  fields?: StatusFields,
): ErrorOfStatus[Status]
export function fromStatus(
  status: number,
  fields?: StatusFields,
): StatusError | ServerError | UnexpectedStatusError
export function fromStatus(
  status: number,
  { retryAfter, validation, ...given }: StatusFields = {},
): StatusError | ServerError | UnexpectedStatusError {
  const fields = { message: `HTTP ${status}`, ...given, status }
  const timed = retryAfter === undefined ? fields : { ...fields, retryAfter }
  if (status === 400)
    return new BadRequestError(validation === undefined ? fields : { ...fields, validation })
  if (status === 429) return new RateLimitError(timed)
  if (hasClass(status)) return new byStatus[status](fields)
  return status >= 500 ? new ServerError(timed) : new UnexpectedStatusError(fields)
}
