import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { inTime } from "effect-ionq/emulator"
import { CurrentLedger, type Ledger } from "../../src/jobs/CurrentLedger.ts"
import { makeJob } from "../utils/builders.ts"
import { withStub } from "../utils/client.ts"
import type { StubAnswer } from "../utils/stub.ts"
import { key, submit } from "../utils/submissions.ts"

/** The record of a caller that knows who else uses its ids. */
const recorded = (record: Partial<Ledger>) =>
  Effect.provideService(CurrentLedger, {
    limit: undefined,
    reserve: () => Effect.void,
    refusal: () => undefined,
    release: () => Effect.void,
    jobOf: () => undefined,
    isAlone: Effect.succeed(true),
    ...record,
  })

const made: StubAnswer = { status: 201, body: { id: "made", status: "submitted" } }
const list = (...ids: ReadonlyArray<string>): StubAnswer => ({
  status: 200,
  body: {
    jobs: ids.map((id) =>
      makeJob({ id, metadata: { [key]: "row-1" }, submitted_at: "1970-01-01T00:00:00.000Z" }),
    ),
    next: null,
  },
})
const methods = (requests: ReadonlyArray<{ readonly method: string }>) =>
  requests.map(({ method }) => method).join(" ")

describe("a submission whose caller knows that nobody else has its id", () => {
  it.effect("searches neither before nor after its request", () =>
    withStub(
      () => made,
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* submit({ submissionId: "row-1" })).toMatchObject({ id: "made" })
          expect(methods(requests)).toBe("POST")
        }).pipe(recorded({})),
    ),
  )

  it.effect("searches afterwards where somebody came meanwhile, and gives way", () => {
    let asked = 0
    return withStub(
      ({ method, path }) => {
        if (method === "POST") return made
        if (path.endsWith("/cancel")) return { status: 200, body: { id: "made", status: "canceled" } }
        return path.endsWith("/made")
          ? {
              status: 200,
              body: makeJob({ id: "made", status: "ready", submitted_at: "1970-01-01T00:00:01Z" }),
            }
          : list("theirs")
      },
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* inTime(submit({ submissionId: "row-1" }))).toMatchObject({ id: "theirs" })
          expect(methods(requests)).toMatch(/^POST GET .*PUT/)
        }).pipe(recorded({ isAlone: Effect.sync(() => ++asked === 1) })),
    )
  })

  it.effect("searches before its request where somebody came while it waited for its turn", () => {
    let isAlone = true
    return withStub(
      ({ method }, index) => {
        if (method === "GET") return list("theirs")
        return index === 0 ? "silence" : made
      },
      ({ requests }) =>
        Effect.gen(function* () {
          const first = yield* Effect.forkChild(submit())
          yield* TestClock.adjust("10 millis")
          const second = yield* Effect.forkChild(submit({ submissionId: "row-1" }))
          yield* TestClock.adjust("2 seconds")
          isAlone = false
          yield* Fiber.interrupt(first)
          expect(yield* inTime(Fiber.join(second))).toMatchObject({ id: "theirs" })
          expect(methods(requests)).toBe("POST GET")
        }).pipe(recorded({ isAlone: Effect.sync(() => isAlone) })),
      { maxSubmissions: 1 },
    )
  })

  it.effect("searches for what it sent itself when the response is lost", () =>
    withStub(
      ({ method }, index) => {
        if (method === "GET") return index < 3 ? list() : list("mine")
        return { code: "ECONNRESET" }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* inTime(submit({ submissionId: "row-1" }))).toMatchObject({ id: "mine" })
          expect(methods(requests)).toBe("POST GET GET GET")
        }).pipe(recorded({})),
    ),
  )

  it.effect("searches for a second job of its own when it had to send again", () =>
    withStub(
      ({ method }, index) => {
        if (method === "GET") return list()
        return index === 0 ? { code: "ECONNRESET" } : made
      },
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* inTime(submit({ submissionId: "row-1" }))).toMatchObject({ id: "made" })
          expect(methods(requests)).toMatch(/^POST (GET )+POST GET$/)
        }).pipe(recorded({})),
    ),
  )

  it.effect("gives the job that is recorded", () =>
    withStub(
      () => made,
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* submit({ submissionId: "row-1" })).toEqual({ id: "known", status: "submitted" })
          expect(requests).toEqual([])
        }).pipe(recorded({ jobOf: (id) => (id === "row-1" ? "known" : undefined) })),
    ),
  )
})
