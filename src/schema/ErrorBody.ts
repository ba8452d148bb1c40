/**
 * The body that IonQ's API itself sends with an error status.
 *
 * A proxy in front of the API may send anything else (HTML, nothing, another JSON shape), so the SDK never depends on
 * this body.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { maybe } from "./wire.ts"

/**
 * The invalid keys of the request, and their location (`params`, `query`, `payload`).
 *
 * @category schemas
 * @since 0.1.0
 */
export const RequestValidation = Schema.Struct({
  keys: maybe(Schema.Array(Schema.String)),
  source: maybe(Schema.String),
}).annotate({ identifier: "RequestValidation" })

/** @category models @since 0.1.0 */
export type RequestValidation = typeof RequestValidation.Type

/**
 * `{ error, message, statusCode, validation? }`, every field optional.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ErrorBody = Schema.Struct({
  error: maybe(Schema.String),
  message: maybe(Schema.String),
  statusCode: maybe(Schema.Finite),
  validation: maybe(RequestValidation),
}).annotate({ identifier: "Error" })

/** @category models @since 0.1.0 */
export type ErrorBody = typeof ErrorBody.Type
