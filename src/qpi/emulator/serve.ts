/**
 * Serves the emulator of QPI on a local port.
 *
 * @since 0.2.0
 */
import type { Layer } from "effect"
import type { HttpServer, HttpServerError } from "effect/http"
import { onPort, type PortOptions } from "../../emulator/onPort.ts"
import type { ConfigurationError } from "../../errors/call.ts"
import { application } from "./Emulator.ts"
import type { Options } from "./model/Options.ts"

/**
 * Options of the server.
 *
 * @category options
 * @since 0.2.0
 */
export interface ServeOptions extends Options, PortOptions {}

/**
 * Serves an emulator until the layer's scope closes, at `http://<host>:<port>`. The `HttpServer` in the output has the
 * port. Fails with a `ServeError` if the port is not available, and with a `ConfigurationError` if it is out of range.
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
  onPort(application(options), options, {
    isApi: (url) => /^\/api(\/|\?|$)/.test(url),
    bodyBytes: 32 * 2 ** 20,
    own: { users: options.users, superusers: options.superusers },
  })
