import { Effect, identity, Option } from "effect"
import { FetchHttpClient, Headers, HttpClient } from "effect/http"
import type { HttpApi } from "effect/http-api"
import type { CallFailure, ConfigurationError } from "../errors/call.ts"
import { checkBaseUrl } from "./baseUrl.ts"
import { checkClientOptions } from "./checkOptions.ts"
import { derive, type Derived } from "./deriveMethods.ts"
import type { MethodsFor } from "./methodTypes.ts"
import type { ClientOptions } from "./ClientOptions.ts"
import type { Credentials, Platform, Tagged } from "./platform.ts"
import { rateLimit } from "./rateLimit.ts"
import { withoutRedirects } from "./refuseRedirects.ts"
import { secretsInHeaders, secretsOf } from "./secrets.ts"
import type { Setup } from "./ClientSetup.ts"
import { durationsOf, serverOf } from "./attemptSpan.ts"
import { userAgent } from "./userAgent.ts"

/** A client of a platform: its typed methods, and the state that `follow` and the services share. */
export interface Client<Api extends HttpApi.Constraint, D extends Tagged, C extends Tagged> {
  readonly methods: MethodsFor<Api, CallFailure | C>
  readonly setup: Setup<D, C>
}

/**
 * Builds a client from a contract, its errors and credentials. Fails if an option is out of range or the base URL is
 * invalid. Warns if credentials would be sent to another machine without https.
 */
export const makeClient = Effect.fnUntraced(function* <
  Api extends HttpApi.Constraint,
  D extends Tagged,
  C extends Tagged,
>(
  platform: Platform<Api, D, C>,
  // `C` is inferred from the platform. It has to include the errors of the credentials.
  credentials: Credentials<NoInfer<C>>,
  options: ClientOptions & { readonly baseUrl: string },
): Effect.fn.Return<Client<Api, D, C>, ConfigurationError, HttpClient.HttpClient> {
  yield* checkClientOptions(options)
  const baseUrl = yield* checkBaseUrl(options.baseUrl, platform.settings)
  const server = serverOf(baseUrl)
  const agent = userAgent(options.userAgent)
  const { transport = identity, retryableStatuses, headers = {} } = options
  const client = yield* HttpClient.HttpClient
  const init = Option.getOrUndefined(yield* Effect.serviceOption(FetchHttpClient.RequestInit))
  const setup: Setup<D, C> = {
    platform,
    credentials,
    baseUrl,
    server,
    durations: durationsOf(server),
    timeout: options.timeout ?? "60 seconds",
    retries: options.retries ?? 2,
    isRetryable:
      retryableStatuses === undefined
        ? platform.isRetryableStatus
        : (status) => retryableStatuses.includes(status),
    headers,
    secrets: secretsOf([...credentials.secrets, ...secretsInHeaders(Headers.fromInput(headers))]),
    mapError: options.mapError ?? identity,
    onRequest: options.onRequest,
    onResponse: options.onResponse,
    onDrift: options.onDrift,
    strictHooks: options.strictHooks ?? false,
    strict: options.strict ?? false,
    turn: yield* rateLimit(platform.rateLimitKey, options.rateLimit),
    transport: transport(withoutRedirects(client, init)),
    agent: agent === undefined ? {} : { "user-agent": agent },
  }
  const methods = derive(platform as Platform<Api, D, C> & Derived, setup)
  // The type is computed from the same contract, but TypeScript cannot check that `derive` matches it.
  return { methods: methods as unknown as Client<Api, D, C>["methods"], setup }
})
