import { Cause, Clock, Context, Effect, Layer, Scope } from "effect"
import {
  HttpClient,
  HttpClientError,
  type HttpClientRequest,
  HttpServerError,
  HttpServerRequest,
  HttpServerResponse,
} from "effect/http"
import { Broken } from "./model/faults.ts"

/** What a router makes of a request. */
type App = Effect.Effect<
  HttpServerResponse.HttpServerResponse,
  unknown,
  Scope.Scope | HttpServerRequest.HttpServerRequest
>

/**
 * An `HttpClient` that a router answers, in memory. The router is built as if nothing were around it: a server that runs the
 * program has a router and a request of its own.
 */
export const memoryClient = <E>(
  router: Effect.Effect<App, E, Scope.Scope>,
): Layer.Layer<HttpClient.HttpClient, E> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(Effect.updateContext(router, alone), (app) =>
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

/** What fibers of the server's own need of the context: the scope that they end with, and the clock. */
const alone = (around: Context.Context<Scope.Scope>): Context.Context<Scope.Scope> =>
  Context.add(Context.pick(Scope.Scope)(around), Clock.Clock, Context.get(around, Clock.Clock))

const isBroken = (cause: Cause.Cause<unknown>): boolean =>
  cause.reasons.some((reason) => Cause.isDieReason(reason) && reason.defect instanceof Broken)

const lost = (request: HttpClientRequest.HttpClientRequest) =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({
      request,
      cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
    }),
  })
