/**
 * The signed-in user, and the creation of users.
 *
 * @since 0.2.0
 */
import { Context, Effect, Layer, Redacted } from "effect"
import { freshPer } from "../client/layerPer.ts"
import type { QpiForbiddenError, QpiNotFoundError, QpiUnauthorizedError } from "./errors/statusErrors.ts"
import { type QpiCallError, QpiClient } from "./QpiClient.ts"
import type { User } from "./schema/User.ts"

type RecordError = QpiCallError | QpiUnauthorizedError | QpiForbiddenError | QpiNotFoundError

/**
 * The methods of {@link Auth}.
 *
 * @category services
 * @since 0.2.0
 */
export interface AuthService {
  /** The user of the session, as the server returned it with the JWT. Not available with an API token. */
  readonly whoami: Effect.Effect<User, QpiCallError>
  /**
   * The current JWT, e.g. to pass it to another program. It is refreshed shortly before it expires. Not available with
   * an API token.
   */
  readonly jwt: Effect.Effect<Redacted.Redacted, QpiCallError>
  /** Checks whether the session is still valid, and signs in again if it is not and a password is known. */
  readonly check: Effect.Effect<void, QpiCallError>
  /** Creates a user. Needs no credentials. Passwords have at least 8 characters. */
  readonly signUp: (user: {
    readonly email: string
    readonly password: Redacted.Redacted | string
    readonly name?: string | undefined
  }) => Effect.Effect<User, RecordError>
  /** Changes the user's password. All JWTs of the user become invalid; sign in again. */
  readonly changePassword: (
    oldPassword: Redacted.Redacted | string,
    password: Redacted.Redacted | string,
  ) => Effect.Effect<void, RecordError>
}

const redacted = (secret: Redacted.Redacted | string) =>
  typeof secret === "string" ? Redacted.make(secret) : secret

/**
 * The service of the signed-in user: the record, the JWT and the password, and the creation of users.
 *
 * @category services
 * @since 0.2.0
 */
export class Auth extends Context.Service<Auth, AuthService>()("effect-ionq/qpi/Auth") {
  static readonly layer: Layer.Layer<Auth, never, QpiClient> = Layer.effect(
    Auth,
    Effect.map(QpiClient, ({ userRecords, settings: { session } }) =>
      Auth.of({
        whoami: Effect.withSpan(
          Effect.flatMap(session, ({ record }) => record),
          "Auth.whoami",
        ),
        jwt: Effect.map(
          Effect.flatMap(session, ({ token }) => token),
          ({ jwt }) => jwt,
        ),
        check: Effect.asVoid(Effect.flatMap(session, ({ check, current }) => check(current()))),
        signUp: Effect.fn("Auth.signUp")(({ email, password, name }) => {
          const secret = redacted(password)
          return userRecords.create({
            payload: {
              email,
              password: secret,
              passwordConfirm: secret,
              ...(name === undefined ? {} : { name }),
            },
          })
        }),
        changePassword: Effect.fn("Auth.changePassword")(function* (oldPassword, password) {
          const { id } = yield* Effect.flatMap(session, ({ record }) => record)
          const secret = redacted(password)
          yield* userRecords.update({
            params: { id },
            payload: { oldPassword: redacted(oldPassword), password: secret, passwordConfirm: secret },
          })
        }),
      }),
    ),
  ).pipe(freshPer(QpiClient))
}
