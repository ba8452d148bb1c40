import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { withOptions } from "effect-ionq/CallOptions"
import { Fault, inTime } from "effect-ionq/emulator"
import { withStub } from "../utils/client.ts"
import { submit, atServer, onEmulator, post } from "../utils/submissions.ts"

describe("a 429", () => {
  it.effect("after the request was processed makes no second job", () =>
    onEmulator(
      Effect.gen(function* () {
        const { id } = yield* inTime(submit())
        expect((yield* atServer).map((job) => job.id)).toEqual([id])
      }),
      post({ ...Fault.tooManyRequests(2), processed: true } as Fault.Fault),
    ),
  )

  it.effect("is looked behind after its Retry-After and before the second request", () =>
    Effect.gen(function* () {
      let sent = 0
      yield* withStub(
        ({ method }) => {
          if (method === "GET") return { status: 200, body: { jobs: [], next: null } }
          return ++sent === 1
            ? { status: 429, headers: { "retry-after": "20" } }
            : { status: 201, body: { id: "j", status: "ready" } }
        },
        ({ requests, times }) =>
          Effect.gen(function* () {
            yield* inTime(submit())
            expect(requests.map(({ method }) => method)).toEqual(["POST", "GET", "POST"])
            expect(times).toEqual([0, 20_000, 20_000])
          }),
      )
    }),
  )

  it.effect("three times is a RateLimitError, after a last look", () =>
    withStub(
      ({ method }) => (method === "GET" ? { status: 200, body: { jobs: [], next: null } } : { status: 429 }),
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* inTime(Effect.flip(submit()))).toMatchObject({ _tag: "RateLimitError" })
          expect(requests.map(({ method }) => method)).toEqual(["POST", "GET", "POST", "GET", "POST", "GET"])
        }),
    ),
  )

  it.effect("is given as it is without a submission id, and nothing is sent again", () =>
    withStub(
      () => ({ status: 429 }),
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* Effect.flip(submit({ submissionId: false }))).toMatchObject({
            _tag: "RateLimitError",
          })
          expect(requests).toHaveLength(1)
        }),
    ),
  )
})

describe("retries: 0", () => {
  for (const answer of [{ status: 429 }, { status: 503 }, { code: "ECONNREFUSED" }, { code: "ECONNRESET" }]) {
    for (const by of ["client", "call"] as const) {
      it.effect(`of the ${by} sends nothing twice after ${JSON.stringify(answer)}`, () =>
        withStub(
          ({ method }) => (method === "GET" ? { status: 200, body: { jobs: [], next: null } } : answer),
          ({ requests }) =>
            Effect.gen(function* () {
              yield* inTime(Effect.flip(by === "call" ? withOptions({ retries: 0 })(submit()) : submit()))
              expect(requests.filter(({ method }) => method === "POST")).toHaveLength(1)
            }),
          by === "client" ? { retries: 0 } : {},
        ),
      )
    }
  }
})

describe("a request that provably never left", () => {
  it.effect("is what it is when the jobs cannot be listed either", () =>
    withStub(
      () => ({ code: "ECONNREFUSED" }),
      () =>
        Effect.map(inTime(Effect.flip(submit())), (error) =>
          expect(error).toMatchObject({ _tag: "ConnectionError", sent: "no" }),
        ),
    ),
  )

  it.effect("is sent again after a look", () =>
    Effect.gen(function* () {
      let sent = 0
      yield* withStub(
        ({ method }) => {
          if (method === "GET") return { status: 200, body: { jobs: [], next: null } }
          return ++sent < 3 ? { code: "ECONNREFUSED" } : { status: 201, body: { id: "j", status: "ready" } }
        },
        ({ requests }) =>
          Effect.gen(function* () {
            expect((yield* inTime(submit())).id).toBe("j")
            expect(requests.map(({ method }) => method)).toEqual(["POST", "GET", "POST", "GET", "POST"])
          }),
      )
    }),
  )
})
