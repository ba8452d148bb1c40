/**
 * Every way to build the services.
 *
 * @since 0.1.0
 */
import { Layer } from "effect"
import { FetchHttpClient, type HttpClient } from "effect/http"
import { Account } from "./Account.ts"
import { Backends } from "./Backends.ts"
import { IonQClient, type Options } from "./IonQClient.ts"
import type { ConfigurationError } from "./IonQError.ts"
import { Jobs } from "./Jobs.ts"
import { Polling } from "./Polling.ts"
import { Results } from "./Results.ts"
import { Sessions } from "./Sessions.ts"

/**
 * All services of the SDK.
 *
 * @category models
 * @since 0.1.0
 */
export type Services = IonQClient | Account | Backends | Jobs | Polling | Results | Sessions

/**
 * All services over a client that is given.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerServices: Layer.Layer<Exclude<Services, IonQClient>, never, IonQClient> = Jobs.layer.pipe(
  Layer.provideMerge(Layer.mergeAll(Account.layer, Backends.layer, Results.layer, Sessions.layer)),
  Layer.provideMerge(Polling.layer),
)

/**
 * All services over any `HttpClient`, from options.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<Services, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provideMerge(layerServices, IonQClient.layer(options))

/**
 * All services over any `HttpClient`, with `IONQ_API_KEY` and `IONQ_API_URL` from the environment.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerConfig = (
  options?: Omit<Options, "apiKey" | "baseUrl">,
): Layer.Layer<Services, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provideMerge(layerServices, IonQClient.layerConfig(options))

/**
 * {@link layerConfig} over the platform's `fetch`: for Node, Bun, Deno and workers.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerFetch = (
  options?: Omit<Options, "apiKey" | "baseUrl">,
): Layer.Layer<Services, ConfigurationError> => Layer.provide(layerConfig(options), FetchHttpClient.layer)
