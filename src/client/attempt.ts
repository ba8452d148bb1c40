import { Clock, Context, Duration, Effect, Result, Schema, Stream } from "effect"
import {
  HttpClient,
  type HttpClientError,
  type HttpClientRequest,
  type HttpClientResponse,
} from "effect/http"
import { CallOptions, type ResponseHead, ResponseObserver } from "../CallOptions.ts"
import type { Content } from "../Content.ts"
import { invalidRequest } from "./invalid.ts"
import { backoff } from "./retry.ts"
import {
  type CallError,
  HookError,
  InvalidRequestError,
  RequestTimeoutError,
  type StatusError,
} from "../IonQError.ts"
import { TurnTaken } from "./once.ts"
import { type Answer, bodyOf, connectionError, headOf, statusError } from "./failure.ts"
import { runHook } from "./hooks.ts"
import { isRedirect, redirectError } from "./redirects.ts"
import { type Scrub, type Secrets, secretsInHeaders, withMore } from "./secrets.ts"
import type { Setup } from "./setup.ts"

export type Failure = CallError | StatusError

/** A request on its way. */
export type Sending = Effect.Effect<
  HttpClientResponse.HttpClientResponse,
  HttpClientError.HttpClientError | Schema.SchemaError | HookError
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

/** The URL of the attempt in progress, once it is known. */
export const AskedUrl = Context.Reference<{ current: string | undefined }>("effect-ionq/client/AskedUrl", {
  defaultValue: () => ({ current: undefined }),
})

/** What becomes of a good response, within the attempt. */
export type Read<A> = (
  response: HttpClientResponse.HttpClientResponse,
  head: ResponseHead,
  scrub: Scrub,
  timeout: Duration.Duration,
) => Effect.Effect<A, HttpClientError.HttpClientError>

/** Reads the response to its end: an unread one would hold its connection for good. */
export const readAnswer: Read<Answer> = (response, head, scrub) =>
  Effect.map(response.text, (text) => ({ ...head, text: scrub(text) }))

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
    const timeout = Duration.fromInputUnsafe(options.timeout ?? setup.timeout)
    const asked: typeof AskedUrl.Service = { current: undefined }
    return yield* sending.pipe(
      Effect.flatMap((response) => receive(setup, endpoint, response, read, timeout)),
      Effect.provideService(AskedUrl, asked),
      // The span of the attempt is ours: the transport's would hold the request, and with it the key.
      Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
      Effect.mapError((error) => {
        if (Schema.isSchemaError(error)) return invalidRequest(error)
        return error._tag === "HttpClientError" ? transportError(error, setup.secrets) : error
      }),
      Effect.timeoutOrElse({
        duration: timeout,
        orElse: () =>
          Effect.fail(
            timeoutError(endpoint.method, asked.current ?? `${setup.baseUrl}${endpoint.path}`, timeout),
          ),
      }),
    )
  })

/**
 * From a response to its value or its error. Observers and hooks see the head before the body is read, so that they see every
 * response once, also one whose body never comes.
 */
const receive = Effect.fnUntraced(function* <A>(
  setup: Setup,
  { declared }: Endpoint,
  response: HttpClientResponse.HttpClientResponse,
  read: Read<A>,
  timeout: Duration.Duration,
): Effect.fn.Return<A, Failure | HttpClientError.HttpClientError> {
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
    return yield* redirectError({ ...head, text: scrub(text) })
  }
  if (status >= 200 && status < 300) return yield* read(response, head, scrub, timeout)
  const answer = yield* readAnswer(response, head, scrub, timeout)
  return yield* Effect.fail(statusError(answer, declared, yield* Clock.currentTimeMillis, scrub))
})

/** With what the transport added: its request is the one that was sent. */
const secretsOfRequest = (secrets: Secrets, { headers }: HttpClientRequest.HttpClientRequest): Secrets =>
  withMore(secrets, secretsInHeaders(headers))

/** Whether asking again is safe, and may help. */
const mayRetry = (error: Failure, idempotent: boolean, retryable: (status: number) => boolean): boolean => {
  if (error._tag === "HookError" || error._tag === "RedirectError") return false
  if (error._tag === "ConnectionError") return idempotent || error.sent === "no"
  if (error._tag === "RequestTimeoutError") return idempotent
  return "status" in error && retryable(error.status) && (idempotent || error.status === 429)
}

const transportError = (error: HttpClientError.HttpClientError, secrets: Secrets): Failure => {
  const { scrub } = secretsOfRequest(secrets, error.request)
  return error.reason._tag === "EncodeError" || error.reason._tag === "InvalidUrlError"
    ? new InvalidRequestError({ field: "url", message: scrub(error.message) })
    : connectionError(error, scrub)
}
