import { Effect, Schema } from "effect"

const text = (value: string) => Schema.String.pipe(Schema.withConstructorDefault(Effect.succeed(value)))

/** The fields of every error about a request. The defaults are for tests that construct errors. */
export const request = {
  /** A message for people, from the server if it sent one. */
  message: text("The request failed"),
  /** The HTTP method and the full URL of the request. */
  method: text("GET"),
  url: text(""),
  /** The job that the call was about, if the SDK made the call after a submission or during a wait. */
  jobId: Schema.optionalKey(Schema.String),
}

/** The fields of every error about a response, for a class with this default status. */
export const responseOf = (status: number) => ({
  ...request,
  message: text(`HTTP ${status}`),
  /** The HTTP status. */
  status: Schema.Int.pipe(Schema.withConstructorDefault(Effect.succeed(status))),
  /**
   * The server's id of the request (`x-request-id`, otherwise the proxy's `cf-ray`). Quote it to the platform's
   * support.
   */
  requestId: Schema.optionalKey(Schema.String),
  /** The body as it was received, up to 65,536 characters, without the secrets of the request. */
  body: Schema.optionalKey(Schema.String),
})

export const retryAfter = {
  /** The server's `Retry-After`, in seconds from the time of the response. */
  retryAfter: Schema.optionalKey(Schema.Finite),
}
