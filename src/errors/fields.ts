import { Effect, Schema } from "effect"

const text = (value: string) => Schema.String.pipe(Schema.withConstructorDefault(Effect.succeed(value)))

/** What every error about a request says. The defaults are for those who make errors in tests. */
export const request = {
  /** For people; from the server when it gave one. */
  message: text("The request failed"),
  /** The HTTP method and the full URL of the request. */
  method: text("GET"),
  url: text(""),
  /** The job that the call was about, where the SDK made the call after a submission or during a wait. */
  jobId: Schema.optionalKey(Schema.String),
}

/** What every error about a response says, for a class whose status is usually this. */
export const responseOf = (status: number) => ({
  ...request,
  message: text(`HTTP ${status}`),
  /** The HTTP status. */
  status: Schema.Int.pipe(Schema.withConstructorDefault(Effect.succeed(status))),
  /** The server's id of the request (`x-request-id`, else the proxy's `cf-ray`): quote it to its support. */
  requestId: Schema.optionalKey(Schema.String),
  /** The body as it came, at most 64 KiB of it, without the secrets of the request. */
  body: Schema.optionalKey(Schema.String),
})

export const retryAfter = {
  /** What the server asked in `Retry-After`, in seconds from when the response came. */
  retryAfter: Schema.optionalKey(Schema.Finite),
}
