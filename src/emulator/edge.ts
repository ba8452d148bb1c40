import { Cause, Effect, Layer } from "effect"
import {
  HttpMiddleware,
  HttpRouter,
  HttpServerError,
  HttpServerRequest,
  HttpServerResponse,
} from "effect/http"
import { nextUuid } from "./ids.ts"
import { noSuchPath } from "./refusals.ts"

const cors = HttpMiddleware.cors({ exposedHeaders: ["x-request-id", "retry-after"], maxAge: 600 })

const isApi = ({ url }: HttpServerRequest.HttpServerRequest): boolean =>
  /^(https?:\/\/[^/]*)?\/v0\.4(\/|\?|$)/.test(url)

/** Each answer of the API has an id, and a page of any origin may read it: the key is what lets in. */
const headers = HttpRouter.middleware(
  (httpEffect) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
      isApi(request)
        ? cors(
            Effect.zipWith(httpEffect, nextUuid, (response, id) =>
              HttpServerResponse.setHeader(response, "x-request-id", id),
            ),
          )
        : httpEffect,
    ),
  { global: true },
)

const isMissing = (cause: Cause.Cause<unknown>): boolean => {
  const error = Cause.squash(cause)
  return HttpServerError.isHttpServerError(error) && error.reason._tag === "RouteNotFound"
}

/** A path that there is not, or a method that a path does not take: IonQ's body under 404. */
const unknownPaths = HttpRouter.middleware(
  (httpEffect) =>
    Effect.catchCauseIf(httpEffect, isMissing, () =>
      Effect.succeed(HttpServerResponse.jsonUnsafe(noSuchPath, { status: 404 })),
    ),
  { global: true },
)

/** What stands before every route. */
export const edge = Layer.mergeAll(headers, unknownPaths)
