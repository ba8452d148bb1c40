import { Effect, Schema } from "effect"
import { FieldErrors } from "../schema/Server.ts"

const text = (value: string) => Schema.String.pipe(Schema.withConstructorDefault(Effect.succeed(value)))

/** What every error for a status says, for a class whose status is usually this. The defaults are for tests. */
export const statusFields = (status: number) => ({
  /** For people; from the server when it gave one. */
  message: text(`HTTP ${status}`),
  /** The HTTP method and the full URL of the request. */
  method: text("GET"),
  url: text(""),
  status: Schema.Int.pipe(Schema.withConstructorDefault(Effect.succeed(status))),
  /** What is wrong with which field, by the server's names of the fields. */
  data: FieldErrors.pipe(Schema.withConstructorDefault(Effect.succeed({}))),
  /** What the server or the proxy before it calls the request, where it does. */
  requestId: Schema.optionalKey(Schema.String),
  /** The body as it came, at most 64 KiB of it, without secrets. */
  body: Schema.optionalKey(Schema.String),
  /** The job that the call was about, where the SDK made the call for one. */
  jobId: Schema.optionalKey(Schema.String),
})
