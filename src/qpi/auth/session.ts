import { Effect, Redacted, type Scope, Semaphore } from "effect"
import type { CallFailure } from "../../errors/call.ts"
import { steadyMillis } from "../../client/steadyClock.ts"
import { LoginError, SignedOutError } from "../errors/jobErrors.ts"
import type {
  QpiForbiddenError,
  QpiNotFoundError,
  QpiRateLimitError,
  QpiServerError,
  QpiUnauthorizedError,
  QpiUnexpectedStatusError,
  QpiValidationError,
} from "../errors/statusErrors.ts"
import type { Signed, User } from "../schema/User.ts"
import { type Claims, claimsOf, isOfSuperuser } from "./claims.ts"
import type { JwtCredentials } from "./Credentials.ts"
import type { ServerClock } from "./serverClock.ts"

/** The errors of signing in and of refreshing a JWT. */
export type SessionError =
  | CallFailure
  | QpiValidationError
  | QpiRateLimitError
  | QpiServerError
  | QpiUnexpectedStatusError
  | SignedOutError
  | LoginError

type SignError = SessionError | QpiUnauthorizedError | QpiForbiddenError | QpiNotFoundError

/** The calls that sign in. They carry only the given credentials. */
export interface Signing {
  readonly withPassword: (
    isSuperuser: boolean,
    email: string,
    password: Redacted.Redacted,
  ) => Effect.Effect<Signed, SignError>
  readonly refresh: (isSuperuser: boolean, token: Redacted.Redacted) => Effect.Effect<Signed, SignError>
}

/** A JWT with its current state. */
export interface Token {
  readonly jwt: Redacted.Redacted
  readonly claims: Claims
  /** The user; absent until the server has returned it. */
  readonly record: User | undefined
  /** Grows with each new JWT. */
  readonly version: number
  /** Grows with each new session. A JWT of an earlier session was revoked or has expired. */
  readonly session: number
  /**
   * Whether the expiry can be compared with the server's clock. It cannot if the JWT had less than 30 seconds left by
   * that clock when it was issued, e.g. behind a proxy with another clock. Such a JWT is used until the server rejects
   * it.
   */
  readonly isTimed: boolean
}

export interface Session {
  /** A JWT that is still valid for some time. */
  readonly token: Effect.Effect<Token, SessionError>
  /** The number of the session that a new call uses. */
  readonly current: () => number
  /**
   * Checks whether the JWT is still valid, and signs in again if it is not. `session` is the number of the session that
   * a call used. Returns whether the current session is another one, which may also be due to another call.
   */
  readonly check: (session: number) => Effect.Effect<boolean, SessionError>
  /** The user of the session. */
  readonly record: Effect.Effect<User, SessionError>
  readonly isSuperuser: boolean
}

/** A JWT with less remaining lifetime than this, in milliseconds, is refreshed before it is used. */
const leastLeft = 30_000

/**
 * A background refresh starts this long before the expiry, in milliseconds, or after half of the remaining lifetime if
 * that is later.
 */
const early = 600_000

const signedOut = (message: string) => new SignedOutError({ message })

/**
 * Creates a session for credentials. Until the scope closes, a background fiber refreshes the JWT before it expires.
 */
export const makeSession = Effect.fnUntraced(function* (
  credentials: JwtCredentials,
  clock: ServerClock,
  signing: Signing,
): Effect.fn.Return<Session, never, Scope.Scope> {
  const first = credentials._tag === "Jwt" ? claimsOf(Redacted.value(credentials.token)) : undefined
  const isSuperuser =
    credentials._tag === "SuperuserPassword" || (first !== undefined && isOfSuperuser(first))
  const lock = Semaphore.makeUnsafe(1)
  let current: Token | undefined
  /** Wakes the background fiber. */
  let wake: (() => void) | undefined

  let versions = 0
  let sessions = credentials._tag === "Jwt" ? 1 : 0

  /** The remaining lifetime of a JWT, in milliseconds; undefined while the server's time is unknown. */
  const left = ({ exp }: Claims) =>
    Effect.map(clock.now, (now) => (now === undefined ? undefined : exp * 1000 - now))

  const keep = (signed: Signed): Effect.Effect<Token, SignedOutError> => {
    const claims = claimsOf(signed.token)
    if (claims === undefined) return Effect.fail(signedOut("The token is not a JWT"))
    const jwt = Redacted.make(signed.token)
    return Effect.map(left(claims), (millis) => {
      const isTimed = millis === undefined || millis > leastLeft
      current = { jwt, claims, record: signed.record, version: ++versions, session: sessions, isTimed }
      wake?.()
      return current
    })
  }

  const login = (email: string, password: Redacted.Redacted): Effect.Effect<Token, SessionError> =>
    signing.withPassword(isSuperuser, email, password).pipe(
      Effect.catchTags({
        QpiValidationError: (error) => Effect.fail(refused(email, error)),
        QpiUnauthorizedError: (error) => Effect.fail(refused(email, error)),
        QpiForbiddenError: (error) => Effect.fail(refused(email, error)),
        QpiNotFoundError: (error) => Effect.fail(refused(email, error)),
      }),
      Effect.flatMap((signed) => {
        sessions++
        return keep(signed)
      }),
    )

  const again = (why: string): Effect.Effect<Token, SessionError> =>
    credentials._tag === "Jwt"
      ? Effect.fail(signedOut(`${why}, and there is no password to sign in with again`))
      : login(credentials.email, credentials.password)

  /** Exchanges a valid token for a new one. The server returns a 401 for an invalid one. */
  const refresh = (token: Token | undefined, jwt: Redacted.Redacted): Effect.Effect<Token, SessionError> =>
    signing.refresh(isSuperuser, jwt).pipe(
      Effect.flatMap((signed) =>
        // An impersonation returns the same token, and so does a second refresh within one second. In this case the
        // client has removed the token from the response as a secret.
        keep(claimsOf(signed.token) === undefined ? { ...signed, token: Redacted.value(jwt) } : signed),
      ),
      Effect.catchTags({
        QpiUnauthorizedError: () => {
          if (current === token) current = undefined
          return again("The JWT has expired or was revoked")
        },
        QpiForbiddenError: ({ message }) => Effect.fail(signedOut(message)),
        QpiNotFoundError: ({ message }) => Effect.fail(signedOut(message)),
      }),
    )

  const begin: Effect.Effect<Token, SessionError> =
    credentials._tag === "Jwt"
      ? first === undefined
        ? Effect.fail(signedOut("The token is not a JWT"))
        : refresh(undefined, credentials.token)
      : login(credentials.email, credentials.password)

  /**
   * Refreshes a JWT that expires soon. A JWT that the server's clock shows as expired is sent as well, because only the
   * server decides.
   */
  const fresh = (token: Token): Effect.Effect<Token, SessionError> =>
    Effect.flatMap(left(token.claims), (millis) => {
      const least = token.claims.refreshable === false ? 0 : leastLeft
      return !token.isTimed || millis === undefined || millis > least
        ? Effect.succeed(token)
        : refresh(token, token.jwt)
    })

  const token = Effect.suspend(() => (current === undefined ? begin : fresh(current))).pipe(
    lock.withPermits(1),
  )

  const check = (session: number) =>
    Effect.suspend(() => {
      const before = current
      return lock.withPermits(1)(
        Effect.suspend(() => {
          // Another fiber has replaced the JWT in the meantime.
          if (current !== undefined && current !== before) return Effect.succeed(current)
          return before === undefined ? begin : refresh(before, before.jwt)
        }),
      )
    }).pipe(Effect.map((after) => after.session !== session))

  /**
   * Refreshes the JWT early, so that no call waits for a refresh. A failed refresh is logged and retried after at least
   * 30 seconds.
   */
  const background = Effect.gen(function* () {
    while (true) {
      const known = current
      const millis = known === undefined ? undefined : yield* left(known.claims)
      const due =
        known === undefined || millis === undefined || !known.isTimed || known.claims.refreshable === false
          ? undefined
          : Math.max(millis - early, millis / 2)
      const woken = Effect.callback<void>((resume) => {
        wake = () => resume(Effect.void)
        if (current !== known) resume(Effect.void)
      })
      if (due === undefined || known === undefined) {
        yield* woken
        continue
      }
      const start = yield* steadyMillis
      yield* Effect.raceFirst(Effect.sleep(Math.max(1000, due)), woken)
      const isDue = (yield* steadyMillis) - start >= due
      if (!isDue || current !== known) continue
      yield* lock
        .withPermits(1)(refresh(known, known.jwt))
        .pipe(
          Effect.catch((error) =>
            Effect.andThen(
              Effect.logDebug(`The JWT of QPI was not refreshed: ${error._tag}: ${error.message}`),
              Effect.sleep("30 seconds"),
            ),
          ),
        )
    }
  })
  yield* Effect.forkScoped(background)

  return {
    token,
    // With a password, `sessions` is 0 until the first call signs in.
    current: () => Math.max(1, sessions),
    check,
    isSuperuser,
    record: Effect.flatMap(token, ({ record }) =>
      record === undefined
        ? Effect.fail(signedOut("The server did not return the user of the JWT"))
        : Effect.succeed(record),
    ),
  }
})

const refused = (email: string, { status, message }: { readonly status: number; readonly message: string }) =>
  new LoginError({ message: `${email} could not sign in: ${message}`, status })
