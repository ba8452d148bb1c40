import { Clock, Context, Duration, Effect, Option, Schema } from "effect"
import {
  HttpClient,
  type HttpClientError,
  HttpClientRequest,
  type HttpClientResponse,
  HttpTraceContext,
} from "effect/http"
import { HttpApi, HttpApiClient, type HttpApiEndpoint } from "effect/http-api"
import { CallOptions, ResponseObserver } from "../CallOptions.ts"
import { Idempotent, IonQApi } from "../IonQApi.ts"
import {
  type CallError,
  DecodeError,
  InvalidRequestError,
  type StatusError,
  TimeoutError,
} from "../IonQError.ts"
import {
  type Answer,
  answerOf,
  connectionError,
  factsOf,
  requestIdOf,
  type Scrub,
  statusError,
} from "./failure.ts"
import { invalidRequest } from "./invalid.ts"
import { backoff } from "./retry.ts"

/** What the methods share. `httpClient` already adds the key. */
export interface Setup {
  readonly httpClient: HttpClient.HttpClient
  readonly baseUrl: string
  readonly timeout: Duration.Input
  readonly retries: number
  readonly scrub: Scrub
}

type Failure = CallError | StatusError
type Send = (
  request: object,
) => Effect.Effect<
  HttpClientResponse.HttpClientResponse,
  HttpClientError.HttpClientError | Schema.SchemaError
>

/** One method for each endpoint of the contract, by group and endpoint identifier. */
export const derive = Effect.fnUntraced(function* (setup: Setup) {
  const senders = yield* HttpApiClient.makeWith(IonQApi, {
    baseUrl: setup.baseUrl,
    httpClient: HttpClient.mapRequestInputEffect(setup.httpClient, withCallHeaders),
  })
  // The generated methods are generic in their request; here they are called with what the typed facade let through.
  const sendersByName = senders as unknown as Record<string, Record<string, Send>>
  const methods: Record<string, Record<string, (request?: object) => Effect.Effect<unknown, Failure>>> = {}
  HttpApi.reflect(IonQApi, {
    onGroup: ({ group }) => {
      methods[group.identifier] = {}
    },
    onEndpoint: ({ group, endpoint, errors, successes }) => {
      const send = sendersByName[group.identifier]?.[endpoint.identifier]
      const success = [...successes.values()].flat()[0]
      const byName = methods[group.identifier]
      if (send === undefined || success === undefined || byName === undefined) return
      byName[endpoint.identifier] = method(setup, endpoint, send, new Set(errors.keys()), success)
    },
  })
  return methods
})

/** The headers of {@link CallOptions}, and those by which a trace goes on at the server. */
const withCallHeaders = Effect.fnUntraced(function* (request: HttpClientRequest.HttpClientRequest) {
  const { headers = {} } = yield* CallOptions
  const span = (yield* HttpClient.TracerPropagationEnabled)
    ? yield* Effect.option(Effect.currentSpan)
    : Option.none()
  return HttpClientRequest.setHeaders(request, {
    ...(Option.isSome(span) ? HttpTraceContext.toHeaders(span.value) : {}),
    ...headers,
  })
})

const method = (
  setup: Setup,
  endpoint: HttpApiEndpoint.Top,
  send: Send,
  declared: ReadonlySet<number>,
  success: Schema.Top,
) => {
  const idempotent = Context.get(endpoint.annotations, Idempotent) ?? endpoint.method !== "POST"
  const decode = decoder(success)

  const attempt = Effect.fnUntraced(
    function* (request: object): Effect.fn.Return<Answer, Failure> {
      const options = yield* CallOptions
      const observe = yield* ResponseObserver
      const timeout = Duration.fromInputUnsafe(options.timeout ?? setup.timeout)
      const answer = yield* send({ ...request, responseMode: "response-only" }).pipe(
        // The body is read inside the attempt: an unread one would hold its connection for good.
        Effect.flatMap((response) =>
          Effect.map(response.text, (text) => answerOf(response, text, setup.scrub)),
        ),
        // The span of the attempt is ours, below: the transport's would hold the request, and with it the key.
        Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
        Effect.mapError((error) =>
          Schema.isSchemaError(error) ? invalidRequest(error) : transportError(error, setup.scrub),
        ),
        Effect.timeoutOrElse({
          duration: timeout,
          orElse: () =>
            Effect.fail(
              new TimeoutError({
                message: `No whole answer within ${Duration.format(timeout)}`,
                method: endpoint.method,
                url: `${setup.baseUrl}${endpoint.path}`,
                timeoutMillis: Duration.toMillis(timeout),
              }),
            ),
        }),
      )
      const { method, url, status, headers } = answer
      yield* Effect.annotateCurrentSpan({ "http.response.status_code": status, "url.full": url })
      observe({ method, url, status, headers, requestId: requestIdOf(headers) })
      if (status >= 200 && status < 300) return answer
      return yield* Effect.fail(statusError(answer, declared, yield* Clock.currentTimeMillis))
    },
    Effect.withSpan(`http.client ${endpoint.method}`, {
      kind: "client",
      attributes: { "http.request.method": endpoint.method, "url.template": endpoint.path },
    }),
  )

  return (request: object = {}): Effect.Effect<unknown, Failure> =>
    Effect.flatMap(CallOptions, (options) =>
      attempt(fill(endpoint, request)).pipe(
        Effect.retry({
          schedule: backoff,
          times: options.retries ?? setup.retries,
          while: (error) => mayRetry(error, idempotent),
        }),
        Effect.flatMap((answer) =>
          Effect.mapError(
            decode(answer.text),
            (words) =>
              new DecodeError({
                ...factsOf(answer),
                message: `The answer is not what was promised: ${words}`,
              }),
          ),
        ),
      ),
    )
}

/** Whether asking again is safe, and may help. */
const mayRetry = (error: Failure, idempotent: boolean): boolean => {
  if (error._tag === "RateLimitError") return true
  if (error._tag === "ConnectionError" && error.sent === "no") return true
  return idempotent && error.isRetryable
}

/** A query that has only optional parts may be left out of a call, but not out of the encoding. */
const fill = (endpoint: HttpApiEndpoint.Top, request: object): object =>
  endpoint.query === undefined || "query" in request ? request : { ...request, query: {} }

/** From the text of an answer to its value; fails with words for people. */
const decoder = (success: Schema.Top) => {
  // No schema of the contract needs a service to decode.
  const codec = Schema.toCodecJson(success) as unknown as Schema.Codec<unknown>
  const decode = Schema.decodeUnknownEffect(codec)
  return (text: string): Effect.Effect<unknown, string> =>
    Effect.try({ try: (): unknown => JSON.parse(text), catch: () => "not JSON, or cut" }).pipe(
      Effect.flatMap((json) => Effect.mapError(decode(json), (error) => error.message)),
    )
}

const transportError = (error: HttpClientError.HttpClientError, scrub: Scrub): Failure =>
  error.reason._tag === "EncodeError" || error.reason._tag === "InvalidUrlError"
    ? new InvalidRequestError({ field: "url", message: scrub(error.message) })
    : connectionError(error, scrub)
