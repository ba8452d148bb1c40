import { Cause, Clock, Context, Effect, Layer, References, Scope, Stream, Tracer } from "effect"
import {
  HttpBody,
  HttpClient,
  HttpClientError,
  type HttpClientRequest,
  HttpServerError,
  HttpServerRequest,
  HttpServerResponse,
} from "effect/http"
import { Broken } from "./model/faults.ts"

/** The application that a router builds. */
type App = Effect.Effect<
  HttpServerResponse.HttpServerResponse,
  unknown,
  Scope.Scope | HttpServerRequest.HttpServerRequest
>

/**
 * An `HttpClient` that calls a router in memory. The router is built in isolation, because a server that runs the
 * program has its own router and request.
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
          Effect.map((response) => HttpServerResponse.toClientResponse(untraced(response), { request })),
          Effect.provideService(
            HttpServerRequest.HttpServerRequest,
            HttpServerRequest.fromClientRequest(request),
          ),
          Effect.scoped,
          Effect.updateContext(withoutSpan),
        ),
      ),
    ),
  )

/** Disables tracing, because a server must not add to the spans of its clients. */
const withoutSpan = (context: Context.Context<never>): Context.Context<never> =>
  Context.add(Context.omit(Tracer.ParentSpan)(context), References.TracerEnabled, false)

/** Disables tracing also in a streamed body, which is created while the client reads it. */
const untraced = (response: HttpServerResponse.HttpServerResponse): HttpServerResponse.HttpServerResponse => {
  const { body } = response
  if (body._tag !== "Stream") return response
  const { contentLength, contentType, stream } = body
  return HttpServerResponse.setBody(
    response,
    HttpBody.stream(Stream.updateContext(stream, withoutSpan), contentType, contentLength),
  )
}

/** The services that the server's own fibers need: the scope that they end with, and the clock. */
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
