import { Clock, Context, Duration, Effect, Result, Schema, Stream } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest, type HttpClientResponse } from "effect/http"
import { CallOptions, type ResponseHead, ResponseObserver } from "../CallOptions.ts"
import type { Content } from "../Content.ts"
import { invalidRequest } from "./invalid.ts"
import { backoff } from "./retry.ts"
import {
  type ConnectionError,
  HookError,
  InvalidRequestError,
  isCallFailure,
  RequestTimeoutError,
} from "../errors/call.ts"
import { TurnTaken } from "./once.ts"
import { type Answer, bodyOf, connectionError, errorResponse, headOf } from "./failure.ts"
import { runHook } from "./hooks.ts"
import { isRedirect, redirectError } from "./redirects.ts"
import { type Scrub, type Secrets, secretsInHeaders, withMore } from "./secrets.ts"
import type { Endpoint, Tagged } from "./platform.ts"
import type { Failure, Setup } from "./setup.ts"

/** A request on its way. */
export type Sending<C> = Effect.Effect<
  HttpClientResponse.HttpClientResponse,
  HttpClientError.HttpClientError | Schema.SchemaError | HookError | C
>

/** The request on its way: its endpoint, and its URL once that is known. */
export const Attempt = Context.Reference<{
  readonly endpoint: Endpoint | undefined
  url: string | undefined
}>("effect-ionq/client/Attempt", { defaultValue: () => ({ endpoint: undefined, url: undefined }) })

/** What becomes of a good response, within the attempt. */
export type Read<A> = (
  response: HttpClientResponse.HttpClientResponse,
  head: ResponseHead,
  scrub: Scrub,
  timeout: Duration.Duration,
) => Effect.Effect<A, HttpClientError.HttpClientError>

/** Reads the response to its end: an unread one would hold its connection for good. */
export const readAnswer: Read<Answer> = (response, head, scrub) =>
  Effect.map(response.text, (text) => ({ ...head, text: scrub(text), scrub }))

/** Leaves the answer to the caller, who reads it as a stream. The time limit is then that of each piece. */
export const readContent: Read<Content> = (response, { method, url, status, headers }, scrub, timeout) => {
  const mediaType = (headers["content-type"] ?? "").split(";")[0] ?? ""
  return Effect.succeed({
    url,
    status,
    mediaType: mediaType.trim().toLowerCase(),
    redact: scrub,
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
    message: `No complete response within ${Duration.format(timeout)}`,
    method,
    url,
    timeoutMillis: Duration.toMillis(timeout),
  })

/** Sends, and sends again where that is safe and may help. */
export const exchange = <A, D extends Tagged, C extends Tagged>(
  setup: Setup<D, C>,
  endpoint: Endpoint,
  sending: Sending<C>,
  read: Read<A>,
): Effect.Effect<A, Failure<D, C>> =>
  Effect.flatMap(CallOptions, (options) => {
    const once = Effect.flatMap(TurnTaken, (isTaken) =>
      Effect.andThen(isTaken ? Effect.void : setup.turn, attempt(setup, endpoint, sending, read)),
    ).pipe(
      Effect.withSpan(`http.client ${endpoint.method}`, {
        kind: "client",
        attributes: { "http.request.method": endpoint.method, "url.template": endpoint.path },
      }),
    )
    return renewing(setup, endpoint, once).pipe(
      Effect.retry({
        schedule: backoff,
        times: options.retries ?? setup.retries,
        while: (error) => mayRetry(setup, endpoint, error),
      }),
      Effect.mapError(setup.mapError),
    )
  })

/** Sends once more where the credentials were refused and there are new ones, one time in a call. */
const renewing = <A, D extends Tagged, C extends Tagged>(
  { credentials: { renew } }: Setup<D, C>,
  endpoint: Endpoint,
  once: Effect.Effect<A, Failure<D, C>>,
): Effect.Effect<A, Failure<D, C>> => {
  if (renew === undefined) return once
  let isAsked = false
  return once.pipe(
    Effect.catch((error) => {
      if (isAsked || isCallFailure(error)) return Effect.fail(error)
      isAsked = true
      return Effect.flatMap(renew(error, endpoint), (isNew) => (isNew ? once : Effect.fail(error)))
    }),
  )
}

const attempt = <A, D extends Tagged, C extends Tagged>(
  setup: Setup<D, C>,
  endpoint: Endpoint,
  sending: Sending<C>,
  read: Read<A>,
): Effect.Effect<A, Failure<D, C>> =>
  Effect.gen(function* () {
    const options = yield* CallOptions
    const timeout = Duration.fromInputUnsafe(options.timeout ?? setup.timeout)
    const current: typeof Attempt.Service = { endpoint, url: undefined }
    return yield* sending.pipe(
      Effect.flatMap((response) => receive(setup, endpoint, response, read, timeout)),
      Effect.provideService(Attempt, current),
      // The span of the attempt is ours: the transport's would hold the request, and with it the key.
      Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
      Effect.mapError((error): Failure<D, C> => {
        if (Schema.isSchemaError(error)) return invalidRequest(error)
        return HttpClientError.isHttpClientError(error) ? transportError(error, setup.secrets) : error
      }),
      Effect.timeoutOrElse({
        duration: timeout,
        orElse: () =>
          Effect.fail(
            timeoutError(endpoint.method, current.url ?? `${setup.baseUrl}${endpoint.path}`, timeout),
          ),
      }),
    )
  })

/**
 * From a response to its value or its error. Observers and hooks see the head before the body is read, so that they see every
 * response once, also one whose body never comes.
 */
const receive = Effect.fnUntraced(function* <A, D extends Tagged, C extends Tagged>(
  setup: Setup<D, C>,
  { declared }: Endpoint,
  response: HttpClientResponse.HttpClientResponse,
  read: Read<A>,
  timeout: Duration.Duration,
): Effect.fn.Return<A, Failure<D, C> | HttpClientError.HttpClientError> {
  const { scrub } = secretsOfRequest(setup.secrets, response.request)
  const head = headOf(response, scrub)
  const observe = yield* ResponseObserver
  observe(head)
  yield* Effect.annotateCurrentSpan({ "http.response.status_code": head.status, "url.full": head.url })
  const { method, url, status, requestId } = head
  const facts = { method, url, status, ...(requestId === undefined ? {} : { requestId }) }
  const told = yield* Effect.result(runHook(setup, "onResponse", setup.onResponse, head, facts))
  if (Result.isFailure(told)) {
    // The body may be all that says which job was accepted.
    const text = yield* Effect.orElseSucceed(response.text, () => "")
    const { hook, message, processed } = told.failure
    return yield* new HookError({ hook, message, processed, ...facts, ...bodyOf(scrub(text)) })
  }
  if (isRedirect(response)) {
    const text = yield* Effect.orElseSucceed(response.text, () => "")
    return yield* redirectError({ ...head, text: scrub(text), scrub })
  }
  if (status >= 200 && status < 300) return yield* read(response, head, scrub, timeout)
  const answer = yield* readAnswer(response, head, scrub, timeout)
  const refusal = errorResponse(answer, yield* Clock.currentTimeMillis)
  const { declaredError, otherError } = setup.platform
  return yield* Effect.fail(declared.has(status) ? declaredError(refusal) : otherError(refusal))
})

/** With what the transport added: its request is the one that was sent. */
const secretsOfRequest = (secrets: Secrets, { headers }: HttpClientRequest.HttpClientRequest): Secrets =>
  withMore(secrets, secretsInHeaders(headers))

/** Whether asking again is safe, and may help. */
const mayRetry = <D extends Tagged, C extends Tagged>(
  { platform, isRetryable }: Setup<D, C>,
  { idempotent }: Endpoint,
  error: Failure<D, C>,
): boolean => {
  if (!isCallFailure(error)) return platform.mayRetry(error, { idempotent, isRetryable })
  if (error._tag === "ConnectionError") return idempotent || error.sent === "no"
  return error._tag === "RequestTimeoutError" && idempotent
}

const transportError = (
  error: HttpClientError.HttpClientError,
  secrets: Secrets,
): InvalidRequestError | ConnectionError => {
  const { scrub } = secretsOfRequest(secrets, error.request)
  return error.reason._tag === "EncodeError" || error.reason._tag === "InvalidUrlError"
    ? new InvalidRequestError({ field: "url", message: scrub(error.message) })
    : connectionError(error, scrub)
}
