/**
 * The errors that a call to any platform can end in besides a status.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { request, responseOf } from "./fields.ts"

/**
 * A good status whose body is not what was promised. `body` has what came.
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
export class RequestTimeoutError extends Schema.TaggedError<RequestTimeoutError>(
  "effect-ionq/RequestTimeoutError",
)("RequestTimeoutError", {
  ...request,
  /** How long was waited, in milliseconds. */
  timeoutMillis: Schema.Finite,
}) {
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
 * The server answered with a redirect. The SDK follows none: the other place would get the key and the body.
 *
 * **Details**
 *
 * `status` is 0 in a browser, which does not show what it refused to follow. Set the base URL to where the API is.
 *
 * @category errors
 * @since 0.2.0
 */
export class RedirectError extends Schema.TaggedError<RedirectError>("effect-ionq/RedirectError")(
  "RedirectError",
  {
    ...responseOf(307),
    /** Where the redirect leads, as the server wrote it; absent where the transport does not show it. */
    location: Schema.optionalKey(Schema.String),
  },
) {
  readonly isRetryable = false
}

/**
 * A hook of the client failed, and `strictHooks` says that this breaks the call.
 *
 * **Details**
 *
 * After a response, `status`, `requestId` and `body` are those of the response, so that nothing it said is lost: the id of
 * a job that was accepted stands in `body`.
 *
 * **Gotchas**
 *
 * `processed: "no"` means that the server did nothing: the request was not sent (`onRequest`), or was refused with a 4xx. With
 * `"maybe"` it may have done what was asked. `Jobs.submit` then looks for the job and gives it.
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
 * Whether an error is one of those that a call to any platform can end in.
 *
 * @category guards
 * @since 0.2.0
 */
export const isCallFailure = (error: { readonly _tag: string }): error is CallFailure => tags.has(error._tag)
