/**
 * The errors of calls to any platform that do not depend on the meaning of a status.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { request, responseOf } from "./fields.ts"

/**
 * The body of a successful response does not match the schema. `body` is the body that was received.
 *
 * @category errors
 * @since 0.1.0
 */
export class DecodeError extends Schema.TaggedError<DecodeError>("effect-ionq/DecodeError")(
  "DecodeError",
  responseOf(200),
) {
  readonly isRetryable = false
}

/**
 * There was no response: the connection could not be made, or broke off.
 *
 * **Gotchas**
 *
 * `sent: "no"` means that the request was provably never sent. With `"maybe"` the server may have processed it.
 *
 * @category errors
 * @since 0.1.0
 */
export class ConnectionError extends Schema.TaggedError<ConnectionError>("effect-ionq/ConnectionError")(
  "ConnectionError",
  {
    ...request,
    /** The code of the system or the transport, e.g. `ECONNREFUSED`. */
    code: Schema.optionalKey(Schema.String),
    sent: Schema.Literals(["no", "maybe"]),
  },
) {
  readonly isRetryable = true
}

/**
 * There was no complete response in time. It is unknown whether the request was processed.
 *
 * @category errors
 * @since 0.1.0
 */
export class RequestTimeoutError extends Schema.TaggedError<RequestTimeoutError>(
  "effect-ionq/RequestTimeoutError",
)("RequestTimeoutError", {
  ...request,
  /** The time limit, in milliseconds. */
  timeoutMillis: Schema.Finite,
}) {
  readonly isRetryable = true
}

/**
 * A link from the server leads to another host. It was not followed, so that the other host never gets the key.
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
 * The server responded with a redirect. The SDK does not follow redirects, because the other location would get the
 * key and the body.
 *
 * **Details**
 *
 * `status` is 0 in a browser, which does not reveal it. Set the base URL to the location of the API.
 *
 * @category errors
 * @since 0.2.0
 */
export class RedirectError extends Schema.TaggedError<RedirectError>("effect-ionq/RedirectError")(
  "RedirectError",
  {
    ...responseOf(307),
    /** The location that the server sent; absent if the transport does not reveal it. */
    location: Schema.optionalKey(Schema.String),
  },
) {
  readonly isRetryable = false
}

/**
 * A hook of the client failed while `strictHooks` was set.
 *
 * **Details**
 *
 * If the hook failed after a response, `status`, `requestId` and `body` are those of the response. The id of an
 * accepted job is in `body`.
 *
 * **Gotchas**
 *
 * `processed: "no"` means that the server did nothing: the request was not sent (`onRequest`) or was rejected with a
 * 4xx. With `"maybe"` it may have been processed. `Jobs.submit` then searches for the job and returns it.
 *
 * @category errors
 * @since 0.2.0
 */
export class HookError extends Schema.TaggedError<HookError>("effect-ionq/HookError")("HookError", {
  ...request,
  hook: Schema.Literals(["onRequest", "onResponse", "onDrift"]),
  processed: Schema.Literals(["no", "maybe"]),
  status: Schema.optionalKey(Schema.Int),
  requestId: Schema.optionalKey(Schema.String),
  body: Schema.optionalKey(Schema.String),
}) {
  readonly isRetryable = false
}

/**
 * The request was rejected by the SDK before anything was sent.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidRequestError extends Schema.TaggedError<InvalidRequestError>(
  "effect-ionq/InvalidRequestError",
)("InvalidRequestError", {
  message: Schema.String,
  /** The path of the invalid field, e.g. `input.circuit.3.target`. */
  field: Schema.String,
  /** The largest allowed value, if it is limited. */
  limit: Schema.optionalKey(Schema.Finite),
}) {
  readonly isRetryable = false
}

/**
 * The client cannot be built. The message names the setting to change.
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
 * How a call to any platform can fail, whatever its statuses mean.
 *
 * @category models
 * @since 0.2.0
 */
export type CallFailure =
  | ConnectionError
  | RequestTimeoutError
  | RedirectError
  | HookError
  | DecodeError
  | InvalidRequestError

const tags: ReadonlySet<string> = new Set<CallFailure["_tag"]>([
  "ConnectionError",
  "RequestTimeoutError",
  "RedirectError",
  "HookError",
  "DecodeError",
  "InvalidRequestError",
])

/**
 * Whether a call to any platform can fail with this error.
 *
 * @category guards
 * @since 0.2.0
 */
export const isCallFailure = (error: { readonly _tag: string }): error is CallFailure => tags.has(error._tag)
