/**
 * API tokens.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"
import { maybe } from "../../schema/wire.ts"
import { recordFields } from "./Record.ts"

/**
 * A token without its secret. `expires_at` is absent if it never expires.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Token = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  expires_at: maybe(Schema.String),
  created: Schema.String,
})

/** @category models @since 0.2.0 */
export interface Token extends Schema.Struct.Type<typeof Token.fields> {}

/**
 * A new token with its secret, which is shown only once.
 *
 * @category schemas
 * @since 0.2.0
 */
export const CreatedToken = Schema.Struct({ ...Token.fields, token: Schema.String })

/**
 * The fields of a new token, or those that may change. An empty `expires_at` removes the expiry.
 *
 * @category schemas
 * @since 0.2.0
 */
export const TokenRequest = Schema.Struct({
  name: Schema.optionalKey(Schema.String),
  expires_at: Schema.optionalKey(Schema.String),
})

/**
 * The record of a token. `token` is a hash of the secret.
 *
 * @category schemas
 * @since 0.2.0
 */
export const TokenRecord = Schema.Struct({
  ...recordFields,
  name: Schema.String,
  user: Schema.String,
  token: Schema.String,
  expires_at: Schema.String,
  created: Schema.String,
})

/** @category models @since 0.2.0 */
export interface TokenRecord extends Schema.Struct.Type<typeof TokenRecord.fields> {}
