import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Schedule, Stream } from "effect"
import { Polling } from "effect-ionq"
import type { AwaitOptions } from "effect-ionq/Polling"
import type { JobStatus } from "effect-ionq/schema/Job"
import { TestClock } from "effect/testing"
import { makeJob } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import { inTime } from "./utils/clock.ts"
import { inTurn, type StubAnswer, type StubRequest } from "./utils/stub.ts"

const job = (status: JobStatus): StubAnswer => ({ status: 200, body: makeJob({ id: "j", status }) })
const awaitJob = (options?: AwaitOptions) => Effect.flatMap(Polling, (polling) => polling.await("j", options))
const watchJob = (options?: AwaitOptions) =>
  Effect.flatMap(Polling, (polling) =>
    Stream.runCollect(Stream.map(polling.watch("j", options), ({ status }) => status)),
  )

describe("Polling.await", () => {
  it.effect("gives a job that is already completed at once, from one request", () =>
    withStub(inTurn(job("completed")), ({ requests }) =>
      Effect.gen(function* () {
        expect((yield* awaitJob()).status).toBe("completed")
        expect(requests.map(({ path }) => path)).toEqual(["/v0.4/jobs/j"])
      }),
    ),
  )

  it.effect(
    "asks after 1 second, then 1.5 times later each time, up to 30 seconds, jittered by a fifth and on a beat",
    () =>
      withStub(
        (_, index) => job(index < 12 ? "ready" : "completed"),
        ({ times }) =>
          Effect.gen(function* () {
            yield* inTime(awaitJob())
            const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0))
            expect(waits).toHaveLength(12)
            waits.forEach((wait, i) => {
              const nominal = Math.min(1000 * 1.5 ** i, 30_000)
              expect(wait).toBeGreaterThanOrEqual(Math.floor(nominal * 0.8 * 0.75))
              expect(wait).toBeLessThanOrEqual(Math.ceil(nominal * 1.2))
            })
          }),
      ),
  )

  it.effect("takes any schedule", () =>
    withStub(inTurn(job("submitted"), job("ready"), job("started"), job("completed")), ({ times }) =>
      Effect.gen(function* () {
        yield* inTime(awaitJob({ schedule: Schedule.spaced("7 seconds") }))
        expect(times).toEqual([0, 7000, 14_000, 21_000])
      }),
    ),
  )

  it.effect("a failed job is a JobFailedError with IonQ's code and message", () =>
    withStub(
      () => ({
        status: 200,
        body: makeJob({
          id: "j",
          status: "failed",
          failure: { code: "TooManyShots", message: "fewer, please" },
        }),
      }),
      () =>
        Effect.map(Effect.flip(awaitJob()), (error) =>
          expect(error).toMatchObject({
            _tag: "JobFailedError",
            jobId: "j",
            message: "Job j failed: TooManyShots: fewer, please",
            failure: { code: "TooManyShots", message: "fewer, please" },
          }),
        ),
    ),
  )

  it.effect("a failure without a reason is still one", () =>
    withStub(inTurn(job("failed")), () =>
      Effect.map(Effect.flip(awaitJob()), (error) => expect(error).toMatchObject({ _tag: "JobFailedError" })),
    ),
  )

  it.effect("a canceled job is a JobCanceledError", () =>
    withStub(inTurn(job("ready"), job("canceled")), () =>
      Effect.map(inTime(Effect.flip(awaitJob())), (error) =>
        expect(error).toMatchObject({ _tag: "JobCanceledError", jobId: "j" }),
      ),
    ),
  )

  it.effect("ends with JobTimeoutError after 5 minutes, and says the last status", () =>
    withStub(inTurn(job("submitted"), job("ready")), ({ times }) =>
      Effect.gen(function* () {
        const error = yield* inTime(Effect.flip(awaitJob()))
        expect(error).toMatchObject({ _tag: "JobTimeoutError", jobId: "j", lastStatus: "ready" })
        expect(Math.max(...times)).toBeLessThanOrEqual(300_000)
      }),
    ),
  )

  it.effect("ends with JobTimeoutError when the schedule ends first", () =>
    withStub(inTurn(job("ready")), ({ requests }) =>
      Effect.gen(function* () {
        const error = yield* inTime(Effect.flip(awaitJob({ schedule: Schedule.recurs(3) })))
        expect(error).toMatchObject({ _tag: "JobTimeoutError", lastStatus: "ready" })
        expect(requests).toHaveLength(4)
      }),
    ),
  )

  it.effect("polls that fail and may pass do not lose the job", () =>
    withStub(
      (_, index) => (index < 9 ? { status: 503 } : job("completed")),
      ({ requests }) =>
        Effect.gen(function* () {
          expect((yield* inTime(awaitJob())).status).toBe("completed")
          expect(requests).toHaveLength(10)
        }),
    ),
  )

  it.effect("a job that never answers ends in JobTimeoutError, which says why", () =>
    withStub(
      () => ({ status: 503 }),
      () =>
        Effect.gen(function* () {
          const error = yield* inTime(Effect.flip(awaitJob()))
          expect(error).toMatchObject({
            _tag: "JobTimeoutError",
            message: expect.stringContaining("ServerError"),
          })
          expect(error).not.toHaveProperty("lastStatus")
        }),
    ),
  )

  it.effect("an answer that will not change ends the wait", () =>
    withStub(
      () => ({ status: 404 }),
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* Effect.flip(awaitJob())).toMatchObject({ _tag: "NotFoundError" })
          expect(requests).toHaveLength(1)
        }),
    ),
  )

  it.effect("a status that this version does not know is waited through", () =>
    withStub(inTurn(job("paused"), job("completed")), () =>
      Effect.map(inTime(awaitJob()), ({ status }) => expect(status).toBe("completed")),
    ),
  )

  const interrupted = (status: JobStatus, options: AwaitOptions) =>
    Effect.gen(function* () {
      const seen: Array<StubRequest> = []
      yield* withStub(
        (request) => {
          seen.push(request)
          return request.method === "PUT"
            ? { status: 200, body: { id: "j", status: "canceled" } }
            : job(status)
        },
        () =>
          Effect.gen(function* () {
            const fiber = yield* Effect.forkChild(awaitJob(options))
            yield* TestClock.adjust("10 seconds")
            yield* Fiber.interrupt(fiber)
          }),
      )
      return seen.filter(({ method }) => method === "PUT").map(({ path }) => path)
    })

  it.effect("an interrupted wait leaves the job, cancels it, or cancels it unless it runs", () =>
    Effect.gen(function* () {
      const canceled = ["/v0.4/jobs/j/status/cancel"]
      expect(yield* interrupted("ready", {})).toEqual([])
      expect(yield* interrupted("ready", { onInterrupt: "detach" })).toEqual([])
      expect(yield* interrupted("started", { onInterrupt: "cancel" })).toEqual(canceled)
      expect(yield* interrupted("ready", { onInterrupt: "cancelIfNotStarted" })).toEqual(canceled)
      expect(yield* interrupted("started", { onInterrupt: "cancelIfNotStarted" })).toEqual([])
    }),
  )
})

describe("Polling.watch", () => {
  it.effect("gives each change of status once, to the last", () =>
    withStub(
      inTurn(
        job("submitted"),
        job("submitted"),
        job("ready"),
        job("started"),
        job("started"),
        job("completed"),
      ),
      () =>
        Effect.map(inTime(watchJob()), (statuses) =>
          expect(statuses).toEqual(["submitted", "ready", "started", "completed"]),
        ),
    ),
  )

  it.effect("ends with a failed or canceled job as with a completed one", () =>
    withStub(inTurn(job("ready"), job("failed")), () =>
      Effect.map(inTime(watchJob()), (statuses) => expect(statuses).toEqual(["ready", "failed"])),
    ),
  )
})
