import { Cause, Predicate } from "effect"
import { CommandError } from "../terminal/CommandError.ts"
import { plain } from "../terminal/screen.ts"
import { notFoundHint } from "./notFoundHint.ts"

/** An error in its printed form: what failed, and what to do. */
export interface Failure {
  readonly type: string
  readonly message: string
  readonly requestId: string | undefined
  readonly hint: string | undefined
}

/** A text field of an error, on one line and in printable form, because it may come from the server. */
const text = (error: unknown, key: string): string | undefined =>
  Predicate.hasProperty(error, key) && typeof error[key] === "string"
    ? plain(error[key].replaceAll(/\s*\n\s*/g, " "))
    : undefined

/** How to configure a key. */
export const keyHint = "Set IONQ_API_KEY, or run `ionq login`, or add --local to use the built-in emulator."

const hintOf = (error: unknown): string | undefined => {
  const jobId = text(error, "jobId")
  switch (text(error, "_tag")) {
    case "AuthenticationError":
      return "Check the key in IONQ_API_KEY or the profile: `ionq doctor` shows which one is used."
    case "MissingApiKeyError":
      return keyHint
    case "PermissionDeniedError":
      return "The key is valid but lacks the permission: ask the administrator of your organization."
    case "NotFoundError":
      return notFoundHint(text(error, "method"), text(error, "url"))
    case "UnexpectedStatusError":
      return Predicate.hasProperty(error, "status") && error.status === 404
        ? notFoundHint(text(error, "method"), text(error, "url"))
        : undefined
    case "UnknownRunError":
      return "Check the name: `ionq batch list` shows the runs."
    case "RateLimitError": {
      const seconds = Predicate.hasProperty(error, "retryAfter") ? error.retryAfter : undefined
      return typeof seconds === "number" ? `Try again in ${seconds} s.` : "Try again in a while."
    }
    case "ServerError":
      return "The problem is at IonQ or in the network: try again in a while."
    case "ConnectionError":
      return "Check the network and the URL: `ionq doctor` checks both."
    case "JobFailedError":
    case "JobCanceledError":
      return jobId === undefined ? undefined : `See: ionq jobs get ${jobId}`
    case "JobTimeoutError":
      return jobId === undefined
        ? undefined
        : `It is still at IonQ. Continue to wait with: ionq jobs wait ${jobId}`
    case "SubmissionUnknownError":
    case "QpiSubmissionUnknownError":
      return `There may be a job. Continue with the same command and: --submission-id ${text(error, "submissionId")}`
    case "CredentialsRequiredError":
      return "Sign in with `ionq qpi login`, or set QPI_EMAIL and QPI_PASSWORD."
    case "SignedOutError":
    case "LoginError":
      return "Sign in again with `ionq qpi login`."
    case "QpiNotFoundError":
      return "Check the id. The records of other users are not found, either."
    case "QpuNotFoundError":
      return "Check the name: `ionq qpi qpus` shows the processors."
    case "QpiJobTimeoutError":
      return jobId === undefined ? undefined : `The job continues. See: ionq qpi jobs get ${jobId}`
    case "BudgetExceededError":
      return "Nothing was submitted. Raise --budget, or use fewer shots."
    default:
      return undefined
  }
}

/**
 * The printable form of an error. A job on the built-in emulator (`local`) has ended with the command: no other command
 * finds it.
 */
export const failureOf = (error: unknown, local = false): Failure => ({
  type: text(error, "_tag") ?? "Defect",
  message: text(error, "message") ?? plain(String(error)),
  requestId: text(error, "requestId"),
  hint:
    error instanceof CommandError
      ? error.hint
      : local && Predicate.hasProperty(error, "jobId")
        ? undefined
        : hintOf(error),
})

const status = (error: unknown): string =>
  Predicate.hasProperty(error, "status") && typeof error.status === "number" ? ` (${error.status})` : ""

/** The error on one or two lines, and with its cause if requested. */
export const failureText = (
  cause: Cause.Cause<unknown>,
  { verbose, local }: { readonly verbose: boolean; readonly local: boolean },
): string => {
  const error = Cause.squash(cause)
  const { message, requestId, hint } = failureOf(error, local)
  const id = requestId === undefined ? "" : ` [request ${requestId}]`
  return [
    `ionq: ${message}${status(error)}${id}`,
    ...(hint === undefined ? [] : [`  ${hint}`]),
    ...(verbose ? [Cause.pretty(cause)] : []),
  ].join("\n")
}
