import { Effect, identity, Redacted, type Scope } from "effect"
import type { HttpClient } from "effect/http"
import type { HttpApi } from "effect/http-api"
import { contractOf } from "../../client/contractOf.ts"
import { makeClient } from "../../client/make.ts"
import type { MethodsFor } from "../../client/methodTypes.ts"
import type { ClientOptions } from "../../client/ClientOptions.ts"
import type { Credentials as CallCredentials, Endpoint, Platform, Tagged } from "../../client/platform.ts"
import { ConfigurationError, isCallFailure } from "../../errors/call.ts"
import { isRetryableStatus } from "../../errors/retryableStatus.ts"
import { type Collections, defaultCollections } from "../api/collections.ts"
import * as Contract from "../api/contract.ts"
import { needsOf, refusal } from "../auth/access.ts"
import type { Credentials } from "../auth/Credentials.ts"
import { makeServerClock, type ServerClock } from "../auth/serverClock.ts"
import { makeSession, type Session } from "../auth/session.ts"
import { CredentialsRequiredError } from "../errors/jobErrors.ts"
import type { QpiStatusError } from "../errors/statusErrors.ts"
import { isRecordId } from "../schema/Record.ts"
import { declaredError, mayRetryStatus, otherError, type QpiCallError } from "./errors.ts"
import { checkedLists } from "./lists.ts"
import { withoutTokens } from "./scrub.ts"
import { signingWith } from "./signing.ts"

/** Options of a client for a QPI server. */
export interface Options extends ClientOptions {
  /** The address of the server, e.g. `https://qpi.example.com`. Paths begin with `/api`. */
  readonly url: string
  /** Without credentials only public data can be read: processors, drivers, events. */
  readonly credentials?: Credentials | undefined
  /** The names of the collections, if the operator of the server changed them. */
  readonly collections?: Partial<Collections> | undefined
  /** The number of submissions in flight at a time. Default: 8. */
  readonly maxSubmissions?: number | undefined
}

/** Every method of the contract, by group, and the state that the services need. */
export interface QpiMethods extends MethodsFor<Contract.QpiApi, QpiCallError> {
  readonly settings: Settings
}

/** The state of a client that the services need. */
export interface Settings {
  readonly credentials: Credentials["_tag"] | "none"
  /** The session of the credentials. Fails with `CredentialsRequiredError` without credentials and for an API token. */
  readonly session: Effect.Effect<Session, CredentialsRequiredError>
  readonly clock: ServerClock
  readonly collections: Collections
  readonly retries: number
  /** Waits until the client's rate limit permits a request. */
  readonly rateLimit: Effect.Effect<void>
  readonly maxSubmissions: number
  readonly isRetryable: (status: number) => boolean
}

const settingNames = {
  baseUrl: "QPI_URL",
  exampleUrl: "https://qpi.example.com",
  credentials: "QPI_API_TOKEN or QPI_PASSWORD",
  credentialsName: "token",
}

const platformOf = (collections: Collections): Platform<Contract.QpiApi, QpiStatusError, QpiCallError> => ({
  name: "QPI",
  // Other collection names change the paths of the contract, but not its types.
  contract: contractOf(Contract.make(collections)),
  declaredError,
  otherError,
  isRetryableStatus,
  mayRetryStatus: (error, attempted) => !isCallFailure(error) && mayRetryStatus(error, attempted),
  ids: {
    fields: ["user_id", "qpu_target", "booked_by", "user", "qpu"],
    wrongIn: (id: string) =>
      isRecordId(id) ? undefined : `is ${JSON.stringify(id)}, not an id of 15 characters, a to z and 0 to 9`,
  },
  rateLimitKey: "effect-ionq/qpi",
  settings: settingNames,
})

/** The groups of the server's own routes, which return a 401 for an expired JWT. */
const routes = /^(?:jobs|tokens|notices|qpus|drivers|server)\./

/**
 * Whether an error may mean that the session has ended. Record endpoints return a 404, or a 400 for a creation, instead
 * of a 401.
 */
const suspect = (error: Tagged, { name }: Endpoint): boolean => {
  if (error._tag === "QpiUnauthorizedError" || error._tag === "QpiForbiddenError") return true
  if (routes.test(name)) return false
  return (
    error._tag === "QpiNotFoundError" || (error._tag === "QpiValidationError" && name.endsWith(".create"))
  )
}

const secretsIn = (credentials: Credentials | undefined): Redacted.Redacted | undefined => {
  if (credentials === undefined) return undefined
  return "token" in credentials ? credentials.token : credentials.password
}

const secretsOf = (credentials: Credentials | undefined): ReadonlyArray<string> => {
  const secret = secretsIn(credentials)
  return secret === undefined ? [] : [Redacted.value(secret)]
}

/** Rejects a token that cannot be sent in a header. */
const checkSecrets = (credentials: Credentials | undefined): Effect.Effect<void, ConfigurationError> => {
  const isBad =
    credentials !== undefined &&
    "token" in credentials &&
    !/^[\x21-\x7e]+$/.test(Redacted.value(credentials.token))
  return isBad
    ? Effect.fail(
        new ConfigurationError({
          setting: "QPI_API_TOKEN",
          message: "The token is empty, or has characters that an HTTP header cannot carry",
        }),
      )
    : Effect.void
}

/** Builds the client. It has a session unless the credentials are absent or an API token. */
export const makeQpi = Effect.fnUntraced(function* (
  options: Options,
): Effect.fn.Return<QpiMethods, ConfigurationError, HttpClient.HttpClient | Scope.Scope> {
  const collections: Collections = { ...defaultCollections, ...options.collections }
  const { credentials, transport = identity, maxSubmissions = 8 } = options
  const api = Contract.make(collections)
  const needs = needsOf(api as typeof api & HttpApi.Top)
  yield* checkSecrets(credentials)
  const clock = makeServerClock()
  const shared: ClientOptions & { readonly baseUrl: string } = {
    ...options,
    baseUrl: options.url,
    transport: (client) => clock.watch(transport(client)),
  }
  const scrubbing = (isSecret: boolean): ClientOptions["mapError"] => {
    const { mapError = identity } = options
    return (error) => mapError(withoutTokens(error, isSecret))
  }
  const signIn = yield* makeClient(
    platformOf(collections),
    { secrets: secretsOf(credentials), headers: () => Effect.succeed({}) },
    { ...shared, mapError: scrubbing(true) },
  )
  const session =
    credentials === undefined || credentials._tag === "ApiToken"
      ? undefined
      : yield* makeSession(credentials, clock, signingWith(signIn.methods))
  const given = credentials?._tag ?? "none"
  const own: CallCredentials<QpiCallError> = {
    secrets: secretsOf(credentials),
    headers: (endpoint) => {
      if (credentials?._tag === "ApiToken") {
        return Effect.succeed({ "x-api-token": Redacted.value(credentials.token) })
      }
      // Without credentials, only public endpoints are called. `missing` rejects all others.
      if (session === undefined) return Effect.succeed({})
      const signed = Effect.map(session.token, ({ jwt }) => ({
        authorization: `Bearer ${Redacted.value(jwt)}`,
      }))
      // Public data is requested without a JWT if the sign-in fails.
      return needs.access.get(endpoint.name) === "guest" ? Effect.orElseSucceed(signed, () => ({})) : signed
    },
    renew:
      session === undefined
        ? undefined
        : (endpoint) => {
            const before = session.current()
            return (error) =>
              suspect(error, endpoint) && needs.access.get(endpoint.name) !== "guest"
                ? session.check(before)
                : Effect.succeed(false)
          },
    missing: (endpoint) =>
      refusal(
        endpoint.name,
        needs.access.get(endpoint.name) ?? "guest",
        given,
        session?.isSuperuser === true,
      ),
  }
  const { methods, setup } = yield* makeClient(platformOf(collections), own, {
    ...shared,
    mapError: scrubbing(false),
  })
  const settings: Settings = {
    credentials: given,
    session:
      session === undefined
        ? Effect.fail(
            new CredentialsRequiredError({
              message: `This needs a JWT; the client has ${given === "none" ? "no credentials" : given}`,
              required: "jwt",
              given,
              call: "session",
            }),
          )
        : Effect.succeed(session),
    clock,
    collections,
    retries: setup.retries,
    maxSubmissions,
    isRetryable: setup.isRetryable,
    rateLimit: setup.turn,
  }
  return { ...checkedLists(methods, session, needs), settings }
})
