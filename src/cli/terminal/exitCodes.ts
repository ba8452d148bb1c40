import { Cause, Predicate } from "effect"
import { CliError } from "effect/cli"
import { CommandError } from "./CommandError.ts"

/** The exit codes of the command. */
export const exitCodes = {
  success: 0,
  failure: 1,
  usage: 2,
  auth: 3,
  notFound: 4,
  rateLimited: 5,
  jobFailed: 6,
  timeout: 7,
  interrupted: 130,
} as const

const byTag = new Map<unknown, number>(
  Object.entries({
    AuthenticationError: exitCodes.auth,
    PermissionDeniedError: exitCodes.auth,
    NotFoundError: exitCodes.notFound,
    RateLimitError: exitCodes.rateLimited,
    JobFailedError: exitCodes.jobFailed,
    JobCanceledError: exitCodes.jobFailed,
    JobTimeoutError: exitCodes.timeout,
    RequestTimeoutError: exitCodes.timeout,
    MissingApiKeyError: exitCodes.auth,
    QpiUnauthorizedError: exitCodes.auth,
    QpiForbiddenError: exitCodes.auth,
    CredentialsRequiredError: exitCodes.auth,
    SignedOutError: exitCodes.auth,
    LoginError: exitCodes.auth,
    UnknownRunError: exitCodes.notFound,
    QpiNotFoundError: exitCodes.notFound,
    QpuNotFoundError: exitCodes.notFound,
    QpiRateLimitError: exitCodes.rateLimited,
    QpiJobFailedError: exitCodes.jobFailed,
    QpiJobCancelledError: exitCodes.jobFailed,
    QpiJobTimeoutError: exitCodes.timeout,
  }),
)

const byReason: Readonly<Record<CommandError["reason"], number>> = {
  usage: exitCodes.usage,
  refused: exitCodes.usage,
  key: exitCodes.auth,
  input: exitCodes.failure,
  profile: exitCodes.failure,
  declined: exitCodes.failure,
  unhealthy: exitCodes.failure,
  closed: exitCodes.success,
}

/** The exit code of an error. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommandError) return error.exitCode ?? byReason[error.reason]
  if (CliError.isCliError(error)) {
    return error._tag === "ShowHelp" && error.errors.length === 0 ? exitCodes.success : exitCodes.usage
  }
  return (Predicate.hasProperty(error, "_tag") ? byTag.get(error._tag) : undefined) ?? exitCodes.failure
}

/** The exit code for the cause that ended the command. */
export const exitCodeOfCause = (cause: Cause.Cause<unknown>): number =>
  Cause.hasInterruptsOnly(cause) ? exitCodes.interrupted : exitCodeOf(Cause.squash(cause))
