import type { CallFailure } from "../../errors/call.ts"
import { stringAt } from "../../client/errorBody.ts"
import type { Attempted, ErrorResponse } from "../../client/platform.ts"
import { Option, Predicate, Schema } from "effect"
import type { CredentialsRequiredError, LoginError, SignedOutError } from "../errors/jobErrors.ts"
import { fromStatus } from "../errors/fromStatus.ts"
import {
  type QpiRateLimitError,
  type QpiServerError,
  type QpiStatusError,
  QpiUnexpectedStatusError,
  type QpiValidationError,
} from "../errors/statusErrors.ts"
import { FieldErrors } from "../schema/Server.ts"
import { withoutTokens } from "./scrub.ts"

/** The errors that any call can fail with although its endpoint does not declare them. `CallFailure` has the others. */
export type OtherError =
  | QpiValidationError
  | QpiRateLimitError
  | QpiServerError
  | QpiUnexpectedStatusError
  | CredentialsRequiredError
  | SignedOutError
  | LoginError

/** The errors of any call. */
export type QpiCallError = CallFailure | OtherError

const decodeData = Schema.decodeUnknownOption(FieldErrors)

const fieldsOf = ({ facts, json, retryAfter }: ErrorResponse) => ({
  ...facts,
  message: stringAt(json, "message") ?? `HTTP ${facts.status}`,
  data: Predicate.hasProperty(json, "data")
    ? Option.getOrElse(decodeData(json.data), (): FieldErrors => ({}))
    : {},
  retryAfter,
})

/** The error for a status that the endpoint declares. */
export const declaredError = (response: ErrorResponse): QpiStatusError =>
  // Tokens are removed here, because spans record the error when it is created.
  withoutTokens(fromStatus(response.facts.status, fieldsOf(response)), false)

/**
 * The error for an undeclared status. An error class that is not part of `OtherError` becomes a
 * `QpiUnexpectedStatusError`.
 */
export const otherError = (response: ErrorResponse): OtherError => {
  const error = declaredError(response)
  switch (error._tag) {
    case "QpiValidationError":
    case "QpiRateLimitError":
    case "QpiServerError":
      return error
    default: {
      const { status, ...fields } = fieldsOf(response)
      const { retryAfter: _retryAfter, ...known } = fields
      return withoutTokens(new QpiUnexpectedStatusError({ ...known, status }), false)
    }
  }
}

/**
 * Whether a request is retried after an error: after a 429, and after a server error if the request is idempotent. In
 * both cases the status has to be retryable.
 */
export const mayRetryStatus = (
  error: QpiStatusError | OtherError,
  { idempotent, isRetryable }: Attempted,
): boolean => {
  if (error._tag === "QpiRateLimitError") return isRetryable(error.status)
  return error._tag === "QpiServerError" && idempotent && isRetryable(error.status)
}
