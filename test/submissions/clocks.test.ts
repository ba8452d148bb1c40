import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Layer } from "effect"
import { IonQ } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { inTime } from "effect-ionq/emulator"
import type { Fault } from "effect-ionq/emulator"
import type { Services } from "effect-ionq/Layer"
import { HttpClient } from "effect/http"
import { makeJob } from "../utils/builders.ts"
import { withStub } from "../utils/client.ts"
import { steppedBy } from "../utils/clock.ts"
import { atServer, findsOnSecondPage, key, post, submit } from "../utils/submissions.ts"

describe("a submission among wrong clocks", () => {
  const hour = 3_600_000

  /** What a second machine with a clock of its own does to an emulator that this one shares. */
  const elsewhere = (faults: Fault.FaultPlan, offset: () => number) =>
    Effect.gen(function* () {
      const context = yield* Layer.build(Emulator.layer({ faults }))
      const clock = yield* steppedBy(offset)
      return <A, E>(use: Effect.Effect<A, E, Services>) =>
        use.pipe(
          Effect.provide(IonQ.layer({ apiKey: Emulator.defaultApiKey, baseUrl: "http://localhost/v0.4" })),
          Effect.provideService(Clock.Clock, clock),
          Effect.provideContext(context),
        )
    })

  it.effect("is one job when the clock steps back an hour behind 150 newer jobs", () =>
    Effect.gen(function* () {
      let offset = 0
      const run = yield* elsewhere(post({ kind: "lose", processed: true }), () => offset)
      yield* inTime(
        Effect.gen(function* () {
          const submission = yield* Effect.forkChild(run(submit()))
          yield* Effect.sleep("500 millis")
          offset = -hour
          yield* run(Effect.forEach(Array.from({ length: 150 }), () => submit()))
          const { id } = yield* Fiber.join(submission)
          const jobs = yield* run(atServer)
          expect(jobs).toHaveLength(151)
          expect(jobs.at(-1)?.id).toBe(id)
        }),
        "100 millis",
      )
    }).pipe(Effect.scoped),
  )

  it.effect("is one job when the server's Date runs an hour ahead of its jobs", () =>
    findsOnSecondPage({ date: new Date(hour).toUTCString(), submittedAt: "1970-01-01T00:00:00Z" }),
  )

  const agesOf100000Jobs = (date: (now: number) => string | undefined) =>
    Effect.gen(function* () {
      const clock = yield* Effect.clockWith(Effect.succeed)
      let sent = 0
      // One job a second.
      const page = (start: number) =>
        Array.from({ length: 100 }, (_, i) =>
          makeJob({
            id: `old-${start + i}`,
            submitted_at: new Date(clock.currentTimeMillisUnsafe() - (start + i) * 1000).toISOString(),
          }),
        )
      return yield* withStub(
        ({ method, path }) => {
          if (method === "POST") {
            return ++sent === 1 ? { status: 502 } : { status: 201, body: { id: "new", status: "ready" } }
          }
          const start = Number(new URL(path, "http://localhost").searchParams.get("next") ?? 0)
          const next = start + 100 < 2000 ? String(start + 100) : null
          const header = date(clock.currentTimeMillisUnsafe())
          return {
            status: 200,
            body: { jobs: page(start), next },
            ...(header === undefined ? {} : { headers: { date: header } }),
          }
        },
        ({ requests }) =>
          Effect.gen(function* () {
            yield* inTime(submit())
            return requests.filter(({ method }) => method === "GET").length / 3
          }),
      )
    })

  it.effect(
    "reads three pages at most where the clocks agree, and all where the server has one clock only",
    () =>
      Effect.gen(function* () {
        expect(yield* agesOf100000Jobs((now) => new Date(now).toUTCString())).toBeLessThanOrEqual(3)
        expect(yield* agesOf100000Jobs(() => undefined)).toBe(20)
      }),
  )

  it.effect("reads a list to its end that does not begin with the newest job", () =>
    withStub(
      ({ method, path }) => {
        if (method === "POST") return { code: "ECONNRESET" }
        const headers = { date: "Thu, 01 Jan 1970 10:00:00 GMT" }
        const job = (id: string, hours: number, metadata = {}) =>
          makeJob({ id, metadata, submitted_at: new Date(hours * hour).toISOString() })
        return path.includes("next=")
          ? { status: 200, headers, body: { jobs: [job("it", 10, { [key]: "x" })], next: null } }
          : { status: 200, headers, body: { jobs: [job("a", 1), job("b", 2)], next: "c" } }
      },
      () =>
        Effect.map(inTime(submit({ submissionId: "x", submittedSince: new Date(0) })), ({ id }) =>
          expect(id).toBe("it"),
        ),
    ),
  )

  it.effect("is looked for again when its look has grown old while it waited for its turn", () =>
    Effect.gen(function* () {
      let listed = 0
      yield* withStub(
        ({ method }) => {
          if (method === "POST") return { status: 201, body: { id: `new-${listed}`, status: "ready" } }
          listed++
          const jobs = listed < 2 ? [] : [makeJob({ id: "rival", metadata: { [key]: "x" } })]
          return { status: 200, body: { jobs, next: null } }
        },
        ({ requests }) =>
          Effect.gen(function* () {
            const given = yield* inTime(
              Effect.forEach(
                [...Array.from({ length: 2 }, () => undefined), "x"],
                (submissionId) => submit({ submissionId }),
                { concurrency: "unbounded" },
              ),
            )
            expect(given[2]?.id).toBe("rival")
            expect(requests.filter(({ method }) => method === "POST")).toHaveLength(2)
          }),
        { maxSubmissions: 1, transport: HttpClient.transformResponse(Effect.delay("2 seconds")) },
      )
    }),
  )

  it.effect("is looked for again when its machine slept before it was sent, by the wall clock alone", () =>
    Effect.gen(function* () {
      let offset = 0
      let listed = 0
      const clock = yield* steppedBy(() => offset)
      yield* withStub(
        ({ method }) => {
          if (method === "POST") return { status: 201, body: { id: "double", status: "ready" } }
          // The machine sleeps with the answer in its buffer.
          if (++listed === 1) offset += 20_000
          const jobs = listed < 2 ? [] : [makeJob({ id: "rival", metadata: { [key]: "x" } })]
          return { status: 200, body: { jobs, next: null } }
        },
        () =>
          Effect.gen(function* () {
            expect((yield* submit({ submissionId: "x" })).id).toBe("rival")
          }),
      ).pipe(Effect.provideService(Clock.Clock, clock))
    }),
  )

  it.effect("is one job when both clocks of the server step forward an hour behind 250 newer jobs", () =>
    Effect.gen(function* () {
      let marked = ""
      let sent = 0
      yield* withStub(
        ({ method, body, path }) => {
          const headers = { date: new Date(hour + 5000).toUTCString() }
          if (method === "POST") {
            marked ||= String((JSON.parse(body) as { metadata: Record<string, string> }).metadata[key])
            return ++sent === 1
              ? { code: "ECONNRESET" }
              : { status: 201, body: { id: "second", status: "ready" } }
          }
          const page = Number(new URL(path, "http://l").searchParams.get("next") ?? 0)
          const at = (i: number) => new Date((i < 5 ? hour : 0) + 5000 - i * 10).toISOString()
          const jobs = Array.from({ length: 100 }, (_, i) => page * 100 + i).map((i) =>
            makeJob({
              id: i === 250 ? "it" : `o${i}`,
              submitted_at: at(i),
              ...(i === 250 ? { metadata: { [key]: marked } } : {}),
            }),
          )
          return { status: 200, headers, body: { jobs, next: page < 5 ? String(page + 1) : null } }
        },
        () => Effect.map(inTime(submit()), ({ id }) => expect(id).toBe("it")),
      )
      expect(sent).toBe(1)
    }),
  )

  it.effect("is looked for again when its machine slept during that look", () =>
    Effect.gen(function* () {
      let lists = 0
      yield* withStub(
        ({ method }) => {
          if (method === "POST") return { status: 201, body: { id: "double", status: "ready" } }
          lists++
          const jobs = lists < 3 ? [] : [makeJob({ id: "rival", metadata: { [key]: "x" } })]
          return { status: 200, body: { jobs, next: null } }
        },
        ({ requests }) =>
          Effect.gen(function* () {
            const job = yield* inTime(submit({ submissionId: "x" }))
            expect(job.id).toBe("rival")
            expect(requests.map(({ method }) => method)).toEqual(["GET", "GET", "GET"])
          }),
        {
          transport: HttpClient.transformResponse((e) =>
            Effect.suspend(() =>
              lists === 0 ? Effect.delay(e, "2 seconds") : lists === 1 ? Effect.delay(e, "20 seconds") : e,
            ),
          ),
        },
      )
    }),
  )
})
