/**
 * Users, superusers, and the responses to signing in.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"
import { recordFields, stampFields } from "./Record.ts"

/**
 * A user. `email` is absent if it is hidden. `qpu_seconds` is the remaining time on the processors, in seconds.
 * Superusers have neither `name` nor `qpu_seconds`.
 *
 * @category schemas
 * @since 0.2.0
 */
export const User = Schema.Struct({
  ...recordFields,
  email: Schema.optionalKey(Schema.String),
  emailVisibility: Schema.Boolean,
  verified: Schema.Boolean,
  name: Schema.optionalKey(Schema.String),
  avatar: Schema.optionalKey(Schema.String),
  qpu_seconds: Schema.optionalKey(Schema.Finite),
  ...stampFields,
})

/** @category models @since 0.2.0 */
export interface User extends Schema.Struct.Type<typeof User.fields> {}

const password = {
  password: Schema.RedactedFromValue(Schema.String),
  passwordConfirm: Schema.RedactedFromValue(Schema.String),
}

/**
 * A new user. Passwords have at least 8 characters.
 *
 * @category schemas
 * @since 0.2.0
 */
export const NewUser = Schema.Struct({
  email: Schema.String,
  ...password,
  name: Schema.optionalKey(Schema.String),
  emailVisibility: Schema.optionalKey(Schema.Boolean),
  verified: Schema.optionalKey(Schema.Boolean),
  qpu_seconds: Schema.optionalKey(Schema.Finite),
})

/**
 * The fields of a user that may change. `qpu_seconds` sets the total. `qpu_seconds+` adds to it, so a request that is
 * sent twice adds twice.
 *
 * @category schemas
 * @since 0.2.0
 */
export const UserChanges = Schema.Struct({
  name: Schema.optionalKey(Schema.String),
  emailVisibility: Schema.optionalKey(Schema.Boolean),
  verified: Schema.optionalKey(Schema.Boolean),
  email: Schema.optionalKey(Schema.String),
  qpu_seconds: Schema.optionalKey(Schema.Finite),
  "qpu_seconds+": Schema.optionalKey(Schema.Finite),
  "qpu_seconds-": Schema.optionalKey(Schema.Finite),
  oldPassword: Schema.optionalKey(Schema.RedactedFromValue(Schema.String)),
  password: Schema.optionalKey(Schema.RedactedFromValue(Schema.String)),
  passwordConfirm: Schema.optionalKey(Schema.RedactedFromValue(Schema.String)),
})

/**
 * The credentials of a sign-in. The email is case-sensitive.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Login = Schema.Struct({
  identity: Schema.String,
  password: Schema.RedactedFromValue(Schema.String),
})

/**
 * The response to signing in: a JWT and its user.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Signed = Schema.Struct({ token: Schema.String, record: User })

/** @category models @since 0.2.0 */
export interface Signed extends Schema.Struct.Type<typeof Signed.fields> {}

/**
 * The ways to sign in that a collection allows.
 *
 * @category schemas
 * @since 0.2.0
 */
export const AuthMethods = Schema.Struct({
  password: Schema.Struct({ identityFields: Schema.Array(Schema.String), enabled: Schema.Boolean }),
  oauth2: Schema.optionalKey(Schema.Unknown),
  mfa: Schema.optionalKey(Schema.Unknown),
  otp: Schema.optionalKey(Schema.Unknown),
  authProviders: Schema.optionalKey(Schema.Unknown),
  usernamePassword: Schema.optionalKey(Schema.Boolean),
  emailPassword: Schema.optionalKey(Schema.Boolean),
})
