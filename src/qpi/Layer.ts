/**
 * The layers that build the services of QPI.
 *
 * @since 0.2.0
 */
import { Config, Effect, Layer } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import { layerPer } from "../client/layerPer.ts"
import { ConfigurationError } from "../errors/call.ts"
import type { ApiToken, Credentials, JwtCredentials } from "./auth/Credentials.ts"
import { Auth } from "./Auth.ts"
import { config, configApiToken } from "./Credentials.ts"
import { Drivers } from "./Drivers.ts"
import { Events } from "./Events.ts"
import { Notifications } from "./Notifications.ts"
import { type Options, QpiClient } from "./QpiClient.ts"
import { QpiJobs } from "./QpiJobs.ts"
import { QpiUsers } from "./QpiUsers.ts"
import { Qpus } from "./Qpus.ts"
import { TimeRequests } from "./TimeRequests.ts"
import { TimeSlots } from "./TimeSlots.ts"
import { Tokens } from "./Tokens.ts"

/**
 * The services that work with an API token. The methods of `QpiJobs` that read results, and its lists with a
 * `filter`, need a JWT and fail with `CredentialsRequiredError` without one. `Notifications.dismiss` works with an
 * API token, too, but `Notifications` is only in the layers with all services, such as {@link layerAny}.
 *
 * @category models
 * @since 0.2.0
 */
export type TokenServices = QpiClient | QpiJobs | Qpus | Drivers | Events | Tokens

/**
 * All services of QPI.
 *
 * @category models
 * @since 0.2.0
 */
export type Services = TokenServices | Auth | TimeSlots | TimeRequests | Notifications | QpiUsers

const tokenServices = QpiJobs.layer.pipe(
  Layer.provideMerge(Layer.mergeAll(Qpus.layer, Drivers.layer, Events.layer, Tokens.layer)),
)

/**
 * All services over a given client.
 *
 * @category layers
 * @since 0.2.0
 */
export const layerServices: Layer.Layer<Exclude<Services, QpiClient>, never, QpiClient> = layerPer(
  [QpiClient],
  () =>
    Layer.mergeAll(
      tokenServices,
      Auth.layer,
      TimeSlots.layer,
      TimeRequests.layer,
      Notifications.layer,
      QpiUsers.layer,
    ),
)

/** Options with an API token, or without credentials. */
type TokenOptions = Omit<Options, "credentials"> & { readonly credentials?: ApiToken | undefined }

/** Options with a JWT, or with a password, for which the server returns a JWT. */
type SignedOptions = Omit<Options, "credentials"> & { readonly credentials: JwtCredentials }

/**
 * The services over any `HttpClient`. With a JWT or a password these are all services, otherwise those that work with
 * an API token. A program does not compile if it needs a service that its credentials do not permit.
 *
 * @category layers
 * @since 0.2.0
 */
export function layer(
  options: SignedOptions,
): Layer.Layer<Services, ConfigurationError, HttpClient.HttpClient>
export function layer(
  options: TokenOptions,
): Layer.Layer<TokenServices, ConfigurationError, HttpClient.HttpClient>
export function layer(options: Options): Layer.Layer<Services, ConfigurationError, HttpClient.HttpClient> {
  return layerPer([HttpClient.HttpClient], () => Layer.provideMerge(layerServices, QpiClient.layer(options)))
}

/**
 * All services, with any credentials. A call that the credentials do not permit fails with
 * `CredentialsRequiredError`.
 *
 * @category layers
 * @since 0.2.0
 */
export const layerAny = (
  options: Options,
): Layer.Layer<Services, ConfigurationError, HttpClient.HttpClient> =>
  layerPer([HttpClient.HttpClient], () => Layer.provideMerge(layerServices, QpiClient.layer(options)))

type Others = Omit<Options, "credentials" | "url">

const found = <A>(credentials: Config.Config<A>) =>
  Config.all({ url: Config.String("QPI_URL"), credentials }).pipe(
    Effect.mapError(
      ({ message }) =>
        new ConfigurationError({ setting: "QPI_URL, QPI_API_TOKEN, QPI_EMAIL, QPI_PASSWORD", message }),
    ),
  )

/**
 * All services, configured by the environment: `QPI_URL`, and `QPI_JWT`, or `QPI_EMAIL` and `QPI_PASSWORD` (of a
 * superuser if `QPI_SUPERUSER` is true), or `QPI_API_TOKEN`.
 *
 * @category layers
 * @since 0.2.0
 */
export const layerConfig = (
  options?: Others,
): Layer.Layer<Services, ConfigurationError, HttpClient.HttpClient> =>
  Layer.unwrap(
    Effect.map(found<Credentials | undefined>(config), (environment) =>
      layerAny({ ...options, ...environment }),
    ),
  )

/**
 * The services that work with an API token, configured by the environment: `QPI_URL` and `QPI_API_TOKEN`.
 *
 * @category layers
 * @since 0.2.0
 */
export const layerConfigApiToken = (
  options?: Others,
): Layer.Layer<TokenServices, ConfigurationError, HttpClient.HttpClient> =>
  Layer.unwrap(Effect.map(found(configApiToken), (environment) => layer({ ...options, ...environment })))

/**
 * The services of {@link layerConfig} over the platform's `fetch`.
 *
 * @category layers
 * @since 0.2.0
 */
export const layerFetch = (options?: Others): Layer.Layer<Services, ConfigurationError> =>
  Layer.provide(layerConfig(options), Layer.fresh(FetchHttpClient.layer))
