/**
 * The errors of the SDK, with a tagged class for each kind of failure. An error never contains the API key: secrets
 * are removed from all text from outside that an error contains.
 *
 * @since 0.1.0
 */
import { Predicate, Schema } from "effect"
import type { MissingApiKeyError } from "./api/authorization.ts"
import type {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  NotFoundError,
  PayloadTooLargeError,
  PermissionDeniedError,
  RateLimitError,
  ServerError,
  StatusError,
  UnexpectedStatusError,
} from "./api/statusErrors.ts"
import type {
  ConfigurationError,
  ConnectionError,
  DecodeError,
  ForeignUrlError,
  HookError,
  InvalidRequestError,
  RedirectError,
  RequestTimeoutError,
} from "./errors/call.ts"
import { JobFailure, JobStatus } from "./schema/Job.ts"

export { MissingApiKeyError } from "./api/authorization.ts"
export * from "./api/statusErrors.ts"
export {
  ConfigurationError,
  ConnectionError,
  DecodeError,
  ForeignUrlError,
  HookError,
  InvalidRequestError,
  RedirectError,
  RequestTimeoutError,
} from "./errors/call.ts"

/**
 * A completed job does not have the requested result: the kind, the register or the variant does not exist.
 *
 * @category errors
 * @since 0.1.0
 */
export class MissingResultError extends Schema.TaggedError<MissingResultError>(
  "effect-ionq/MissingResultError",
)("MissingResultError", {
  message: Schema.String,
  jobId: Schema.String,
  /** What was requested, e.g. `register c1`. */
  what: Schema.String,
}) {
  readonly isRetryable = false
}

/**
 * The server sent an empty cursor, or one that it had sent before. Following it would never end.
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
 * The job did not end within the time limit of the wait. It is still at IonQ, and can be awaited again.
 *
 * @category errors
 * @since 0.1.0
 */
export class JobTimeoutError extends Schema.TaggedError<JobTimeoutError>("effect-ionq/JobTimeoutError")(
  "JobTimeoutError",
  {
    jobId: Schema.String,
    message: Schema.String,
    /**
     * The time limit of the whole wait, in milliseconds; `Infinity` if the wait had no limit and ended with its
     * schedule.
     */
    timeoutMillis: Schema.Number,
    /** The last known status; absent if no poll got a response. */
    lastStatus: Schema.optionalKey(JobStatus),
  },
) {
  readonly isRetryable = false
}

/**
 * It is unknown whether a submission has a job, because the response was lost. The request was not sent again.
 *
 * Continue with `Jobs.resume(submissionId)`, or submit the same request with the same `submissionId`, which searches
 * for the job first. Submitting it without the id risks a second job, and a second bill.
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
   * `absent`: the job is not in the list of jobs. `unclear`: a job that may belong to the submission is listed without
   * its metadata. `unreachable`: the jobs could not be listed, or not within 15 minutes.
   */
  reason: Schema.Literals(["absent", "unclear", "unreachable"]),
}) {
  readonly isRetryable = false
}

/**
 * The session has ended, manually or by one of its limits, and accepts no more jobs.
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
 * A session was not ended within the time limit. It may still be open and cost money.
 *
 * @category errors
 * @since 0.2.0
 */
export class SessionEndTimeoutError extends Schema.TaggedError<SessionEndTimeoutError>(
  "effect-ionq/SessionEndTimeoutError",
)("SessionEndTimeoutError", {
  message: Schema.String,
  sessionId: Schema.String,
  /** The time limit, in milliseconds. */
  timeoutMillis: Schema.Finite,
}) {
  readonly isRetryable = false
}

/**
 * The job would exceed the budget, or its cost cannot be determined. It was not sent.
 *
 * @category errors
 * @since 0.1.0
 */
export class BudgetExceededError extends Schema.TaggedError<BudgetExceededError>(
  "effect-ionq/BudgetExceededError",
)("BudgetExceededError", {
  message: Schema.String,
  /** The limit in `unit`. `spent` is the amount in `unit` that is spent, or reserved by jobs in flight. */
  max: Schema.Finite,
  spent: Schema.Finite,
  unit: Schema.String,
  /** IonQ's estimate for the job, in `unit`; absent if there is no valid estimate in this unit. */
  estimated: Schema.optionalKey(Schema.Finite),
}) {
  readonly isRetryable = false
}

/**
 * The errors that any call can fail with, whatever its endpoint declares.
 *
 * @category models
 * @since 0.1.0
 */
export type CallError =
  | ServerError
  | UnexpectedStatusError
  | ConnectionError
  | RequestTimeoutError
  | RedirectError
  | HookError
  | MissingApiKeyError
  | DecodeError
  | InvalidRequestError

/**
 * The errors of every method. A method can also fail with the errors that its endpoint declares.
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
  | BudgetExceededError

/**
 * How a job can fail to complete.
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
  | SessionEndTimeoutError
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
  "HookError",
  "InvalidRequestError",
  "JobCanceledError",
  "JobFailedError",
  "JobTimeoutError",
  "MissingApiKeyError",
  "MissingResultError",
  "NotFoundError",
  "PaginationError",
  "PayloadTooLargeError",
  "PermissionDeniedError",
  "RateLimitError",
  "RedirectError",
  "RequestTimeoutError",
  "ServerError",
  "SessionEndTimeoutError",
  "SessionEndedError",
  "SubmissionUnknownError",
  "UnexpectedStatusError",
])

/**
 * Returns the same error with the id of the job that it is about. An error that already has an id keeps it.
 *
 * **Example** (An error about a job that was submitted)
 *
 * ```ts
 * const named = jobs.get(jobId).pipe(Effect.mapError((error) => IonQError.ofJob(error, jobId)))
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const ofJob = <E extends IonQError>(error: E, jobId: string): E => {
  if ("jobId" in error) return error
  // The class accepts its own fields, and the id if it has a field for it.
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
