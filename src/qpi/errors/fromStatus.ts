import { Option, Schema } from "effect"
import { ErrorBody, type FieldErrors } from "../schema/Server.ts"
import {
  InsufficientQpuSecondsError,
  QpiForbiddenError,
  QpiNotFoundError,
  QpiRateLimitError,
  QpiServerError,
  type QpiStatusError,
  QpiTooLargeError,
  QpiUnauthorizedError,
  QpiUnexpectedStatusError,
  QpiValidationError,
} from "./statusErrors.ts"

/** The known facts about an error response. */
export interface StatusFields {
  readonly message?: string | undefined
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly requestId?: string | undefined
  readonly body?: string | undefined
  /** Seconds. */
  readonly retryAfter?: number | undefined
  readonly data?: FieldErrors | undefined
}

const byStatus = {
  400: QpiValidationError,
  401: QpiUnauthorizedError,
  403: QpiForbiddenError,
  404: QpiNotFoundError,
  413: QpiTooLargeError,
}

const hasClass = (status: number): status is keyof typeof byStatus => Object.hasOwn(byStatus, status)

const outOfSeconds = /^insufficient qpu seconds/i

/**
 * Creates the error for an HTTP status. A 403 whose message reports missing seconds is an
 * `InsufficientQpuSecondsError`.
 */
export const fromStatus = (status: number, fields: StatusFields = {}): QpiStatusError => {
  const { retryAfter, ...known } = given({ message: `HTTP ${status}`, data: {}, ...fields })
  const timed = retryAfter === undefined ? {} : { retryAfter }
  if (status === 403 && outOfSeconds.test(known.message)) {
    return new InsufficientQpuSecondsError({ ...known, status })
  }
  if (hasClass(status)) return new byStatus[status]({ ...known, status })
  if (status === 429) return new QpiRateLimitError({ ...known, ...timed, status })
  if (status < 500) return new QpiUnexpectedStatusError({ ...known, status })
  // The server also returns a 500 for a rejected record. Such a response names the invalid field, and the error is
  // permanent.
  return Object.keys(known.data).length > 0
    ? new QpiValidationError({ ...known, status })
    : new QpiServerError({ ...known, ...timed, status })
}

type Given<A> = { [K in keyof A]: Exclude<A[K], undefined> }

/** The fields that are present. */
const given = <A extends object>(fields: A): Given<A> =>
  // Undefined values are dropped, so the result matches its type.
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<A>

const decodeBody = Schema.decodeUnknownOption(Schema.fromJsonString(ErrorBody))
const decodeMessage = Schema.decodeUnknownOption(
  Schema.fromJsonString(Schema.Struct({ message: Schema.String })),
)

/** The message and the invalid fields in an error body; empty if the body is not a JSON object with a message. */
export const readErrorBody = (body: string): Pick<StatusFields, "message" | "data"> =>
  Option.getOrElse(
    Option.orElse(
      Option.map(decodeBody(body), ({ message, data }) => ({ message, data })),
      () => Option.map(decodeMessage(body), ({ message }) => ({ message })),
    ),
    () => ({}),
  )
