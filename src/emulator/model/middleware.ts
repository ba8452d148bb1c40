import { Cause, Effect, Layer, Predicate } from "effect"
import {
  HttpMiddleware,
  HttpRouter,
  HttpServerError,
  HttpServerRequest,
  HttpServerResponse,
} from "effect/http"
import { Broken } from "./faults.ts"
import { nextUuid } from "./ids.ts"
import { noSuchPath } from "./errorResponses.ts"
import { serverNow } from "./serverClock.ts"

const cors = HttpMiddleware.cors({ exposedHeaders: ["x-request-id", "retry-after"], maxAge: 600 })

/** Whether the URL of a request, as it was sent, belongs to the API. */
export const isApi = (url: string): boolean => /^(https?:\/\/[^/]*)?\/v0\.4(\/|\?|$)/.test(url)

/** Adds the `Date` header, unless a fault has set another date. */
const withDate = (response: HttpServerResponse.HttpServerResponse, now: number) =>
  "date" in response.headers
    ? response
    : HttpServerResponse.setHeader(response, "date", new Date(now).toUTCString())

/**
 * Adds an id, a date and CORS headers to each response of the API. Pages of any origin may read the responses, because
 * the key controls access.
 */
const headers = HttpRouter.middleware(
  (httpEffect) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
      isApi(request.url)
        ? cors(
            Effect.gen(function* () {
              const response = yield* httpEffect
              const dated = withDate(response, yield* serverNow)
              return HttpServerResponse.setHeader(dated, "x-request-id", yield* nextUuid)
            }),
          )
        : httpEffect,
    ),
  { global: true },
)

const isMissing = (cause: Cause.Cause<unknown>): boolean => {
  const error = Cause.squash(cause)
  return HttpServerError.isHttpServerError(error) && error.reason._tag === "RouteNotFound"
}

/** Responds to an unknown path or method with 404 and IonQ's body. */
const unknownPaths = HttpRouter.middleware(
  (httpEffect) =>
    Effect.catchCauseIf(httpEffect, isMissing, () =>
      Effect.succeed(HttpServerResponse.jsonUnsafe(noSuchPath, { status: 404 })),
    ),
  { global: true },
)

/** SQLite's error codes for a full disk and for a disk that cannot be written. */
const isFull = (error: unknown): boolean =>
  Predicate.hasProperty(error, "errcode") && (error.errcode === 13 || error.errcode === 778)

/** Logs a failure of the emulator and responds with 500, or with 507 if the disk is full. */
const failures = HttpRouter.middleware(
  (httpEffect) =>
    Effect.catchDefect(httpEffect, (error) => {
      if (HttpServerError.isHttpServerError(error) || error instanceof Broken) return Effect.die(error)
      const [statusCode, title] = isFull(error)
        ? [507, "Insufficient Storage"]
        : [500, "Internal Server Error"]
      const message = isFull(error)
        ? "The emulator's disk is full: nothing of this request was stored."
        : "The emulator failed."
      return Effect.as(
        Effect.logError("A request failed in the emulator", error),
        HttpServerResponse.jsonUnsafe({ error: title, message, statusCode }, { status: statusCode }),
      )
    }),
  { global: true },
)

/** The middleware of every route. */
export const edge = Layer.mergeAll(headers, unknownPaths, failures)
