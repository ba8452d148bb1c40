import { Context, Effect, Fiber, Layer, Queue, type Scope, Stream } from "effect"
import * as Emulator from "effect-ionq/qpi/emulator"
import { HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"

/** An answer as it came. */
export interface Sent {
  readonly status: number
  readonly type: string | null
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

/** How a server begins. */
export interface Beginning {
  readonly passwordAuth?: boolean
  readonly rateLimits?: boolean
}

/** A QPI server to compare with the recorded one, with nothing in it but a superuser. */
export interface Server {
  readonly name: string
  readonly send: (asked: Asked) => Effect.Effect<Sent, unknown>
  /** Opens a realtime stream and gives its id; it is closed by the other effect. */
  readonly open: Effect.Effect<{ readonly clientId: string; readonly close: Effect.Effect<void> }, unknown>
  /** Lets time go by. */
  readonly pass: (seconds: number) => Effect.Effect<void>
  /** The server's time in epoch milliseconds. */
  readonly now: Effect.Effect<number>
}

/** Makes a server for the length of a scope. */
export type MakeServer = (beginning: Beginning) => Effect.Effect<Server, unknown, Scope.Scope>

export const admin = { email: "admin@example.com", password: "adminpass123" }

/** The emulator in memory, in which nothing is dispatched. */
export const emulated: MakeServer = Effect.fnUntraced(function* (beginning) {
  yield* TestClock.setTime(Date.parse("2026-11-21T11:59:59.000Z"))
  const context = yield* Layer.build(
    Emulator.layer({
      users: [],
      superusers: [admin],
      qpus: [],
      times: { dispatch: "365 days" },
      ...beginning,
    }),
  )
  const client = Context.get(context, HttpClient.HttpClient)
  return serverOver("the emulator", client, {
    base: "http://localhost",
    pass: (seconds) => TestClock.adjust(seconds * 1000),
    now: Effect.clockWith((clock) => clock.currentTimeMillis),
  })
})

/** A server that is asked over an `HttpClient`. */
export const serverOver = (
  name: string,
  client: HttpClient.HttpClient,
  { base, pass, now }: { readonly base: string } & Pick<Server, "pass" | "now">,
): Server => ({
  name,
  pass,
  now,
  send: Effect.fnUntraced(function* ({ method, path, headers, body }) {
    // What a header says of the body's type is sent as it is.
    const { "Content-Type": type, ...others } = headers
    const plain = HttpClientRequest.make(method as "GET")(`${base}${path}`).pipe(
      HttpClientRequest.setHeaders(others),
    )
    const request =
      body === undefined
        ? plain
        : HttpClientRequest.bodyUint8Array(plain, new TextEncoder().encode(body), type ?? "")
    const response = yield* client.execute(
      type === undefined ? HttpClientRequest.removeHeader(request, "content-type") : request,
    )
    return {
      status: response.status,
      type: response.headers["content-type"] ?? null,
      headers: response.headers,
      text: yield* response.text,
    }
  }),
  open: Effect.gen(function* () {
    const response = yield* client.execute(HttpClientRequest.get(`${base}/api/realtime`))
    const found = yield* Queue.unbounded<string>()
    const fiber = yield* Effect.forkDetach(
      Stream.runForEach(Stream.decodeText(response.stream), (text) => Queue.offer(found, text)),
    )
    const first = yield* Queue.take(found)
    const clientId = /"clientId":"([^"]+)"/.exec(first)?.[1] ?? ""
    return { clientId, close: Effect.asVoid(Fiber.interrupt(fiber)) }
  }),
})
