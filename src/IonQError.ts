/**
 * The errors of the SDK, one tagged class for each thing that can go wrong.
 *
 * An error never holds the API key: what came from outside is scrubbed of it before it gets here.
 *
 * @since 0.1.0
 */
import { Predicate, Schema } from "effect"
import { RequestValidation } from "./schema/ErrorBody.ts"
import { JobFailure, JobStatus } from "./schema/Job.ts"

const request = {
  /** For people; from the server when it gave one. */
  message: Schema.String,
  /** The HTTP method and the full URL that were asked. */
  method: Schema.String,
  url: Schema.String,
  /** The job that the call was about, where it was made by itself after a submission or during a wait. */
  jobId: Schema.optionalKey(Schema.String),
}

const response = {
  ...request,
  /** The HTTP status. */
  status: Schema.Int,
  /** IonQ's id of the request (`x-request-id`, else the proxy's `cf-ray`): quote it to IonQ's support. */
  requestId: Schema.optionalKey(Schema.String),
  /** The body as it came, at most 64 KiB of it. */
  body: Schema.optionalKey(Schema.String),
}

const retryAfter = {
  /** What the server asked in `Retry-After`, in seconds from when the answer came. */
  retryAfter: Schema.optionalKey(Schema.Finite),
}

/**
 * 400: the request was refused. `validation.keys` names the bad keys when the server said so.
 *
 * @category errors
 * @since 0.1.0
 */
export class BadRequestError extends Schema.TaggedError<BadRequestError>("effect-ionq/BadRequestError")(
  "BadRequestError",
  { ...response, validation: Schema.optionalKey(RequestValidation) },
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
)("AuthenticationError", response) {
  readonly isRetryable = false
}

/**
 * 403: the API key is good, and may not do this.
 *
 * @category errors
 * @since 0.1.0
 */
export class PermissionDeniedError extends Schema.TaggedError<PermissionDeniedError>(
  "effect-ionq/PermissionDeniedError",
)("PermissionDeniedError", response) {
  readonly isRetryable = false
}

/**
 * 404: there is no such job, session or backend; for results, also "not yet completed".
 *
 * @category errors
 * @since 0.1.0
 */
export class NotFoundError extends Schema.TaggedError<NotFoundError>("effect-ionq/NotFoundError")(
  "NotFoundError",
  response,
) {
  readonly isRetryable = false
}

/**
 * 409: the thing is in a state that does not allow this.
 *
 * @category errors
 * @since 0.1.0
 */
export class ConflictError extends Schema.TaggedError<ConflictError>("effect-ionq/ConflictError")(
  "ConflictError",
  response,
) {
  readonly isRetryable = false
}

/**
 * 413: the body of the request is larger than the server takes (IonQ: 10 MB).
 *
 * @category errors
 * @since 0.1.0
 */
export class PayloadTooLargeError extends Schema.TaggedError<PayloadTooLargeError>(
  "effect-ionq/PayloadTooLargeError",
)("PayloadTooLargeError", response) {
  readonly isRetryable = false
}

/**
 * 429: too many requests. Nothing was processed, so any request may be sent again after `retryAfter` seconds.
 *
 * @category errors
 * @since 0.1.0
 */
export class RateLimitError extends Schema.TaggedError<RateLimitError>("effect-ionq/RateLimitError")(
  "RateLimitError",
  {
    ...response,
    ...retryAfter,
  },
) {
  readonly isRetryable = true
}

/**
 * 5xx, from IonQ or from the proxy in front of it. Whether the request was processed is not known.
 *
 * @category errors
 * @since 0.1.0
 */
export class ServerError extends Schema.TaggedError<ServerError>("effect-ionq/ServerError")("ServerError", {
  ...response,
  ...retryAfter,
}) {
  /** 500, 502, 503, 504 and 520 to 529 may pass; others (501, 505) will not. */
  get isRetryable(): boolean {
    return isRetryableStatus(this.status)
  }
}

/**
 * Any other status: one that the endpoint does not declare.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnexpectedStatusError extends Schema.TaggedError<UnexpectedStatusError>(
  "effect-ionq/UnexpectedStatusError",
)("UnexpectedStatusError", response) {
  readonly isRetryable = false
}

/**
 * A good status whose body is not what was promised. `body` has what came.
 *
 * @category errors
 * @since 0.1.0
 */
export class DecodeError extends Schema.TaggedError<DecodeError>("effect-ionq/DecodeError")(
  "DecodeError",
  response,
) {
  readonly isRetryable = false
}

/**
 * There was no answer: the connection could not be made, or broke.
 *
 * **Gotchas**
 *
 * `sent: "no"` means that the request provably never left; with `"maybe"` the server may have processed it.
 *
 * @category errors
 * @since 0.1.0
 */
export class ConnectionError extends Schema.TaggedError<ConnectionError>("effect-ionq/ConnectionError")(
  "ConnectionError",
  {
    ...request,
    /** The system's or the transport's code, e.g. `ECONNREFUSED`. */
    code: Schema.optionalKey(Schema.String),
    sent: Schema.Literals(["no", "maybe"]),
  },
) {
  readonly isRetryable = true
}

/**
 * There was no whole answer in time. Whether the request was processed is not known.
 *
 * @category errors
 * @since 0.1.0
 */
export class TimeoutError extends Schema.TaggedError<TimeoutError>("effect-ionq/TimeoutError")(
  "TimeoutError",
  {
    ...request,
    /** How long was waited, in milliseconds. */
    timeoutMillis: Schema.Finite,
  },
) {
  readonly isRetryable = true
}

/**
 * A link of the server leads to another host. It was not asked, so that it never sees the key.
 *
 * @category errors
 * @since 0.1.0
 */
export class ForeignUrlError extends Schema.TaggedError<ForeignUrlError>("effect-ionq/ForeignUrlError")(
  "ForeignUrlError",
  { message: Schema.String, url: Schema.String },
) {
  readonly isRetryable = false
}

/**
 * A completed job does not have the result that was asked for: the kind, the register or the variant is not there.
 *
 * @category errors
 * @since 0.1.0
 */
export class MissingResultError extends Schema.TaggedError<MissingResultError>(
  "effect-ionq/MissingResultError",
)("MissingResultError", {
  message: Schema.String,
  jobId: Schema.String,
  /** What was asked for, e.g. `register c1`. */
  what: Schema.String,
}) {
  readonly isRetryable = false
}

/**
 * The request was refused here, before anything was sent.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidRequestError extends Schema.TaggedError<InvalidRequestError>(
  "effect-ionq/InvalidRequestError",
)("InvalidRequestError", {
  message: Schema.String,
  /** The path of the bad field, e.g. `input.circuit.3.target`. */
  field: Schema.String,
  /** The most that the field may be, where there is such a number. */
  limit: Schema.optionalKey(Schema.Finite),
}) {
  readonly isRetryable = false
}

/**
 * The client cannot be built: the message says what to set.
 *
 * @category errors
 * @since 0.1.0
 */
export class ConfigurationError extends Schema.TaggedError<ConfigurationError>(
  "effect-ionq/ConfigurationError",
)("ConfigurationError", {
  message: Schema.String,
  /** The setting at fault, e.g. `IONQ_API_KEY`. */
  setting: Schema.String,
}) {
  readonly isRetryable = false
}

/**
 * The server's cursor leads nowhere: it is empty, or was seen before, and following it would never end.
 *
 * @category errors
 * @since 0.1.0
 */
export class PaginationError extends Schema.TaggedError<PaginationError>("effect-ionq/PaginationError")(
  "PaginationError",
  {
    message: Schema.String,
    cursor: Schema.String,
  },
) {
  readonly isRetryable = false
}

/**
 * The job ended as `failed`. `failure` is IonQ's code and message.
 *
 * @category errors
 * @since 0.1.0
 */
export class JobFailedError extends Schema.TaggedError<JobFailedError>("effect-ionq/JobFailedError")(
  "JobFailedError",
  {
    jobId: Schema.String,
    message: Schema.String,
    failure: Schema.optionalKey(JobFailure),
  },
) {
  readonly isRetryable = false
}

/**
 * The job ended as `canceled`.
 *
 * @category errors
 * @since 0.1.0
 */
export class JobCanceledError extends Schema.TaggedError<JobCanceledError>("effect-ionq/JobCanceledError")(
  "JobCanceledError",
  {
    jobId: Schema.String,
    message: Schema.String,
  },
) {
  readonly isRetryable = false
}

/**
 * The job did not end within the time given to wait for it. It is still at IonQ, and can be waited for again.
 *
 * @category errors
 * @since 0.1.0
 */
export class JobTimeoutError extends Schema.TaggedError<JobTimeoutError>("effect-ionq/JobTimeoutError")(
  "JobTimeoutError",
  {
    jobId: Schema.String,
    message: Schema.String,
    /** The time for the whole wait, in milliseconds. */
    timeoutMillis: Schema.Finite,
    /** The last status that was seen; absent when no poll was answered. */
    lastStatus: Schema.optionalKey(JobStatus),
  },
) {
  readonly isRetryable = false
}

/**
 * A submission whose answer was lost, so that it is not known whether there is a job of it. Nothing was sent again.
 *
 * Take it up with `Jobs.resume(submissionId)`, or submit the same request with the same `submissionId`: that looks for
 * the job first. Submitting it without would risk a second job, and a second bill.
 *
 * @category errors
 * @since 0.1.0
 */
export class SubmissionUnknownError extends Schema.TaggedError<SubmissionUnknownError>(
  "effect-ionq/SubmissionUnknownError",
)("SubmissionUnknownError", {
  message: Schema.String,
  submissionId: Schema.String,
  /**
   * `absent`: the jobs were listed and it is not among them, however often it was sent. `unclear`: a job is listed that may
   * be it and does not show its metadata. `unreachable`: the jobs could not be listed.
   */
  reason: Schema.Literals(["absent", "unclear", "unreachable"]),
}) {
  readonly isRetryable = false
}

/**
 * The session has ended, by hand or by one of its limits, and takes no more jobs.
 *
 * @category errors
 * @since 0.1.0
 */
export class SessionEndedError extends Schema.TaggedError<SessionEndedError>("effect-ionq/SessionEndedError")(
  "SessionEndedError",
  { message: Schema.String, sessionId: Schema.String },
) {
  readonly isRetryable = false
}

/**
 * The job would cost more than is left of the budget, or what it would cost cannot be known. It was not sent.
 *
 * @category errors
 * @since 0.1.0
 */
export class BudgetExceededError extends Schema.TaggedError<BudgetExceededError>(
  "effect-ionq/BudgetExceededError",
)("BudgetExceededError", {
  message: Schema.String,
  /** The limit, what of it is spent or held by jobs on their way, and the unit of both. */
  max: Schema.Finite,
  spent: Schema.Finite,
  unit: Schema.String,
  /** IonQ's estimate of the job; absent where there is none. */
  estimated: Schema.optionalKey(Schema.Finite),
}) {
  readonly isRetryable = false
}

/**
 * An HTTP status that may pass when asked again: 429, 500, 502, 503, 504 and the proxy's 520 to 529.
 *
 * @category guards
 * @since 0.1.0
 */
export const isRetryableStatus = (status: number): boolean =>
  status === 429 || status === 500 || (status >= 502 && status <= 504) || (status >= 520 && status <= 529)

/**
 * The errors that any call can end in, whatever the endpoint declares.
 *
 * @category models
 * @since 0.1.0
 */
export type CallError =
  | ServerError
  | UnexpectedStatusError
  | ConnectionError
  | TimeoutError
  | DecodeError
  | InvalidRequestError

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
 * The errors of every method: a method's channel is this and what its endpoint declares besides.
 *
 * @category models
 * @since 0.1.0
 */
export type CommonError =
  | CallError
  | BadRequestError
  | AuthenticationError
  | PermissionDeniedError
  | RateLimitError

/**
 * How the request of a submission can fail.
 *
 * @category models
 * @since 0.1.0
 */
export type SubmitFailure =
  | CommonError
  | NotFoundError
  | ConflictError
  | PayloadTooLargeError
  | SessionEndedError

/**
 * How a job can end badly.
 *
 * @category models
 * @since 0.1.0
 */
export type JobOutcomeError = JobFailedError | JobCanceledError | JobTimeoutError

/**
 * Every error of the SDK.
 *
 * @category models
 * @since 0.1.0
 */
export type IonQError =
  | CallError
  | StatusError
  | JobOutcomeError
  | ConfigurationError
  | PaginationError
  | ForeignUrlError
  | MissingResultError
  | SubmissionUnknownError
  | SessionEndedError
  | BudgetExceededError

const tags: ReadonlySet<string> = new Set<IonQError["_tag"]>([
  "AuthenticationError",
  "BadRequestError",
  "BudgetExceededError",
  "ConfigurationError",
  "ConflictError",
  "ConnectionError",
  "DecodeError",
  "ForeignUrlError",
  "InvalidRequestError",
  "JobCanceledError",
  "JobFailedError",
  "JobTimeoutError",
  "MissingResultError",
  "NotFoundError",
  "PaginationError",
  "PayloadTooLargeError",
  "PermissionDeniedError",
  "RateLimitError",
  "ServerError",
  "SessionEndedError",
  "SubmissionUnknownError",
  "TimeoutError",
  "UnexpectedStatusError",
])

/**
 * The same error with the id of the job that it is about. Errors that have one already keep it.
 *
 * @category constructors
 * @since 0.2.0
 */
export const ofJob = <E extends IonQError>(error: E, jobId: string): E => {
  if ("jobId" in error && error.jobId !== undefined) return error
  // The class takes its own fields back, and the id where it has a place for one.
  const Class = error.constructor as new (fields: object) => E
  const copy = new Class({ ...error, message: error.message, jobId })
  if (error.stack !== undefined) copy.stack = error.stack
  return copy
}

/**
 * Whether a value is one of the errors of the SDK.
 *
 * @category guards
 * @since 0.1.0
 */
export const isIonQError = (u: unknown): u is IonQError =>
  Predicate.isError(u) && Predicate.hasProperty(u, "_tag") && tags.has(String(u._tag)) && "isRetryable" in u
