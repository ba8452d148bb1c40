import { Clock, Context, Duration, Effect, Result, Stream, Tracer } from "effect"
import { HttpClient, HttpClientError, HttpClientRequest, type HttpClientResponse } from "effect/http"
import { CallOptions, type ResponseHead, ResponseObserver } from "../CallOptions.ts"
import type { Content } from "../Content.ts"
import { type ConnectionError, HookError, InvalidRequestError, RequestTimeoutError } from "../errors/call.ts"
import { type Answer, bodyOf, connectionError, errorResponse, headOf } from "./failure.ts"
import { runHook } from "./hooks.ts"
import { attributesOf, countRetry, observeEnd, type Sight } from "./attemptSpan.ts"
import { SentBefore } from "./sendOnce.ts"
import type { Endpoint, Tagged } from "./platform.ts"
import { prepare } from "./addHeaders.ts"
import { isRedirect, redirectError } from "./refuseRedirects.ts"
import { type Scrub, type Secrets, secretsInHeaders, withMore } from "./secrets.ts"
import type { Failure, Setup } from "./ClientSetup.ts"
import { shownUrl } from "./shownUrl.ts"
import { steadyMillisUnsafe } from "./steadyClock.ts"
import { timeLimit } from "./timeLimit.ts"

/** A request to an endpoint, and its secrets. */
export interface Call {
  readonly endpoint: Endpoint
  readonly request: HttpClientRequest.HttpClientRequest
  readonly secrets: Secrets
}

/** How a successful response is read, within the attempt. */
export type Read<A> = (
  response: HttpClientResponse.HttpClientResponse,
  head: ResponseHead,
  scrub: Scrub,
  timeout: Duration.Duration,
) => Effect.Effect<A, HttpClientError.HttpClientError>

/** Reads the response to its end, because an unread one would hold its connection forever. */
export const readAnswer: Read<Answer> = (response, head, scrub) =>
  Effect.map(response.text, (text) => ({ ...head, text: scrub(text), scrub }))

/** Leaves the response to the caller, who reads it as a stream. The time limit then applies to each chunk. */
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

const always = (): boolean => true

/**
 * Sends the request once, in its own span. The span of the transport is turned off, because it would contain the
 * credentials.
 */
export const attempt = <A, D extends Tagged, C extends Tagged>(
  setup: Setup<D, C>,
  call: Call,
  read: Read<A>,
  waits: boolean,
): Effect.Effect<A, Failure<D, C>> => {
  const { endpoint } = call
  const name = `${endpoint.method} ${endpoint.path}`
  let made = 0
  return Effect.withFiber(({ context: outer }) => {
    const resends = Context.get(outer, SentBefore) + made++
    if (resends > 0) countRetry(setup, endpoint, outer)
    const clock = Context.get(outer, Clock.Clock)
    const attributes = attributesOf(setup, endpoint, resends)
    return Effect.useSpan(name, { kind: "client", attributes }, (span) => {
      const sight: Sight = { span, startedAt: undefined, status: undefined }
      const sent = send(setup, call, read, sight)
      return Effect.updateContext(
        Effect.onExitPrimitive(waits ? Effect.andThen(setup.turn, sent) : sent, (exit) => {
          observeEnd(setup, endpoint, sight, exit, clock, outer)
          return undefined
        }),
        (context: Context.Context<never>) =>
          Context.add(Context.add(context, Tracer.ParentSpan, span), HttpClient.TracerDisabledWhen, always),
      )
    })
  })
}

const send = <A, D extends Tagged, C extends Tagged>(
  setup: Setup<D, C>,
  { endpoint, request, secrets }: Call,
  read: Read<A>,
  sight: Sight,
): Effect.Effect<A, Failure<D, C>> =>
  Effect.withFiber(({ context }) => {
    const { span } = sight
    const options = Context.get(context, CallOptions)
    const timeout = Duration.fromInputUnsafe(options.timeout ?? setup.timeout)
    const isTraced = Context.get(context, HttpClient.TracerPropagationEnabled)
    const prepared = prepare(setup, request, secrets, options, isTraced ? span : undefined)
    span.attribute("url.full", shownUrl(prepared.url))
    sight.startedAt = steadyMillisUnsafe(Context.get(context, Clock.Clock))
    const sending = Effect.flatMap(setup.credentials.headers(endpoint), (own) =>
      setup.transport.execute(HttpClientRequest.setHeaders(prepared.request, { ...own, ...setup.agent })),
    )
    const hooked =
      setup.onRequest === undefined ? sending : Effect.andThen(prepared.hook(setup.onRequest), sending)
    const whole = hooked.pipe(
      Effect.flatMap((response) => {
        const { scrub } = secretsOfRequest(secrets, response.request)
        const head = headOf(response, scrub)
        Context.get(context, ResponseObserver)(head)
        sight.status = head.status
        span.attribute("http.response.status_code", head.status)
        span.attribute("url.full", shownUrl(head.url))
        return setup.onResponse === undefined
          ? receive(setup, endpoint, response, head, read, scrub, timeout)
          : Effect.andThen(
              runResponseHook(setup, response, head, scrub),
              receive(setup, endpoint, response, head, read, scrub, timeout),
            )
      }),
      Effect.mapError((error): Failure<D, C> =>
        HttpClientError.isHttpClientError(error) ? transportError(error, secrets) : error,
      ),
    )
    return timeLimit(whole, timeout, () => timeoutError(endpoint.method, prepared.url, timeout))
  })

/**
 * Calls `onResponse`. If the hook fails, the body is read before the call fails, because it may contain the id of an
 * accepted job.
 */
const runResponseHook = Effect.fnUntraced(function* <D extends Tagged, C extends Tagged>(
  setup: Setup<D, C>,
  response: HttpClientResponse.HttpClientResponse,
  head: ResponseHead,
  scrub: Scrub,
): Effect.fn.Return<void, HookError> {
  const { method, url, status, requestId } = head
  const facts = { method, url, status, ...(requestId === undefined ? {} : { requestId }) }
  const told = yield* Effect.result(runHook(setup, "onResponse", setup.onResponse, head, facts))
  if (Result.isSuccess(told)) return
  const text = yield* Effect.orElseSucceed(response.text, () => "")
  const { hook, message, processed } = told.failure
  return yield* new HookError({ hook, message, processed, ...facts, ...bodyOf(scrub(text)) })
})

/**
 * Turns a response into its value or its error. Observers and hooks have already received the head, so that they are
 * called once for every response, even if its body never arrives.
 */
const receive = <A, D extends Tagged, C extends Tagged>(
  { platform }: Setup<D, C>,
  { declared }: Endpoint,
  response: HttpClientResponse.HttpClientResponse,
  head: ResponseHead,
  read: Read<A>,
  scrub: Scrub,
  timeout: Duration.Duration,
): Effect.Effect<A, Failure<D, C> | HttpClientError.HttpClientError> => {
  const { status } = head
  if (isRedirect(response)) {
    return Effect.flatMap(
      Effect.orElseSucceed(response.text, () => ""),
      (text) => Effect.fail(redirectError({ ...head, text: scrub(text), scrub })),
    )
  }
  if (status >= 200 && status < 300) return read(response, head, scrub, timeout)
  return Effect.flatMap(readAnswer(response, head, scrub, timeout), (answer) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const refusal = errorResponse(answer, now)
      return Effect.fail(
        declared.has(status) ? platform.declaredError(refusal) : platform.otherError(refusal),
      )
    }),
  )
}

/** The secrets of the request that was sent, including the headers that the transport added. */
const secretsOfRequest = (secrets: Secrets, { headers }: HttpClientRequest.HttpClientRequest): Secrets =>
  withMore(secrets, secretsInHeaders(headers))

const transportError = (
  error: HttpClientError.HttpClientError,
  secrets: Secrets,
): InvalidRequestError | ConnectionError => {
  const { scrub } = secretsOfRequest(secrets, error.request)
  return error.reason._tag === "EncodeError" || error.reason._tag === "InvalidUrlError"
    ? new InvalidRequestError({ field: "url", message: scrub(error.message) })
    : connectionError(error, scrub)
}
