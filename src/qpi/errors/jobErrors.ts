/**
 * The errors about credentials, processors, jobs and their results.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"
import { JobStatus } from "../schema/Job.ts"

const tag = <const Tag extends string>(name: Tag) => `effect-ionq/qpi/${name}` as const

/**
 * The call needs other credentials than the client has, and was not sent. An API token works with jobs and tokens
 * only: the server would respond to other calls with an empty list or "not found".
 *
 * @category errors
 * @since 0.2.0
 */
export class CredentialsRequiredError extends Schema.TaggedError<CredentialsRequiredError>(
  tag("CredentialsRequiredError"),
)("CredentialsRequiredError", {
  message: Schema.String,
  /** The credentials that the call needs. */
  required: Schema.Literals(["token", "jwt", "superuser"]),
  /** The credentials that the client has. */
  given: Schema.Literals(["none", "ApiToken", "Jwt", "UserPassword", "SuperuserPassword"]),
  /** The call, e.g. `jobRecords.get`. */
  call: Schema.String,
}) {
  readonly isRetryable = false
}

/**
 * The JWT has expired or was revoked (as all JWTs of a user are by a changed password), and there is no way to get a
 * new one. The call was not sent, or its response cannot be trusted: with such a JWT the server returns empty lists
 * and "not found".
 *
 * @category errors
 * @since 0.2.0
 */
export class SignedOutError extends Schema.TaggedError<SignedOutError>(tag("SignedOutError"))(
  "SignedOutError",
  { message: Schema.String, jobId: Schema.optionalKey(Schema.String) },
) {
  readonly isRetryable = false
}

/**
 * The server rejected the email or the password.
 *
 * @category errors
 * @since 0.2.0
 */
export class LoginError extends Schema.TaggedError<LoginError>(tag("LoginError"))("LoginError", {
  message: Schema.String,
  status: Schema.Int,
  jobId: Schema.optionalKey(Schema.String),
}) {
  readonly isRetryable = false
}

/**
 * No processor has this name or id.
 *
 * @category errors
 * @since 0.2.0
 */
export class QpuNotFoundError extends Schema.TaggedError<QpuNotFoundError>(tag("QpuNotFoundError"))(
  "QpuNotFoundError",
  { message: Schema.String, name: Schema.String },
) {
  readonly isRetryable = false
}

/**
 * Several processors have this name: use an id.
 *
 * @category errors
 * @since 0.2.0
 */
export class AmbiguousQpuError extends Schema.TaggedError<AmbiguousQpuError>(tag("AmbiguousQpuError"))(
  "AmbiguousQpuError",
  { message: Schema.String, name: Schema.String, ids: Schema.Array(Schema.String) },
) {
  readonly isRetryable = false
}

/**
 * The job failed. `message` has the driver's error text if it could be read, which needs a JWT.
 *
 * @category errors
 * @since 0.2.0
 */
export class QpiJobFailedError extends Schema.TaggedError<QpiJobFailedError>(tag("QpiJobFailedError"))(
  "QpiJobFailedError",
  { message: Schema.String, jobId: Schema.String, error: Schema.optionalKey(Schema.Unknown) },
) {
  readonly isRetryable = false
}

/**
 * The job was cancelled.
 *
 * @category errors
 * @since 0.2.0
 */
export class QpiJobCancelledError extends Schema.TaggedError<QpiJobCancelledError>(
  tag("QpiJobCancelledError"),
)("QpiJobCancelledError", { message: Schema.String, jobId: Schema.String }) {
  readonly isRetryable = false
}

/**
 * The job did not end within the caller's time limit; it continues. For a pending job, the message contains the status
 * of a processor that is not online.
 *
 * @category errors
 * @since 0.2.0
 */
export class QpiJobTimeoutError extends Schema.TaggedError<QpiJobTimeoutError>(tag("QpiJobTimeoutError"))(
  "QpiJobTimeoutError",
  {
    message: Schema.String,
    jobId: Schema.String,
    timeoutMillis: Schema.Finite,
    lastStatus: Schema.optionalKey(JobStatus),
    qpuStatus: Schema.optionalKey(Schema.String),
  },
) {
  readonly isRetryable = true
}

/**
 * The job is completed, but its record has no results, even when read again.
 *
 * @category errors
 * @since 0.2.0
 */
export class ResultsMissingError extends Schema.TaggedError<ResultsMissingError>(tag("ResultsMissingError"))(
  "ResultsMissingError",
  { message: Schema.String, jobId: Schema.String },
) {
  readonly isRetryable = true
}

/**
 * The results cannot be read: a key is not a bitstring, or a count is not a number. `what` names the entry.
 *
 * @category errors
 * @since 0.2.0
 */
export class ResultsFormatError extends Schema.TaggedError<ResultsFormatError>(tag("ResultsFormatError"))(
  "ResultsFormatError",
  { message: Schema.String, what: Schema.String, jobId: Schema.optionalKey(Schema.String) },
) {
  readonly isRetryable = false
}

/**
 * The job has not ended yet, so it has no reliable results.
 *
 * @category errors
 * @since 0.2.0
 */
export class JobNotFinishedError extends Schema.TaggedError<JobNotFinishedError>(tag("JobNotFinishedError"))(
  "JobNotFinishedError",
  { message: Schema.String, jobId: Schema.String, status: JobStatus },
) {
  readonly isRetryable = true
}

/**
 * It could not be determined whether a submission has a job: a response was lost, or the search for the caller's id
 * failed. The job, if there is one, has the comment `// effect-ionq:<submissionId>;` in its last circuit.
 *
 * @category errors
 * @since 0.2.0
 */
export class SubmissionUnknownError extends Schema.TaggedError<SubmissionUnknownError>(
  tag("SubmissionUnknownError"),
)("QpiSubmissionUnknownError", { message: Schema.String, submissionId: Schema.String }) {
  readonly isRetryable = false
}

/**
 * A filter cannot be rendered: PocketBase would read it differently, or not at all.
 *
 * @category errors
 * @since 0.2.0
 */
export class FilterError extends Schema.TaggedError<FilterError>(tag("FilterError"))("FilterError", {
  message: Schema.String,
}) {
  readonly isRetryable = false
}
