import { Redacted } from "effect"

/** Credentials for QPI. */
export type Credentials = ApiToken | Jwt | UserPassword | SuperuserPassword

/** Credentials that the records accept: all except an API token. */
export type JwtCredentials = Exclude<Credentials, ApiToken>

/** An API token, which works only with jobs and tokens. Results, bookings and all other collections need a JWT. */
export interface ApiToken {
  readonly _tag: "ApiToken"
  readonly token: Redacted.Redacted
}

/** A given JWT. It is refreshed while it is valid, unless it was created by an impersonation. */
export interface Jwt {
  readonly _tag: "Jwt"
  readonly token: Redacted.Redacted
}

/** A user with a password, so that the client can sign in again when the JWT expires. */
export interface UserPassword {
  readonly _tag: "UserPassword"
  readonly email: string
  readonly password: Redacted.Redacted
}

/** A superuser, who can read and administer everything. */
export interface SuperuserPassword {
  readonly _tag: "SuperuserPassword"
  readonly email: string
  readonly password: Redacted.Redacted
}

const redacted = (secret: Redacted.Redacted | string): Redacted.Redacted =>
  typeof secret === "string" ? Redacted.make(secret) : secret

export const apiToken = (token: Redacted.Redacted | string): ApiToken => ({
  _tag: "ApiToken",
  token: redacted(token),
})

export const jwt = (token: Redacted.Redacted | string): Jwt => ({ _tag: "Jwt", token: redacted(token) })

export const userPassword = (email: string, password: Redacted.Redacted | string): UserPassword => ({
  _tag: "UserPassword",
  email,
  password: redacted(password),
})

export const superuserPassword = (
  email: string,
  password: Redacted.Redacted | string,
): SuperuserPassword => ({ _tag: "SuperuserPassword", email, password: redacted(password) })
