/**
 * The emulator on a real port of this machine, for other programs and other languages.
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
 * Where to listen.
 *
 * @category options
 * @since 0.1.0
 */
export interface ServeOptions extends Options {
  /** Default: 0, any free port. */
  readonly port?: number | undefined
  /** Default: 127.0.0.1, this machine only. */
  readonly host?: string | undefined
  /**
   * A folder that keeps jobs, sessions and results, so that they are there after a restart, whatever ended the last run.
   * It is made if it is not there, and one emulator has it at a time. Needs Node 22.13. Default: nothing is kept.
   */
  readonly data?: string | undefined
}

/**
 * Serves an emulator until the layer's scope closes. The base URL is `http://<host>:<port>/v0.4`; the `HttpServer` in
 * the output knows the port. Fails with `DataFolderError` where `data` cannot be kept, and with `ConfigurationError`
 * where an option is out of range.
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
