/**
 * Serves the emulator of QPI on a local port.
 *
 * @since 0.2.0
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import { Effect, Layer } from "effect"
import { HttpRouter, type HttpServer, type HttpServerError } from "effect/http"
import { createServer } from "node:http"
import { asSetting, count } from "../../client/ranges.ts"
import { BreakConnection } from "../../emulator/model/faults.ts"
import type { ConfigurationError } from "../../errors/call.ts"
import { application } from "./Emulator.ts"
import type { Options } from "./model/Options.ts"

/**
 * Options of the server.
 *
 * @category options
 * @since 0.2.0
 */
export interface ServeOptions extends Options {
  /** The port. Default: 0, any free port. */
  readonly port?: number | undefined
  /** The address. Default: 127.0.0.1, this machine only. */
  readonly host?: string | undefined
}

/**
 * Serves an emulator until the layer's scope closes, at `http://<host>:<port>`. The `HttpServer` in the output knows the port.
 * Fails with a `ServeError` if the port cannot be listened on, and with a `ConfigurationError` if it is out of range.
 *
 * **Example** (Until Ctrl-C)
 *
 * ```ts
 * import { serve } from "effect-ionq/qpi/emulator/serve"
 *
 * runMain(Layer.launch(serve({ port: 8090 })))
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const serve = (
  options: ServeOptions = {},
): Layer.Layer<HttpServer.HttpServer, HttpServerError.ServeError | ConfigurationError> =>
  HttpRouter.serve(application(options), {
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
