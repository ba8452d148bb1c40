import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { IonQ, IonQClient } from "effect-ionq"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { inTime } from "effect-ionq/emulator"
import { bell, makeJob, makeSession } from "./utils/builders.ts"
import { getJob, testKey, withStub } from "./utils/client.ts"
import { inTurn, type StubAnswer } from "./utils/stub.ts"

const noRetries = { retries: 0 }
const html = "<html><body><h1>502 Bad Gateway</h1></body></html>"

/** How an effect fails, once its time is over. */
const failure = <A, E, R>(effect: Effect.Effect<A, E, R>) => inTime(Effect.flip(effect))

describe("retries", () => {
  const ok: StubAnswer = { status: 200, body: makeJob() }

  it.effect("a read is asked again, later each time, and not before Retry-After", () =>
    withStub(
      inTurn(
        { status: 502, body: html },
        { status: 520 },
        { status: 429, headers: { "retry-after": "30" } },
        ok,
      ),
      ({ times }) =>
        Effect.gen(function* () {
          yield* inTime(getJob)
          const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0))
          expect(waits[0]).toBeGreaterThanOrEqual(200)
          expect(waits[0]).toBeLessThanOrEqual(300)
          expect(waits[1]).toBeGreaterThanOrEqual(400)
          expect(waits[1]).toBeLessThanOrEqual(600)
          expect(waits[2]).toBe(30_000)
        }),
      { retries: 3 },
    ),
  )

  it.effect("a Retry-After is granted up to a minute", () =>
    withStub(inTurn({ status: 429, headers: { "retry-after": "86400" } }, ok), ({ times }) =>
      Effect.map(inTime(getJob), () => expect(times).toEqual([0, 60_000])),
    ),
  )

  it.effect("a date in Retry-After is compared with the server's own Date", () => {
    const headers = {
      date: "Thu, 01 Jan 2032 10:00:00 GMT",
      "retry-after": "Thu, 01 Jan 2032 10:00:20 GMT",
    }
    return withStub(inTurn({ status: 429, headers }, ok), ({ times }) =>
      Effect.map(inTime(getJob), () => expect(times).toEqual([0, 20_000])),
    )
  })

  it.effect("gives up after two retries", () =>
    withStub(
      () => ({ status: 503 }),
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* failure(getJob)).toMatchObject({ _tag: "ServerError", status: 503 })
          expect(requests).toHaveLength(3)
        }),
    ),
  )

  it.effect("waits twice as long each time, to within a fifth, up to ten seconds", () =>
    withStub(
      () => ({ status: 503 }),
      ({ times }) =>
        Effect.gen(function* () {
          yield* failure(getJob)
          const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0))
          const meant = [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]
          expect(waits).toHaveLength(meant.length)
          waits.forEach((wait, i) => {
            expect(wait).toBeGreaterThanOrEqual(0.8 * meant[i]! - 1)
            expect(wait).toBeLessThanOrEqual(1.2 * meant[i]! + 1)
          })
          // Clients that failed together do not come back together.
          expect(waits.some((wait, i) => wait !== meant[i])).toBe(true)
        }),
      { retries: 9 },
    ),
  )

  it.effect(
    "a date in Retry-After is compared with this machine's clock where the server tells no time",
    () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Date.parse("2032-01-01T10:00:00Z"))
        for (const date of [{}, { date: "soon" }]) {
          yield* withStub(
            inTurn({ status: 429, headers: { ...date, "retry-after": "Thu, 01 Jan 2032 10:00:20 GMT" } }, ok),
            ({ times }) =>
              Effect.map(inTime(getJob), () => expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(20_000)),
          )
          yield* TestClock.setTime(Date.parse("2032-01-01T10:00:00Z"))
        }
      }),
  )

  for (const status of [429, 500, 502, 503, 504, 520, 524, 529]) {
    it.effect(`a read is asked again after ${status}`, () =>
      withStub(inTurn({ status }, ok), ({ requests }) =>
        Effect.map(inTime(getJob), () => expect(requests).toHaveLength(2)),
      ),
    )
  }

  for (const status of [300, 400, 401, 403, 404, 408, 418, 499, 501, 505, 519, 530]) {
    it.effect(`${status} is final`, () =>
      withStub(
        () => ({ status }),
        ({ requests }) => Effect.map(failure(getJob), () => expect(requests).toHaveLength(1)),
      ),
    )
  }

  const submit = Effect.flatMap(IonQClient, (client) => client.jobs.create({ payload: bell }))
  const ambiguous: ReadonlyArray<StubAnswer> = [
    { status: 500 },
    { status: 502 },
    { status: 503 },
    { status: 504 },
    { status: 520 },
    { status: 529 },
    { code: "ECONNRESET" },
    "silence",
  ]
  for (const answer of ambiguous) {
    it.effect(`a POST is not sent again after ${JSON.stringify(answer)}`, () =>
      withStub(
        () => answer,
        ({ requests }) => Effect.map(failure(submit), () => expect(requests).toHaveLength(1)),
      ),
    )
  }

  const tookNothing: ReadonlyArray<StubAnswer> = [
    { status: 429 },
    { code: "ECONNREFUSED" },
    { code: "ENOTFOUND" },
    { code: "EAI_AGAIN" },
    { code: "EHOSTUNREACH" },
    { code: "ENETUNREACH" },
    { code: "UND_ERR_CONNECT_TIMEOUT" },
    { code: "ConnectionRefused" },
  ]
  for (const answer of tookNothing) {
    it.effect(`a POST is sent again after ${JSON.stringify(answer)}, which took nothing`, () =>
      withStub(
        inTurn(answer, { status: 201, body: { id: "j", status: "submitted", session_id: null } }),
        ({ requests }) =>
          Effect.map(inTime(submit), ({ id }) => {
            expect(id).toBe("j")
            expect(requests).toHaveLength(2)
          }),
      ),
    )
  }

  it.effect("ending a session is asked again: it is safe to repeat", () =>
    withStub(
      inTurn({ status: 503 }, { status: 200, body: makeSession({ status: "ended" }) }),
      ({ requests }) =>
        Effect.gen(function* () {
          const client = yield* IonQClient
          yield* inTime(client.sessions.end({ params: { sessionId: "s" } }))
          expect(requests).toHaveLength(2)
        }),
    ),
  )

  it.effect("an attempt without an answer is given up after its time", () =>
    withStub(
      inTurn("silence", ok),
      ({ times }) =>
        Effect.gen(function* () {
          yield* inTime(getJob)
          expect(times[1]).toBeGreaterThanOrEqual(5_200)
          expect(times[1]).toBeLessThanOrEqual(5_300)
        }),
      { timeout: "5 seconds" },
    ),
  )

  it.effect("no answer at all is a RequestTimeoutError", () =>
    withStub(
      () => "silence",
      () =>
        Effect.map(failure(getJob), (error) =>
          expect(error).toMatchObject({
            _tag: "RequestTimeoutError",
            timeoutMillis: 60_000,
            isRetryable: true,
          }),
        ),
      noRetries,
    ),
  )

  it.effect("no connection is a ConnectionError with its code", () =>
    withStub(
      inTurn({ code: "ECONNREFUSED" }, { code: "ECONNRESET" }),
      () =>
        Effect.gen(function* () {
          expect(yield* Effect.flip(getJob)).toMatchObject({
            _tag: "ConnectionError",
            code: "ECONNREFUSED",
            sent: "no",
            message: "The connection failed: connect ECONNREFUSED",
          })
          expect(yield* Effect.flip(getJob)).toMatchObject({ code: "ECONNRESET", sent: "maybe" })
        }),
      noRetries,
    ),
  )

  it.effect("no answer to a question of a page says the whole URL", () =>
    withStub(
      () => ({ code: "ECONNRESET" }),
      () =>
        Effect.gen(function* () {
          const client = yield* IonQClient
          const asked = Effect.flip(client.jobs.list({ query: { limit: 5 } }))
          expect(yield* asked).toMatchObject({
            method: "GET",
            url: "https://api.ionq.co/v0.4/jobs?limit=5",
          })
        }),
      noRetries,
    ),
  )

  it.effect("a body that breaks off was sent, whatever the code, and the last code and words count", () =>
    Effect.gen(function* () {
      const broken = (status: number, cause: unknown) =>
        withServer((request) =>
          HttpClientResponse.fromWeb(
            request,
            new Response(new ReadableStream<Uint8Array>({ pull: (body) => body.error(cause) }), { status }),
          ),
        )
      const coded = (code: string, cause?: unknown) =>
        Object.assign(new Error(`of ${code}`, { cause }), { code })
      for (const status of [200, 500]) {
        expect(yield* broken(status, coded("ECONNREFUSED"))).toMatchObject({
          _tag: "ConnectionError",
          sent: "maybe",
          code: "ECONNREFUSED",
          message: "The connection failed: of ECONNREFUSED",
        })
      }
      expect(yield* broken(200, coded("OUTER", coded("INNER")))).toMatchObject({
        code: "INNER",
        message: "The connection failed: of INNER",
      })
      const silent = yield* broken(200, coded("OUTER", {}))
      expect(silent).toMatchObject({ code: "OUTER", message: "The connection failed: of OUTER" })
      const uncoded = yield* broken(200, new Error("cut"))
      expect(uncoded.message).toBe("The connection failed: cut")
      expect("code" in uncoded).toBe(false)
    }),
  )

  it.effect("an error that is its own cause is looked into eight times, and no more", () =>
    Effect.gen(function* () {
      const circle: { cause?: unknown; message: string } = { message: "round" }
      circle.cause = circle
      expect((yield* failing(circle)).message).toBe("The connection failed: round")
      // The innermost of `depth` errors has a code of its own.
      const nested = (depth: number): object =>
        depth === 1
          ? { code: "ECONNREFUSED", message: "deep" }
          : { message: `at ${depth}`, cause: nested(depth - 1) }
      expect(yield* failing(nested(7))).toMatchObject({
        code: "ECONNREFUSED",
        sent: "no",
        message: "The connection failed: deep",
      })
      const deeper = yield* failing(nested(8))
      expect(deeper).toMatchObject({ sent: "maybe", message: "The connection failed: at 2" })
      expect("code" in deeper).toBe(false)
    }),
  )

  it.effect("a failure without words says so, and one with a description gives that", () =>
    Effect.gen(function* () {
      expect((yield* failing(undefined)).message).toBe("The connection failed")
      expect((yield* failing({ message: "", code: "" })).message).toBe("The connection failed")
      expect("code" in (yield* failing({ message: "", code: "" }))).toBe(false)
      expect((yield* failing(undefined, "cut short")).message).toBe("The connection failed: cut short")
      expect((yield* failing({ message: 7, code: 7 }, "cut short")).message).toBe(
        "The connection failed: cut short",
      )
    }),
  )

  it.effect(
    "a request that the transport cannot write is an InvalidRequestError, and is not tried again",
    () =>
      Effect.gen(function* () {
        for (const Reason of [HttpClientError.EncodeError, HttpClientError.InvalidUrlError]) {
          let asked = 0
          const error = yield* withTransport((request) => {
            asked++
            return Effect.fail(
              new HttpClientError.HttpClientError({
                reason: new Reason({ request, description: `no words for ${testKey}` }),
              }),
            )
          })
          expect(error).toMatchObject({ _tag: "InvalidRequestError", field: "url" })
          expect(error.message).toContain("no words for <redacted>")
          expect(asked).toBe(1)
        }
      }),
  )
})

/** How reading a job fails over a transport. */
const withTransport = (
  answer: (
    request: HttpClientRequest.HttpClientRequest,
  ) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>,
) =>
  Effect.flip(getJob).pipe(
    Effect.provide(IonQ.layer({ apiKey: Redacted.make(testKey), retries: 0 })),
    Effect.provide(Layer.succeed(HttpClient.HttpClient, HttpClient.make(answer))),
  )

const withServer = (
  answer: (request: HttpClientRequest.HttpClientRequest) => HttpClientResponse.HttpClientResponse,
) => withTransport((request) => Effect.succeed(answer(request)))

/** How a request fails whose transport fails with this cause. */
const failing = (cause: unknown, description?: string) =>
  withTransport((request) =>
    Effect.fail(
      new HttpClientError.HttpClientError({
        reason: new HttpClientError.TransportError({
          request,
          ...(cause === undefined ? {} : { cause }),
          ...(description === undefined ? {} : { description }),
        }),
      }),
    ),
  )
