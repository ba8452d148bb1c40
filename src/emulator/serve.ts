/**
 * Serves the emulator on a local port, for other programs and other languages.
 *
 * @since 0.1.0
 */
import { Layer } from "effect"
import type { HttpServer, HttpServerError } from "effect/http"
import { totalmem } from "node:os"
import type { ConfigurationError } from "../IonQError.ts"
import { limits } from "../schema/JobRequest.ts"
import { DataFolderError } from "./model/DataFolderError.ts"
import { isApi } from "./model/middleware.ts"
import type { Options } from "./model/Options.ts"
import { layerSqlite } from "./model/SqliteStore.ts"
import { Store } from "./model/Store.ts"
import { onPort, type PortOptions } from "./onPort.ts"
import { served } from "./withPages.ts"
import { layerWorkers } from "./workers/WorkerPool.ts"

export { DataFolderError }

/**
 * Options of the server.
 *
 * @category options
 * @since 0.1.0
 */
export interface ServeOptions extends Options, PortOptions {
  /**
   * A folder that stores jobs, sessions and results, so that they are available after a restart, however the last run
   * ended. It is created if necessary, and only one emulator can use it at a time. Requires Node 22.13. Default:
   * nothing is stored.
   */
  readonly data?: string | undefined
  /**
   * Whether to move unreadable rows of `data` to the table `set_aside`. Default: false, and an unreadable row is a
   * `DataFolderError` that names it.
   */
  readonly setAside?: boolean | undefined
}

/** The emulator with threads and processes for long tasks. */
const application = ({ data, setAside, ...options }: ServeOptions) => {
  const { maxMemory = Math.floor(totalmem() / 2) } = options
  return served(
    { ...options, maxMemory },
    data === undefined ? Store.layer : layerSqlite(data, { setAside }),
  ).pipe(Layer.provide(layerWorkers(maxMemory)))
}

/**
 * Serves an emulator until the layer's scope closes. The base URL is `http://<host>:<port>/v0.4`; the `HttpServer` in
 * the output has the port. Fails with `DataFolderError` if `data` cannot be used, and with `ConfigurationError` if an
 * option is out of range.
 *
 * **Example** (Until Ctrl-C)
 *
 * ```ts
 * runMain(Layer.launch(serve({ port: 8080, data: "jobs" })))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const serve = (
  options: ServeOptions = {},
): Layer.Layer<HttpServer.HttpServer, HttpServerError.ServeError | DataFolderError | ConfigurationError> =>
  onPort(application(options), options, {
    isApi,
    bodyBytes: limits.bodyBytes,
    own: { apiKeys: options.apiKeys },
  })
