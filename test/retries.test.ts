import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { IonQClient } from "effect-ionq"
import { bell, makeJob, makeSession } from "./utils/builders.ts"
import { getJob, withStub } from "./utils/client.ts"
import { inTime } from "./utils/clock.ts"
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

  for (const status of [400, 401, 403, 404, 418, 501, 505]) {
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

  for (const answer of [{ status: 429 }, { code: "ECONNREFUSED" }, { code: "ENOTFOUND" }]) {
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
})
