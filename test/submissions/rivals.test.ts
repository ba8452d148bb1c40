import { describe, expect, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Logger, Stream } from "effect"
import { IonQ, Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { inTime } from "effect-ionq/emulator"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { makeJob } from "../utils/builders.ts"
import { withStub } from "../utils/client.ts"
import { key, submit } from "../utils/submissions.ts"

describe("two processes with one submission id", () => {
  const rivals = (offset: number) =>
    Effect.gen(function* () {
      // Both look before either has sent.
      const slow = HttpClient.transformResponse(Effect.delay("300 millis"))
      const client = () =>
        Layer.fresh(
          IonQ.layer({ apiKey: Emulator.defaultApiKey, baseUrl: "http://localhost/v0.4", transport: slow }),
        )
      const process = (delay: number) =>
        Effect.delay(Effect.provide(submit({ submissionId: "row-1" }), client()), delay)
      const given = yield* inTime(
        Effect.all([process(0), process(offset)], { concurrency: "unbounded" }),
        "50 millis",
      )
      yield* TestClock.adjust("10 seconds")
      const jobs = yield* inTime(
        Effect.provide(
          Effect.flatMap(Jobs, (jobs) => Stream.runCollect(jobs.list())),
          client(),
        ),
      )
      return { given, jobs }
    }).pipe(Effect.provide(Emulator.layer({ timing: { readyFor: "2 seconds" } })))

  for (const offset of [0, 50, 200, 350]) {
    it.effect(`${offset} ms apart get the same job, and one job runs`, () =>
      Effect.gen(function* () {
        const { given, jobs } = yield* rivals(offset)
        expect(new Set(given.map(({ id }) => id)).size).toBe(1)
        expect(jobs.filter(({ started_at }) => started_at != null).map(({ id }) => id)).toEqual([
          given[0]?.id,
        ])
      }),
    )
  }

  it.effect("do not cancel a job that neither of them made", () =>
    withStub(
      ({ method }, index) => {
        if (method === "POST") return { status: 201, body: { id: "mine", status: "ready" } }
        const at = (id: string, submitted_at: string) =>
          makeJob({ id, metadata: { [key]: "x" }, submitted_at })
        const jobs =
          index === 0 ? [] : [at("mine", "1970-01-01T00:00:00.000Z"), at("clone", "1970-01-01T00:00:00.001Z")]
        return { status: 200, body: { jobs, next: null } }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          expect((yield* inTime(submit({ submissionId: "x" }))).id).toBe("mine")
          expect(requests.filter(({ method }) => method === "PUT")).toEqual([])
        }),
    ),
  )

  it.effect("go by the id where both jobs are of one moment, and leave a job alone that has started", () =>
    Effect.gen(function* () {
      for (const [status, puts] of [
        ["ready", ["/v0.4/jobs/mine/status/cancel"]],
        ["started", []],
      ] as const) {
        yield* withStub(
          ({ method, path }, index) => {
            if (method === "POST") return { status: 201, body: { id: "mine", status: "ready" } }
            if (method === "PUT") return { status: 200, body: { id: "mine", status: "canceled" } }
            if (path === "/v0.4/jobs/mine") return { status: 200, body: makeJob({ id: "mine", status }) }
            const at = (id: string) =>
              makeJob({ id, metadata: { [key]: "x" }, submitted_at: "1970-01-01T00:00:00Z" })
            return { status: 200, body: { jobs: index === 0 ? [] : [at("mine"), at("first")], next: null } }
          },
          ({ requests }) =>
            Effect.gen(function* () {
              expect((yield* inTime(submit({ submissionId: "x" }))).id).toBe("first")
              expect(requests.filter(({ method }) => method === "PUT").map(({ path }) => path)).toEqual(puts)
            }),
        )
      }
    }),
  )

  it.effect("keep the older job where the list shows it late", () =>
    withStub(
      ({ method, path }, index) => {
        if (method === "POST") return { status: 201, body: { id: "mine", status: "ready" } }
        if (method === "PUT") return { status: 200, body: { id: "mine", status: "canceled" } }
        if (path === "/v0.4/jobs/mine")
          return {
            status: 200,
            body: makeJob({ id: "mine", status: "ready", submitted_at: "1970-01-01T00:00:01Z" }),
          }
        const jobs =
          index === 0
            ? []
            : [makeJob({ id: "rival", metadata: { [key]: "x" }, submitted_at: "1970-01-01T00:00:02Z" })]
        return { status: 200, body: { jobs, next: null } }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          const { id } = yield* inTime(submit({ submissionId: "x" }))
          expect(requests.filter(({ method }) => method === "PUT")).toEqual([])
          expect(id).toBe("mine")
        }),
    ),
  )

  it.effect("cancel to the end what they have begun to cancel, when they are interrupted", () =>
    Effect.gen(function* () {
      const entered = yield* Deferred.make<void>()
      let canceled = 0
      yield* withStub(
        ({ method, path }, index) => {
          if (method === "POST") return { status: 201, body: { id: "mine", status: "ready" } }
          if (method === "PUT") {
            canceled++
            return { status: 200, body: { id: "mine", status: "canceled" } }
          }
          if (path === "/v0.4/jobs/mine") {
            Deferred.doneUnsafe(entered, Effect.void)
            return {
              status: 200,
              body: makeJob({ id: "mine", status: "ready", submitted_at: "1970-01-01T00:00:02Z" }),
            }
          }
          const jobs =
            index === 0
              ? []
              : ["rival", "mine"].map((id, i) =>
                  makeJob({ id, metadata: { [key]: "x" }, submitted_at: `1970-01-01T00:00:0${i}Z` }),
                )
          return { status: 200, body: { jobs, next: null } }
        },
        () =>
          Effect.gen(function* () {
            const fiber = yield* Effect.forkChild(submit({ submissionId: "x" }))
            const i = yield* Effect.forkChild(Effect.andThen(Deferred.await(entered), Fiber.interrupt(fiber)))
            yield* inTime(Fiber.join(i), "100 millis")
            expect(canceled).toBe(1)
          }),
        { transport: HttpClient.transformResponse(Effect.delay("100 millis")) },
      )
    }),
  )

  for (const [stamp, posts] of [
    ["1970-01-01T00:00:00Z", "rival"],
    ["1970-01-01T00:00:00.000Z", "mine"],
  ] as const) {
    it.effect(`look once more after a second where the list shows ${stamp}: ${posts}`, () =>
      withStub(
        ({ method, path }, index) => {
          if (method === "POST") return { status: 201, body: { id: "mine", status: "ready" } }
          if (method === "PUT") return { status: 200, body: { id: "mine", status: "canceled" } }
          if (path === "/v0.4/jobs/mine")
            return { status: 200, body: makeJob({ id: "mine", status: "ready" }) }
          // The rival's job is made after the look, in the same second; its id sorts first.
          const ids = [[], [], ["mine"], ["a-rival", "mine"]][Math.min(index, 3)] ?? []
          const jobs = ids.map((id) => makeJob({ id, metadata: { [key]: "x" }, submitted_at: stamp }))
          return { status: 200, body: { jobs, next: null } }
        },
        () =>
          Effect.map(inTime(submit({ submissionId: "x" })), ({ id }) =>
            expect(id).toBe(posts === "mine" ? "mine" : "a-rival"),
          ),
      ),
    )
  }

  it.effect("look again in a later millisecond than that of their job", () =>
    withStub(
      ({ method }) =>
        method === "POST"
          ? { status: 201, body: { id: "mine", status: "ready" } }
          : { status: 200, body: { jobs: [], next: null } },
      ({ requests, times }) =>
        Effect.gen(function* () {
          yield* inTime(submit({ submissionId: "x" }), 1)
          expect(requests.map(({ method }) => method)).toEqual(["GET", "POST", "GET"])
          expect(times[2]).toBeGreaterThan(times[1] ?? Infinity)
        }),
    ),
  )

  it.effect("keep their job with a warning when the second look fails", () =>
    Effect.gen(function* () {
      const warnings: Array<string> = []
      const logger = Logger.layer([Logger.make(({ message }) => void warnings.push(String(message)))])
      yield* withStub(
        ({ method }, index) => {
          if (method === "POST") return { status: 201, body: { id: "mine", status: "ready" } }
          return index === 0 ? { status: 200, body: { jobs: [], next: null } } : { status: 500 }
        },
        () => Effect.map(inTime(submit({ submissionId: "x" })), ({ id }) => expect(id).toBe("mine")),
      ).pipe(Effect.provide(logger))
      expect(warnings).toEqual([expect.stringContaining("second job")])
    }),
  )
})
