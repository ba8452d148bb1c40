import { Effect, Schema } from "effect"
import { FieldErrors } from "../schema/Server.ts"

const text = (value: string) => Schema.String.pipe(Schema.withConstructorDefault(Effect.succeed(value)))

/** The fields of every error for a status; a class passes its default status. The defaults are for tests. */
export const statusFields = (status: number) => ({
  /** A readable message, from the server if it sent one. */
  message: text(`HTTP ${status}`),
  /** The HTTP method and the full URL of the request. */
  method: text("GET"),
  url: text(""),
  status: Schema.Int.pipe(Schema.withConstructorDefault(Effect.succeed(status))),
  /** The invalid fields with the reasons, by the server's field names. */
  data: FieldErrors.pipe(Schema.withConstructorDefault(Effect.succeed({}))),
  /** The id of the request, from the server or the proxy in front of it; absent if neither sent one. */
  requestId: Schema.optionalKey(Schema.String),
  /** The body as it was received, up to 64 KiB, without secrets. */
  body: Schema.optionalKey(Schema.String),
  /** The job of the call, if the SDK made the call for one. */
  jobId: Schema.optionalKey(Schema.String),
})
