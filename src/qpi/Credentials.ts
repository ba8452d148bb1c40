/**
 * Ways to sign in to QPI, and their environment variables.
 *
 * | who | may |
 * |---|---|
 * | nobody | read processors, drivers and events; sign up |
 * | an API token | also submit, list, get, wait for and cancel own jobs; manage own tokens; dismiss notifications |
 * | a user's JWT or password | also read results; bookings, requests for time, notifications, the own user, realtime |
 * | a superuser | everything, also what belongs to others |
 *
 * Calls that the credentials do not permit are rejected before anything is sent.
 *
 * @since 0.2.0
 */
import { Config, Option } from "effect"
import {
  type ApiToken,
  apiToken,
  type Credentials,
  jwt,
  type Jwt,
  type JwtCredentials,
  superuserPassword,
  type SuperuserPassword,
  userPassword,
  type UserPassword,
} from "./auth/Credentials.ts"

export {
  type ApiToken,
  apiToken,
  type Credentials,
  jwt,
  type Jwt,
  type JwtCredentials,
  superuserPassword,
  type SuperuserPassword,
  userPassword,
  type UserPassword,
}

/** An API token from `QPI_API_TOKEN`. @category config @since 0.2.0 */
export const configApiToken: Config.Config<ApiToken> = Config.map(Config.Redacted("QPI_API_TOKEN"), apiToken)

/** A JWT from `QPI_JWT`. @category config @since 0.2.0 */
export const configJwt: Config.Config<Jwt> = Config.map(Config.Redacted("QPI_JWT"), jwt)

const emailAndPassword = Config.all({
  email: Config.String("QPI_EMAIL"),
  password: Config.Redacted("QPI_PASSWORD"),
})

/** A user's password, from `QPI_EMAIL` and `QPI_PASSWORD`. @category config @since 0.2.0 */
export const configUser: Config.Config<UserPassword> = Config.map(emailAndPassword, ({ email, password }) =>
  userPassword(email, password),
)

/** A superuser's password, from `QPI_EMAIL` and `QPI_PASSWORD`. @category config @since 0.2.0 */
export const configSuperuser: Config.Config<SuperuserPassword> = Config.map(
  emailAndPassword,
  ({ email, password }) => superuserPassword(email, password),
)

/** Credentials with a JWT: `QPI_JWT`, or `QPI_EMAIL` and `QPI_PASSWORD`, of a superuser if `QPI_SUPERUSER` is true. */
const configSigned: Config.Config<JwtCredentials | undefined> = Config.map(
  Config.all({
    token: Config.option(Config.Redacted("QPI_JWT")),
    email: Config.option(Config.String("QPI_EMAIL")),
    password: Config.option(Config.Redacted("QPI_PASSWORD")),
    superuser: Config.withDefault(Config.Boolean("QPI_SUPERUSER"), false),
  }),
  ({ token, email, password, superuser }): JwtCredentials | undefined => {
    if (Option.isSome(token)) return jwt(token.value)
    if (Option.isNone(email) || Option.isNone(password)) return undefined
    return (superuser ? superuserPassword : userPassword)(email.value, password.value)
  },
)

/**
 * The credentials in the environment: `QPI_JWT`, otherwise `QPI_EMAIL` with `QPI_PASSWORD` (of a superuser if
 * `QPI_SUPERUSER` is true), otherwise `QPI_API_TOKEN`, otherwise none.
 *
 * @category config
 * @since 0.2.0
 */
export const config: Config.Config<Credentials | undefined> = Config.map(
  Config.all({ signed: configSigned, token: Config.option(configApiToken) }),
  ({ signed, token }) => signed ?? Option.getOrUndefined(token),
)
