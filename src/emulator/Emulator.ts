/**
 * IonQ's API without IonQ: answers the whole contract, moves jobs along on the `Clock` and really simulates them.
 *
 * For tests, examples and a first look. It needs no key and no network.
 *
 * @since 0.1.0
 */
import { Cause, Context, Effect, Layer, Scope } from "effect"
import {
  HttpClient,
  HttpClientError,
  type HttpClientRequest,
  HttpRouter,
  HttpServer,
  HttpServerError,
  HttpServerRequest,
  HttpServerResponse,
} from "effect/http"
import type { ConfigurationError } from "../IonQError.ts"
import { layer as layerServices, type Services } from "../Layer.ts"
import { Broken } from "./model/faults.ts"
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
export {
  defaultApiKey,
  type Generation,
  type JobTimes,
  type Limits,
  type Options,
  type Scripted,
  type Timing,
}

const inMemory = (options: Options) =>
  Layer.provide(application(options, Store.layer), HttpServer.layerServices)

/** Built as if nothing were around it: a server that runs this program has a router and a request of its own. */
const ownRoutes = (options: Options) =>
  Effect.updateContext(HttpRouter.toHttpEffect(inMemory(options)), (around: Context.Context<Scope.Scope>) =>
    Context.pick(Scope.Scope)(around),
  )

/**
 * An `HttpClient` that answers in memory, whatever the host. No socket is opened.
 *
 * **Details**
 *
 * Each build of the layer is an emulator of its own, with no jobs. Job times follow the `Clock` of each request, so
 * `TestClock` drives them; ids follow `Random`, so a seed decides them.
 *
 * Fails with a `ConfigurationError` for an option out of range.
 *
 * **Example** (A client of one's own over the emulator)
 *
 * ```ts
 * const client = IonQClient.layer({ apiKey: Emulator.defaultApiKey }).pipe(Layer.provide(Emulator.layer({ timing: "instant" })))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options = {}): Layer.Layer<HttpClient.HttpClient, ConfigurationError> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(ownRoutes(options), (app) =>
      HttpClient.make((request) =>
        app.pipe(
          Effect.catchCause((cause) =>
            isBroken(cause)
              ? Effect.fail(lost(request))
              : Effect.map(HttpServerError.causeResponse(cause), ([response]) => response),
          ),
          Effect.map((response) => HttpServerResponse.toClientResponse(response, { request })),
          Effect.provideService(
            HttpServerRequest.HttpServerRequest,
            HttpServerRequest.fromClientRequest(request),
          ),
          Effect.scoped,
        ),
      ),
    ),
  )

const isBroken = (cause: Cause.Cause<unknown>): boolean =>
  cause.reasons.some((reason) => Cause.isDieReason(reason) && reason.defect instanceof Broken)

const lost = (request: HttpClientRequest.HttpClientRequest) =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({
      request,
      cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
    }),
  })

/**
 * All services of the SDK over an emulator in memory. Fails with a `ConfigurationError` for an option out of range.
 *
 * **Example** (A program that needs nothing)
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
