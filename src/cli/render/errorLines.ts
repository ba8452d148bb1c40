import { Cause, Predicate } from "effect"
import { CommandError } from "../terminal/CommandError.ts"
import { plain } from "../terminal/screen.ts"

/** An error as it is printed: what failed, and what to do. */
export interface Failure {
  readonly type: string
  readonly message: string
  readonly requestId: string | undefined
  readonly hint: string | undefined
}

/** A text of the error on one line. It may come from the server. */
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
      return "Check the key in IONQ_API_KEY or the profile: `ionq doctor` says which is used."
    case "MissingApiKeyError":
      return keyHint
    case "PermissionDeniedError":
      return "The key is good and may not do this: ask who manages your organisation."
    case "NotFoundError":
      return "Check the id; the results of a job are there once it has completed."
    case "RateLimitError": {
      const seconds = Predicate.hasProperty(error, "retryAfter") ? error.retryAfter : undefined
      return typeof seconds === "number" ? `Try again in ${seconds} s.` : "Try again in a while."
    }
    case "ServerError":
      return "The fault is at IonQ or on the way there: try again in a while."
    case "ConnectionError":
      return "Check the network and the URL: `ionq doctor` looks at both."
    case "JobFailedError":
    case "JobCanceledError":
      return jobId === undefined ? undefined : `See: ionq jobs get ${jobId}`
    case "JobTimeoutError":
      return jobId === undefined ? undefined : `It is still at IonQ. Wait on with: ionq jobs wait ${jobId}`
    case "SubmissionUnknownError":
      return `There may be a job. Take it up with the same command and: --submission-id ${text(error, "submissionId")}`
    case "CredentialsRequiredError":
      return "Sign in with `ionq qpi login`, or set QPI_EMAIL and QPI_PASSWORD."
    case "SignedOutError":
    case "LoginError":
      return "Sign in again with `ionq qpi login`."
    case "QpiNotFoundError":
      return "Check the id: what is another user's is not found, either."
    case "QpiJobTimeoutError":
      return jobId === undefined ? undefined : `It goes on. See: ionq qpi jobs get ${jobId}`
    case "BudgetExceededError":
      return "Nothing was submitted. Raise --budget, or take fewer shots."
    default:
      return undefined
  }
}

/** The printable form of an error. */
export const failureOf = (error: unknown): Failure => ({
  type: text(error, "_tag") ?? "Defect",
  message: text(error, "message") ?? plain(String(error)),
  requestId: text(error, "requestId"),
  hint: error instanceof CommandError ? error.hint : hintOf(error),
})

const status = (error: unknown): string =>
  Predicate.hasProperty(error, "status") && typeof error.status === "number" ? ` (${error.status})` : ""

/** The error on one or two lines, and with its cause if requested. */
export const failureText = (cause: Cause.Cause<unknown>, verbose: boolean): string => {
  const error = Cause.squash(cause)
  const { message, requestId, hint } = failureOf(error)
  const id = requestId === undefined ? "" : ` [request ${requestId}]`
  return [
    `ionq: ${message}${status(error)}${id}`,
    ...(hint === undefined ? [] : [`  ${hint}`]),
    ...(verbose ? [Cause.pretty(cause)] : []),
  ].join("\n")
}
