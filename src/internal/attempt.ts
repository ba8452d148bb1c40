import { Clock, Duration, Effect, Schema, Stream } from "effect"
import { HttpClient, type HttpClientError, type HttpClientResponse } from "effect/http"
import { CallOptions, ResponseObserver } from "../CallOptions.ts"
import { TurnTaken } from "../client/once.ts"
import type { Content } from "../Content.ts"
import { type CallError, InvalidRequestError, type StatusError, RequestTimeoutError } from "../IonQError.ts"
import { type Answer, answerOf, connectionError, headOf, type Scrub, statusError } from "./failure.ts"
import { invalidRequest } from "./invalid.ts"
import { backoff } from "./retry.ts"
import { runHook, type Setup } from "./setup.ts"

export type Failure = CallError | StatusError

/** A request on its way. */
export type Sending = Effect.Effect<
  HttpClientResponse.HttpClientResponse,
  HttpClientError.HttpClientError | Schema.SchemaError
>

/** What is known of a request before it is sent. */
export interface Endpoint {
  readonly method: string
  /** The path as the contract writes it. */
  readonly path: string
  /** The error statuses that have a class of their own here. */
  readonly declared: ReadonlySet<number>
  readonly idempotent: boolean
}

/** What becomes of a good answer, within the attempt. */
export type Read<A> = (
  response: HttpClientResponse.HttpClientResponse,
  scrub: Scrub,
  timeout: Duration.Duration,
) => Effect.Effect<A, HttpClientError.HttpClientError>

/** Reads the answer to its end: an unread one would hold its connection for good. */
export const readAnswer: Read<Answer> = (response, scrub) =>
  Effect.map(response.text, (text) => answerOf(response, text, scrub))

/** Leaves the answer to the caller, who reads it as a stream. The time limit is then that of each piece. */
export const readContent: Read<Content> = (response, scrub, timeout) => {
  const { method, url, status, headers } = headOf(response, scrub)
  const mediaType = (headers["content-type"] ?? "").split(";")[0] ?? ""
  return Effect.succeed({
    url,
    status,
    mediaType: mediaType.trim().toLowerCase(),
    stream: response.stream.pipe(
      Stream.mapError((error) => connectionError(error, scrub)),
      Stream.timeoutOrElse({
        duration: timeout,
        orElse: () => Stream.fail(timeoutError(method, url, timeout)),
      }),
    ),
  })
}

const timeoutError = (method: string, url: string, timeout: Duration.Duration): RequestTimeoutError =>
  new RequestTimeoutError({
    message: `No whole answer within ${Duration.format(timeout)}`,
    method,
    url,
    timeoutMillis: Duration.toMillis(timeout),
  })

/** Sends, and sends again where that is safe and may help. */
export const exchange = <A>(
  setup: Setup,
  endpoint: Endpoint,
  sending: Sending,
  read: Read<A>,
): Effect.Effect<A, Failure> =>
  Effect.flatMap(CallOptions, (options) =>
    Effect.flatMap(TurnTaken, (isTaken) =>
      Effect.andThen(isTaken ? Effect.void : setup.turn, attempt(setup, endpoint, sending, read)),
    ).pipe(
      Effect.withSpan(`http.client ${endpoint.method}`, {
        kind: "client",
        attributes: { "http.request.method": endpoint.method, "url.template": endpoint.path },
      }),
      Effect.retry({
        schedule: backoff,
        times: options.retries ?? setup.retries,
        while: (error) => mayRetry(error, endpoint.idempotent, setup.retryable),
      }),
      Effect.mapError(setup.mapError),
    ),
  )

const attempt = <A>(
  setup: Setup,
  endpoint: Endpoint,
  sending: Sending,
  read: Read<A>,
): Effect.Effect<A, Failure> =>
  Effect.gen(function* () {
    const options = yield* CallOptions
    const observe = yield* ResponseObserver
    const timeout = Duration.fromInputUnsafe(options.timeout ?? setup.timeout)
    const seen = (response: HttpClientResponse.HttpClientResponse) => {
      const head = headOf(response, setup.scrub)
      observe(head)
      return Effect.andThen(
        Effect.annotateCurrentSpan({ "http.response.status_code": head.status, "url.full": head.url }),
        runHook(setup, setup.onResponse, head),
      )
    }
    return yield* sending.pipe(
      Effect.flatMap((response): Effect.Effect<A, Failure | HttpClientError.HttpClientError> =>
        response.status >= 200 && response.status < 300
          ? Effect.tap(read(response, setup.scrub, timeout), () => seen(response))
          : Effect.flatMap(response.text, (text) => Effect.andThen(seen(response), refuse(response, text))),
      ),
      // The span of the attempt is ours: the transport's would hold the request, and with it the key.
      Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
      Effect.mapError((error) => {
        if (Schema.isSchemaError(error)) return invalidRequest(error)
        return error._tag === "HttpClientError" ? transportError(error, setup.scrub) : error
      }),
      Effect.timeoutOrElse({
        duration: timeout,
        orElse: () => Effect.fail(timeoutError(endpoint.method, `${setup.baseUrl}${endpoint.path}`, timeout)),
      }),
    )

    function refuse(response: HttpClientResponse.HttpClientResponse, text: string) {
      return Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.fail(statusError(answerOf(response, text, setup.scrub), endpoint.declared, now)),
      )
    }
  })

/** Whether asking again is safe, and may help. */
const mayRetry = (error: Failure, idempotent: boolean, retryable: (status: number) => boolean): boolean => {
  if (error._tag === "ConnectionError") return idempotent || error.sent === "no"
  if (error._tag === "RequestTimeoutError") return idempotent
  return (
    "status" in error &&
    error._tag !== "DecodeError" &&
    retryable(error.status) &&
    (idempotent || error.status === 429)
  )
}

const transportError = (error: HttpClientError.HttpClientError, scrub: Scrub): Failure =>
  error.reason._tag === "EncodeError" || error.reason._tag === "InvalidUrlError"
    ? new InvalidRequestError({ field: "url", message: scrub(error.message) })
    : connectionError(error, scrub)
