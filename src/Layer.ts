/**
 * The layers that build the services.
 *
 * **Details**
 *
 * Services belong to their client, and a client belongs to its `HttpClient`. The same layer over the same
 * `HttpClient` always gives the same set of services. A layer that is provided inside another one takes effect, so a
 * program on IonQ can run a part of itself on the emulator.
 *
 * **Gotchas**
 *
 * A service that was taken from the context earlier does not change: `Effect.provide(jobs.submit(request), layer)`
 * still submits with the outer `jobs`. `Jobs.use((jobs) => jobs.submit(request))` reads the service from the context.
 *
 * @since 0.1.0
 */
import { Layer } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import { Account } from "./Account.ts"
import { Backends } from "./Backends.ts"
import { layerPer } from "./client/layerPer.ts"
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
 * All services over a given client.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerServices: Layer.Layer<Exclude<Services, IonQClient>, never, IonQClient> = layerPer(
  [IonQClient],
  () =>
    Jobs.layer.pipe(
      Layer.provideMerge(Layer.mergeAll(Account.layer, Backends.layer, Results.layer, Sessions.layer)),
      Layer.provideMerge(Polling.layer),
    ),
)

/** All services over one client for each `HttpClient`. */
const layerOver = <E>(client: Layer.Layer<IonQClient, E, HttpClient.HttpClient>) =>
  layerPer([HttpClient.HttpClient], () => Layer.provideMerge(layerServices, client))

/**
 * All services over any `HttpClient`, from options.
 *
 * Fails with a `ConfigurationError` for an option out of range.
 *
 * **Example** (With an option)
 *
 * ```ts
 * const services = IonQ.layer({ apiKey: Redacted.make("..."), retries: 5 })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<Services, ConfigurationError, HttpClient.HttpClient> =>
  layerOver(IonQClient.layer(options))

/**
 * All services over any `HttpClient`, with `IONQ_API_KEY` and `IONQ_API_URL` from the environment. Without a key, only
 * backends and lists of their characterizations can be read.
 *
 * Fails with a `ConfigurationError` for a setting that cannot be used.
 *
 * **Example** (Over a custom transport)
 *
 * ```ts
 * const services = IonQ.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerConfig = (
  options?: Omit<Options, "apiKey" | "baseUrl">,
): Layer.Layer<Services, ConfigurationError, HttpClient.HttpClient> =>
  layerOver(IonQClient.layerConfig(options))

/**
 * All services over the platform's `fetch`, configured like {@link layerConfig}: for Node, Bun, Deno and workers.
 *
 * Fails as {@link layerConfig} does.
 *
 * **Example** (A program in a worker)
 *
 * ```ts
 * const answer = jobs.run(request).pipe(Effect.provide(IonQ.layerFetch()), Effect.runPromise)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerFetch = (
  options?: Omit<Options, "apiKey" | "baseUrl">,
): Layer.Layer<Services, ConfigurationError> =>
  // `FetchHttpClient.layer` is one static value, memoized with the first `fetch` that it was built with.
  Layer.provide(layerConfig(options), Layer.fresh(FetchHttpClient.layer))
