import { Effect, Layer } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "effect/http"

export interface StubRequest {
  readonly method: string
  /** The path and the query, without the origin. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type StubAnswer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** No answer ever. */
  | "silence"
  /** A transport failure with this code. */
  | { readonly code: string }

export interface Stub {
  readonly layer: Layer.Layer<HttpClient.HttpClient>
  readonly requests: ReadonlyArray<StubRequest>
  /** The clock's time of each request, in milliseconds. */
  readonly times: ReadonlyArray<number>
}

/** An `HttpClient` without a network, which answers as it is told and remembers what it was asked. */
export const makeStub = (answer: (request: StubRequest, index: number) => StubAnswer): Stub => {
  const requests: Array<StubRequest> = []
  const times: Array<number> = []
  const client = HttpClient.make((request, url) =>
    Effect.clockWith((clock) => {
      const seen = {
        method: request.method,
        path: `${url.pathname}${url.search}`,
        headers: { ...request.headers },
        body: textOf(request),
      }
      requests.push(seen)
      times.push(clock.currentTimeMillisUnsafe())
      return reply(request, answer(seen, requests.length - 1))
    }),
  )
  return { layer: Layer.succeed(HttpClient.HttpClient, client), requests, times }
}

/** Answers in turn; the last one again and again. */
export const inTurn =
  (...answers: ReadonlyArray<StubAnswer>) =>
  (_: StubRequest, index: number): StubAnswer =>
    answers[Math.min(index, answers.length - 1)] ?? "silence"

const textOf = ({ body }: HttpClientRequest.HttpClientRequest): string =>
  body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : ""

const reply = (request: HttpClientRequest.HttpClientRequest, answer: StubAnswer) => {
  if (answer === "silence") return Effect.never
  if ("code" in answer) {
    return Effect.fail(
      new HttpClientError.HttpClientError({
        reason: new HttpClientError.TransportError({
          request,
          cause: Object.assign(new Error(`connect ${answer.code}`), { code: answer.code }),
        }),
      }),
    )
  }
  const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? null)
  return Effect.succeed(
    HttpClientResponse.fromWeb(
      request,
      new Response(text === "null" ? null : text, { status: answer.status, headers: answer.headers ?? {} }),
    ),
  )
}
