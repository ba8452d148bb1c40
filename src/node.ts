/**
 * Node.js: an undici transport with a connection pool and a connect timeout, and the main program of a process.
 *
 * **Gotchas**
 *
 * undici 8 and `@effect/platform-node` need Node 22.19 or later. On Node 20 use `IonQ.layerFetch`; `runMain` works
 * there as well.
 *
 * @since 0.1.0
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Duration, Effect, Layer } from "effect"
import type { HttpClient } from "effect/http"
import { asSetting, count, duration } from "./client/ranges.ts"
import type { Options } from "./IonQClient.ts"
import type { ConfigurationError } from "./IonQError.ts"
import { layerConfig, type Services } from "./Layer.ts"

export { runMain } from "./node/runMain.ts"

/**
 * Options of the transport.
 *
 * @category options
 * @since 0.1.0
 */
export interface TransportOptions {
  /** The largest number of connections to one host. Default: 16. */
  readonly connections?: number | undefined
  /** The time limit for connecting. Default: 10 seconds. */
  readonly connectTimeout?: Duration.Input | undefined
}

/**
 * An `HttpClient` on undici.
 *
 * Fails with a `ConfigurationError` for an option out of range.
 *
 * **Example** (More connections)
 *
 * ```ts
 * const transport = IonQNode.layerUndici({ connections: 32 })
 * const services = IonQ.layerConfig().pipe(Layer.provide(transport))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerUndici = (
  options: TransportOptions = {},
): Layer.Layer<HttpClient.HttpClient, ConfigurationError> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const { connections = 16, connectTimeout = "10 seconds" } = options
      yield* asSetting(count("connections", connections, { min: 1 }))
      const timeout = yield* asSetting(duration("connectTimeout", connectTimeout, { min: 1 }))
      // A part of this layer is a static value, so Effect builds it only once. Without `fresh`, a layer with other
      // options would reuse the first connection pool.
      return Layer.fresh(
        NodeHttpClient.layerUndiciOptions({ connections, connect: { timeout: Duration.toMillis(timeout) } }),
      )
    }),
  )

/**
 * All services on undici, with `IONQ_API_KEY` and `IONQ_API_URL` from the environment.
 *
 * Fails with a `ConfigurationError` for an option or a setting that cannot be used.
 *
 * **Example** (A program on Node)
 *
 * ```ts
 * runMain(program.pipe(Effect.provide(IonQNode.layer({ connections: 32 }))))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options?: Omit<Options, "apiKey" | "baseUrl"> & TransportOptions,
): Layer.Layer<Services, ConfigurationError> => Layer.provide(layerConfig(options), layerUndici(options))
