/**
 * Information about the server.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"

/** The response of a server that is up. @category schemas @since 0.2.0 */
export const Health = Schema.Struct({
  code: Schema.Int,
  message: Schema.String,
  data: Schema.Record(Schema.String, Schema.Unknown),
})

/** The version of the server. @category schemas @since 0.2.0 */
export const Version = Schema.Struct({ version: Schema.String })

/**
 * The appearance of the server's pages.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Theme = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  is_active: Schema.Boolean,
  site_name: Schema.String,
  tagline: Schema.String,
  logo: Schema.String,
  favicon: Schema.String,
  tokens: Schema.Record(Schema.String, Schema.Unknown),
  custom_css: Schema.String,
  custom_js: Schema.String,
  created: Schema.String,
  updated: Schema.String,
})

/**
 * The reason why one field is invalid.
 *
 * @category schemas
 * @since 0.2.0
 */
export const FieldError = Schema.Struct({
  code: Schema.String,
  message: Schema.String,
  params: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)),
})

/** @category models @since 0.2.0 */
export interface FieldError extends Schema.Struct.Type<typeof FieldError.fields> {}

/**
 * The invalid fields of a request by name, with the reasons.
 *
 * @category schemas
 * @since 0.2.0
 */
export const FieldErrors = Schema.Record(Schema.String, FieldError)

/** @category models @since 0.2.0 */
export type FieldErrors = typeof FieldErrors.Type

/**
 * The body of an error response. `data` has the invalid fields with the reasons.
 *
 * @category schemas
 * @since 0.2.0
 */
export const ErrorBody = Schema.Struct({
  data: FieldErrors,
  message: Schema.String,
  status: Schema.Int,
})
