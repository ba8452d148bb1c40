import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { inTime } from "effect-ionq/emulator"
import { bell, makeJob } from "../utils/builders.ts"
import { withStub } from "../utils/client.ts"
import type { StubAnswer, StubRequest } from "../utils/stub.ts"
import { findsOnSecondPage, key, submit } from "../utils/submissions.ts"

describe("the look through the jobs", () => {
  const lost = (jobs: ReadonlyArray<object>): ((request: StubRequest) => StubAnswer) => {
    let sent = 0
    return ({ method }) =>
      method === "POST"
        ? ++sent === 1
          ? { code: "ECONNRESET" }
          : { status: 201, body: { id: "second", status: "submitted" } }
        : { status: 200, body: { jobs, next: null } }
  }
  const multi: JobRequest = {
    type: "ionq.multi-circuit.v1",
    backend: "simulator",
    input: { gateset: "qis", circuits: [{ gateset: "qis", circuit: bell.input.circuit as never }] },
  }
  const nameless = makeJob({ id: "n", type: "ionq.multi-circuit.v1", submitted_at: "1970-01-01T00:00:01Z" })

  it.effect("is unclear where a multi-circuit job does not show its metadata", () =>
    withStub(lost([nameless]), () =>
      Effect.gen(function* () {
        expect(yield* inTime(Effect.flip(submit({}, multi)))).toMatchObject({ reason: "unclear" })
      }),
    ),
  )

  it.effect("is unclear before the first request too, unless that job is older than the id", () =>
    withStub(
      ({ method }) =>
        method === "POST"
          ? { status: 201, body: { id: "first", status: "submitted" } }
          : {
              status: 200,
              body: { jobs: [nameless], next: null },
              headers: { date: "Fri, 02 Jan 1970 00:00:00 GMT" },
            },
      ({ requests }) =>
        Effect.gen(function* () {
          yield* TestClock.setTime(Date.parse("1970-01-02T00:00:00Z"))
          const error = yield* Effect.flip(submit({ submissionId: "x" }, multi))
          expect(error).toMatchObject({
            reason: "unclear",
            message: expect.stringContaining("submittedSince"),
          })
          expect(requests.map(({ method }) => method)).toEqual(["GET"])
          const later = { submissionId: "x", submittedSince: new Date("1970-01-02T00:00:00Z") }
          expect((yield* inTime(submit(later, multi))).id).toBe("first")
        }),
    ),
  )

  it.effect("is clear where that job is of another type", () =>
    withStub(lost([nameless]), () => Effect.map(inTime(submit()), ({ id }) => expect(id).toBe("second"))),
  )

  it.effect("takes the oldest of several, as a clone made elsewhere has its original's metadata", () =>
    withStub(
      lost([
        makeJob({ id: "clone", metadata: { [key]: "x" }, submitted_at: "1970-01-01T00:00:09Z" }),
        makeJob({ id: "first", metadata: { [key]: "x" }, submitted_at: "1970-01-01T00:00:01Z" }),
      ]),
      () => Effect.map(inTime(submit({ submissionId: "x" })), ({ id }) => expect(id).toBe("first")),
    ),
  )

  it.effect("goes by the server's clock, however wrong that is", () =>
    // The server is a day behind.
    findsOnSecondPage({ date: "Tue, 30 Dec 1969 23:59:59 GMT", submittedAt: "1969-12-30T23:59:58Z" }),
  )

  it.effect("is no longer looked for when nobody waits for it", () =>
    Effect.gen(function* () {
      let interrupted = 0
      yield* withStub(
        () => "silence",
        () =>
          Effect.gen(function* () {
            const a = yield* Effect.forkChild(submit({ submissionId: "x" }))
            yield* inTime(Effect.sleep("1 second"))
            yield* Fiber.interrupt(a)
            yield* inTime(Effect.sleep("1 second"))
            expect(interrupted).toBe(1)
          }),
        {
          transport: HttpClient.transform((effect) =>
            Effect.onInterrupt(effect, () => Effect.sync(() => interrupted++)),
          ),
        },
      )
    }),
  )

  it.effect("is shared by all who wait for one", () =>
    Effect.gen(function* () {
      const lists: Array<string> = []
      yield* withStub(
        ({ method, path }) => {
          if (method === "POST") return { status: 520 }
          lists.push(path)
          return { status: 200, body: { jobs: [], next: null } }
        },
        () =>
          inTime(
            Effect.forEach(Array.from({ length: 100 }), () => Effect.flip(submit()), {
              concurrency: "unbounded",
            }),
          ),
        { transport: HttpClient.transformResponse(Effect.delay("50 millis")) },
      )
      // Three looks after each of three sends: 900, were each alone.
      expect(lists.length).toBeLessThanOrEqual(90)
    }),
  )
})
