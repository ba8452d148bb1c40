import { Predicate } from "effect"
import { messageIn, stringAt } from "../client/errorBody.ts"
import type { ErrorResponse } from "../client/platform.ts"
import type { RequestValidation } from "../schema/ErrorBody.ts"
import type { MissingApiKeyError } from "./authorization.ts"
import { fromStatus, ServerError, type StatusError, UnexpectedStatusError } from "./statusErrors.ts"

/** The errors for the statuses that endpoints declare. A status without a class of its own has one of the last two. */
export type DeclaredError = StatusError | ServerError | UnexpectedStatusError

/** The error for a status that the endpoint declares. */
export const declaredError = (response: ErrorResponse): DeclaredError =>
  fromStatus(response.facts.status, {
    ...fieldsOf(response),
    retryAfter: response.retryAfter,
    validation: validationOf(response.json),
  })

/** IonQ's errors that no endpoint declares but that every call can fail with. */
export type OtherError = ServerError | UnexpectedStatusError | MissingApiKeyError

/**
 * The error for a status that the endpoint does not declare. It is never the class of that status, such as
 * `ConflictError`, because the method's error type does not include that class.
 */
export const otherError = (response: ErrorResponse): OtherError => {
  const fields = fieldsOf(response)
  const { retryAfter } = response
  if (fields.status < 500) return new UnexpectedStatusError(fields)
  return new ServerError({ ...fields, ...(retryAfter === undefined ? {} : { retryAfter }) })
}

const fieldsOf = ({ facts, json }: ErrorResponse) => ({
  ...facts,
  message: messageIn(json) ?? `HTTP ${facts.status}`,
})

const validationOf = (body: unknown): RequestValidation | undefined => {
  if (!Predicate.hasProperty(body, "validation") || !Predicate.isObject(body.validation)) return undefined
  const { validation } = body
  const source = stringAt(validation, "source")
  const keys =
    Predicate.hasProperty(validation, "keys") && Array.isArray(validation.keys)
      ? validation.keys.filter((key): key is string => typeof key === "string")
      : undefined
  return {
    ...(keys === undefined ? {} : { keys }),
    ...(source === undefined ? {} : { source }),
  }
}
