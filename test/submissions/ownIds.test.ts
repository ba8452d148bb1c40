import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { IonQ, Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { inTime } from "effect-ionq/emulator"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { makeJob } from "../utils/builders.ts"
import { withStub } from "../utils/client.ts"
import { key, submit, atServer, onEmulator } from "../utils/submissions.ts"

describe("a submission with an id of the caller's", () => {
  it.effect("that was used before gives the first job", () =>
    onEmulator(
      Effect.gen(function* () {
        const first = yield* inTime(submit({ submissionId: "row-1" }))
        yield* submit()
        const second = yield* inTime(submit({ submissionId: "row-1" }))
        expect(second.id).toBe(first.id)
        expect(yield* atServer).toHaveLength(2)
      }),
    ),
  )

  it.effect("that another process used gives its job, from the last page of the list", () =>
    Effect.gen(function* () {
      const emulator = Emulator.layer()
      const client = () =>
        Layer.fresh(IonQ.layer({ apiKey: Emulator.defaultApiKey, baseUrl: "http://localhost/v0.4" }))
      yield* Effect.gen(function* () {
        const first = yield* inTime(Effect.provide(submit({ submissionId: "row-1" }), client()))
        yield* Effect.provide(
          Effect.forEach(Array.from({ length: 250 }), () => submit()),
          client(),
        )
        const again = yield* inTime(Effect.provide(submit({ submissionId: "row-1" }), client()))
        expect(again.id).toBe(first.id)
      }).pipe(Effect.provide(emulator))
    }),
  )

  it.effect("is one job for fifty fibers at once", () =>
    onEmulator(
      Effect.gen(function* () {
        const made = yield* inTime(
          Effect.forEach(Array.from({ length: 50 }), () => submit({ submissionId: "row-1" }), {
            concurrency: "unbounded",
          }),
        )
        expect(new Set(made.map(({ id }) => id)).size).toBe(1)
        expect(yield* atServer).toHaveLength(1)
      }),
    ),
  )

  it.effect("goes on when the fiber before it is interrupted", () =>
    withStub(
      ({ method }, index) => {
        if (method === "GET") return { status: 200, body: { jobs: [], next: null } }
        return index < 2 ? "silence" : { status: 201, body: { id: "j", status: "submitted" } }
      },
      () =>
        Effect.gen(function* () {
          const first = yield* Effect.forkChild(submit({ submissionId: "x" }))
          yield* TestClock.adjust("1 second")
          const second = yield* Effect.forkChild(submit({ submissionId: "x" }))
          yield* TestClock.adjust("1 second")
          yield* Fiber.interrupt(first)
          expect((yield* inTime(Fiber.join(second))).id).toBe("j")
        }),
    ),
  )

  it.effect("looks no further back than it was first used", () =>
    withStub(
      ({ method, path }) => {
        if (method === "POST") return { status: 201, body: { id: "new", status: "submitted" } }
        const at = path.includes("next=") ? "2020-01-01T00:00:00Z" : "2026-01-01T00:00:00Z"
        return {
          status: 200,
          body: { jobs: [makeJob({ id: path, submitted_at: at })], next: `${path.length}` },
        }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          yield* TestClock.setTime(Date.parse("2026-01-01T00:00:00Z"))
          yield* inTime(submit({ submissionId: "x", submittedSince: new Date("2025-12-31T00:00:00Z") }))
          expect(requests.slice(0, 3).map(({ method }) => method)).toEqual(["GET", "GET", "POST"])
        }),
    ),
  )

  it.effect("is refused with a submittedSince that is no date", () =>
    withStub(
      () => ({ status: 500 }),
      ({ requests }) =>
        Effect.gen(function* () {
          const options = { submissionId: "x", submittedSince: new Date("yesterday") }
          const refused = { _tag: "InvalidRequestError", field: "submittedSince" }
          expect(yield* Effect.flip(submit(options))).toMatchObject(refused)
          const jobs = yield* Jobs
          expect(yield* Effect.flip(jobs.resume("x", options))).toMatchObject(refused)
          expect(requests).toHaveLength(0)
        }),
    ),
  )

  it.effect("that is empty is refused", () =>
    withStub(
      () => ({ status: 500 }),
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* Effect.flip(submit({ submissionId: "" }))).toMatchObject({
            _tag: "InvalidRequestError",
            field: "submissionId",
          })
          expect(requests).toHaveLength(0)
        }),
    ),
  )
})

describe("what is remembered of submissions", () => {
  it.effect("is the jobs of the last thousand ids", () =>
    withStub(
      () => ({
        status: 200,
        body: {
          jobs: Array.from({ length: 1001 }, (_, i) =>
            makeJob({ id: `j${i}`, metadata: { [key]: `row-${i}` } }),
          ),
          next: null,
        },
      }),
      ({ requests }) =>
        Effect.gen(function* () {
          const asksFor = (row: number) =>
            Effect.gen(function* () {
              const before = requests.length
              expect((yield* inTime(submit({ submissionId: `row-${row}` }))).id).toBe(`j${row}`)
              return requests.length - before
            })
          yield* inTime(
            Effect.forEach(Array.from({ length: 1000 }), (_, i) => submit({ submissionId: `row-${i}` }), {
              concurrency: "unbounded",
            }),
          )
          expect(requests).toHaveLength(1)
          expect(yield* asksFor(0)).toBe(0)
          expect(yield* asksFor(1000)).toBe(1)
          expect(yield* asksFor(1)).toBe(0)
          expect(yield* asksFor(0)).toBe(1)
        }),
    ),
  )

  it.effect("stays in turn when the first of three fails", () =>
    Effect.gen(function* () {
      let sent = 0
      yield* withStub(
        ({ method }) => {
          if (method === "GET") return { status: 200, body: { jobs: [], next: null } }
          return ++sent === 1 ? { status: 401 } : { status: 201, body: { id: `j${sent}`, status: "ready" } }
        },
        () =>
          Effect.gen(function* () {
            const all = yield* Effect.forEach(
              [0, 500, 2500],
              (delay) => Effect.result(Effect.delay(submit({ submissionId: "x" }), delay)),
              { concurrency: "unbounded" },
            ).pipe((each) => inTime(each, "100 millis"))
            expect(all).toMatchObject([
              { failure: { _tag: "AuthenticationError" } },
              { success: { id: "j2" } },
              { success: { id: "j2" } },
            ])
            expect(sent).toBe(2)
          }),
        { transport: HttpClient.transform((effect) => Effect.tap(effect, () => Effect.sleep("900 millis"))) },
      )
    }),
  )
})

describe("the second look of an id of the caller's", () => {
  const at = (id: string, submitted_at: string | null) =>
    makeJob({ id, metadata: { [key]: "x" }, ...(submitted_at === null ? {} : { submitted_at }) })
  const log = (lists: ReadonlyArray<ReadonlyArray<object>>, own: string) =>
    Effect.gen(function* () {
      let listed = 0
      const asked: Array<string> = []
      let given = ""
      yield* withStub(
        ({ method, path }) => {
          asked.push(method === "GET" && path === "/v0.4/jobs/mine" ? "GET mine" : method)
          if (method === "POST") return { status: 201, body: { id: "mine", status: "ready" } }
          if (method === "PUT") return { status: 200, body: { id: "mine", status: "canceled" } }
          if (path === "/v0.4/jobs/mine")
            return { status: 200, body: makeJob({ id: "mine", status: "ready", submitted_at: own }) }
          return { status: 200, body: { jobs: lists[Math.min(listed++, lists.length - 1)], next: null } }
        },
        () => Effect.map(inTime(submit({ submissionId: "x" })), ({ id }) => (given = id)),
      )
      return `${asked.slice(2).join(" ")}: ${given}`
    })
  const early = "1970-01-01T00:00:00Z"
  const late = "1970-01-01T00:00:05Z"

  for (const [name, jobs, expected] of [
    ["is made once more where the list shows whole seconds", [at("mine", early)], "GET GET: mine"],
    ["is made once where it shows parts of them", [at("mine", "1970-01-01T00:00:00.5Z")], "GET: mine"],
    ["is made once where it shows no times", [at("mine", null)], "GET: mine"],
    [
      "finds an older job, and cancels its own",
      [at("mine", late), at("rival", early)],
      "GET GET mine PUT: rival",
    ],
    [
      "reads its own where the list lacks it, and cancels it",
      [at("rival", early)],
      "GET GET mine GET mine PUT: rival",
    ],
    [
      "reads its own where the list lacks it, and keeps it",
      [at("rival", "1970-01-01T00:01:00Z")],
      "GET GET mine: mine",
    ],
    ["keeps its own where no job is listed", [], "GET: mine"],
  ] as const) {
    it.effect(name, () => Effect.map(log([[], jobs], late), (found) => expect(found).toBe(expected)))
  }

  it.effect("is not made for an id of our own", () =>
    withStub(
      () => ({ status: 201, body: { id: "mine", status: "ready" } }),
      ({ requests }) => Effect.map(inTime(submit()), () => expect(requests).toHaveLength(1)),
    ),
  )
})
