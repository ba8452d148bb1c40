/**
 * IonQ's API in memory. It implements the whole contract and simulates jobs, whose times follow the `Clock`. It is for
 * tests, examples and first steps, and needs neither a key nor a network.
 *
 * @since 0.1.0
 */
import { Layer } from "effect"
import { type HttpClient, HttpRouter, HttpServer } from "effect/http"
import type { ConfigurationError } from "../IonQError.ts"
import { layer as layerServices, type Services } from "../Layer.ts"
import { memoryClient } from "./memoryClient.ts"
import {
  defaultApiKey,
  type Generation,
  type JobTimes,
  type Limits,
  type Options,
  type Scripted,
  type Timing,
} from "./model/Options.ts"
import { application } from "./routes.ts"
import { Store } from "./model/Store.ts"

export * as Fault from "./model/Fault.ts"
export { inTime } from "./inTime.ts"
export {
  defaultApiKey,
  type Generation,
  type JobTimes,
  type Limits,
  type Options,
  type Scripted,
  type Timing,
}

/**
 * An `HttpClient` that responds in memory, for any host. It opens no socket.
 *
 * **Details**
 *
 * Each build of the layer is a separate emulator without jobs. Job times follow the `Clock` of each request, so
 * `TestClock` drives them. Ids come from `Random`, so a seed determines them.
 *
 * Fails with a `ConfigurationError` for an option out of range.
 *
 * **Example** (A custom client over the emulator)
 *
 * ```ts
 * const client = IonQClient.layer({ apiKey: Emulator.defaultApiKey }).pipe(Layer.provide(Emulator.layer({ timing: "instant" })))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options = {}): Layer.Layer<HttpClient.HttpClient, ConfigurationError> =>
  memoryClient(
    HttpRouter.toHttpEffect(Layer.provide(application(options, Store.layer), HttpServer.layerServices)),
  )

/**
 * All services of the SDK over an emulator in memory. Fails with a `ConfigurationError` for an option out of range.
 *
 * **Example** (A program without dependencies)
 *
 * ```ts
 * program.pipe(Effect.provide(Emulator.layerIonQ()), Effect.runPromise)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerIonQ = (options: Options = {}): Layer.Layer<Services, ConfigurationError> =>
  Layer.provide(
    layerServices({ apiKey: options.apiKeys?.[0] ?? defaultApiKey, baseUrl: "http://localhost/v0.4" }),
    layer(options),
  )
