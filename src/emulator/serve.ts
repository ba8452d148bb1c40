/**
 * Serves the emulator on a local port, for other programs and other languages.
 *
 * @since 0.1.0
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import { Effect, Layer, type Redacted } from "effect"
import { HttpRouter, type HttpServer, type HttpServerError } from "effect/http"
import { createServer } from "node:http"
import { totalmem } from "node:os"
import { BreakConnection } from "./model/faults.ts"
import type { Options } from "./model/Options.ts"
import { asSetting, count } from "../client/ranges.ts"
import { ConfigurationError } from "../IonQError.ts"
import { DataFolderError } from "./model/DataFolderError.ts"
import { guarded, isLoopback } from "./guard.ts"
import { served } from "./served.ts"
import { layerSqlite } from "./model/SqliteStore.ts"
import { Store } from "./model/Store.ts"
import { layerWorkers } from "./workers/WorkerPool.ts"

export { DataFolderError, isLoopback }

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
  /**
   * Whether a row of `data` that cannot be read is put into the table `set_aside`. Default: false, it is a `DataFolderError` that names
   * the row.
   */
  readonly setAside?: boolean | undefined
  /**
   * The names by which programs call it, in `Host` headers. Addresses, the names of this machine's loopback and `host` are always
   * known; any other is refused with 421, since a page from elsewhere could have it. Default: none besides.
   */
  readonly allowedHosts?: ReadonlyArray<string> | undefined
  /** The origins whose pages may ask it, such as `https://lab.example`. Pages of this machine always may; others get 403. Default: none. */
  readonly origins?: ReadonlyArray<string> | undefined
  /**
   * What the pages and the routes under `/emulator` ask for, as `Authorization: Bearer` or, once, as `?token=` of a page. Default: nothing;
   * it has to be given, as `apiKeys` have, where `host` is not an address of this machine alone.
   */
  readonly adminToken?: Redacted.Redacted | undefined
}

/** The emulator with threads for what takes long. */
const application = ({ data, setAside, ...options }: ServeOptions) => {
  const { maxMemory = Math.floor(totalmem() / 2) } = options
  return served(
    { ...options, maxMemory },
    data === undefined ? Store.layer : layerSqlite(data, { setAside }),
  ).pipe(Layer.provide(layerWorkers(maxMemory)))
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
): Layer.Layer<HttpServer.HttpServer, HttpServerError.ServeError | DataFolderError | ConfigurationError> => {
  const { host = "127.0.0.1", allowedHosts = [], origins = [], adminToken } = options
  const guard = guarded({ host, allowedHosts, origins, token: adminToken })
  return HttpRouter.serve(application(options), {
    disableListenLog: true,
    disableLogger: true,
    middleware: (app) =>
      Effect.provideService(guard(app), BreakConnection, (request) =>
        Effect.suspend(() => {
          NodeHttpServerRequest.toIncomingMessage(request).socket.destroy()
          return Effect.interrupt
        }),
      ),
  }).pipe(
    Layer.provideMerge(
      Layer.unwrap(
        Effect.map(
          Effect.andThen(checkReach(options), asSetting(count("port", options.port ?? 0, { max: 65_535 }))),
          (port) => NodeHttpServer.layer(createServer, { port, host }),
        ),
      ),
    ),
  )
}

/** Whoever can reach it must not be let in by a key that everybody knows, nor read its pages. */
const checkReach = ({ host = "127.0.0.1", apiKeys, adminToken }: ServeOptions) => {
  if (isLoopback(host)) return Effect.void
  const missing = apiKeys === undefined ? "apiKeys" : adminToken === undefined ? "adminToken" : undefined
  return missing === undefined
    ? Effect.void
    : Effect.fail(
        new ConfigurationError({
          setting: missing,
          message: `${missing} has to be given where the host is ${host}, which other machines can reach`,
        }),
      )
}
