/**
 * Serves the emulator on a local port, for other programs and other languages.
 *
 * @since 0.1.0
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import { Effect, Layer } from "effect"
import { HttpRouter, type HttpServer, type HttpServerError } from "effect/http"
import { createServer } from "node:http"
import { BreakConnection } from "./model/faults.ts"
import type { Options } from "./model/Options.ts"
import { asSetting, count } from "../client/ranges.ts"
import type { ConfigurationError } from "../IonQError.ts"
import { DataFolderError } from "./model/DataFolderError.ts"
import { served } from "./served.ts"
import { layerSqlite } from "./model/SqliteStore.ts"
import { Store } from "./model/Store.ts"

export { DataFolderError }

/**
 * Options of the server.
 *
 * @category options
 * @since 0.1.0
 */
export interface ServeOptions extends Options {
  /** The port. Default: 0, any free port. */
  readonly port?: number | undefined
  /** The address. Default: 127.0.0.1, this machine only. */
  readonly host?: string | undefined
  /**
   * A folder that stores jobs, sessions and results, so that they are available after a restart, however the last run
   * ended. It is created if necessary, and only one emulator can use it at a time. Requires Node 22.13. Default:
   * nothing is stored.
   */
  readonly data?: string | undefined
}

/**
 * Serves an emulator until the layer's scope closes. The base URL is `http://<host>:<port>/v0.4`; the `HttpServer` in
 * the output knows the port. Fails with `DataFolderError` if `data` cannot be used, and with `ConfigurationError` if
 * an option is out of range.
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
  HttpRouter.serve(served(options, options.data === undefined ? Store.layer : layerSqlite(options.data)), {
    disableListenLog: true,
    disableLogger: true,
    middleware: Effect.provideService(BreakConnection, (request) =>
      Effect.suspend(() => {
        NodeHttpServerRequest.toIncomingMessage(request).socket.destroy()
        return Effect.interrupt
      }),
    ),
  }).pipe(
    Layer.provideMerge(
      Layer.unwrap(
        Effect.map(asSetting(count("port", options.port ?? 0, { max: 65_535 })), (port) =>
          NodeHttpServer.layer(createServer, { port, host: options.host ?? "127.0.0.1" }),
        ),
      ),
    ),
  )
