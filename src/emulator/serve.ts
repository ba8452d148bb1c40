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
import { BreakConnection } from "./faults.ts"
import type { Options } from "./Options.ts"
import { application } from "./routes.ts"
import { Store } from "./Store.ts"

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
}

/**
 * Serves an emulator until the layer's scope closes. The base URL is `http://<host>:<port>/v0.4`; the `HttpServer` in
 * the output knows the port.
 *
 * @category layers
 * @since 0.1.0
 */
export const serve = (
  options: ServeOptions = {},
): Layer.Layer<HttpServer.HttpServer, HttpServerError.ServeError> =>
  HttpRouter.serve(application(options, Store.layer), {
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
      NodeHttpServer.layer(createServer, { port: options.port ?? 0, host: options.host ?? "127.0.0.1" }),
    ),
  )
