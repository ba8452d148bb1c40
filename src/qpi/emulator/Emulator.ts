/**
 * QPI in memory. It implements the whole contract and runs jobs on this package's simulator, at times that follow the
 * `Clock`.
 *
 * **Details**
 *
 * It also has the server's peculiarities. The routes return the payload instead of the results, an API token gets
 * empty lists, and a canceled job may complete. With `oddities`, a job that has ended may run again.
 *
 * @since 0.2.0
 */
import { Layer } from "effect"
import { type HttpClient, HttpRouter } from "effect/http"
import { memoryClient } from "../../emulator/memoryClient.ts"
import { Faults, faultRoutes } from "../../emulator/model/faults.ts"
import type { ConfigurationError } from "../../errors/call.ts"
import { type Credentials, userPassword } from "../Credentials.ts"
import { layerAny, type Services } from "../Layer.ts"
import { defaultUser, type Options } from "./model/Options.ts"
import { route } from "./routes.ts"

export * as Fault from "../../emulator/model/Fault.ts"
export {
  defaultApiToken,
  defaultQpu,
  defaultSuperuser,
  defaultUser,
  type EmulatedQpu,
  type EmulatedUser,
  type Oddities,
  type Options,
  type Times,
} from "./model/Options.ts"

/** @internal */
export const application = (options: Options) =>
  Layer.merge(route(options), faultRoutes).pipe(Layer.provide(Faults.layer(options.faults ?? {})))

/**
 * An `HttpClient` that responds in memory, for any host. It opens no socket.
 *
 * **Details**
 *
 * Each build of the layer is a separate emulator. Times follow the `Clock`, so `TestClock` drives them. `seed`
 * determines ids, tokens and random results.
 *
 * **Example** (The transport alone)
 *
 * ```ts
 * const transport = QpiEmulator.layer({ seed: 7 })
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer = (options: Options = {}): Layer.Layer<HttpClient.HttpClient> =>
  memoryClient(HttpRouter.toHttpEffect(application(options)))

/**
 * All services of QPI over an emulator in memory, as its first user or with the given credentials.
 *
 * **Example** (A program without dependencies)
 *
 * ```ts
 * program.pipe(Effect.provide(QpiEmulator.layerQpi()), Effect.runPromise)
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerQpi = ({
  credentials,
  ...options
}: Options & { readonly credentials?: Credentials | undefined } = {}): Layer.Layer<
  Services,
  ConfigurationError
> => {
  const user = options.users?.[0] ?? defaultUser
  return Layer.provide(
    layerAny({
      url: "http://localhost",
      credentials: credentials ?? userPassword(user.email, user.password),
      collections: options.collections,
    }),
    layer(options),
  )
}
