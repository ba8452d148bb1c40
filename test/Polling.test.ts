import { describe, expect, it } from "@effect/vitest"
import {
  Clock,
  Effect,
  Fiber,
  Layer,
  Logger,
  Queue,
  Redacted,
  References,
  Result,
  Schedule,
  Stream,
} from "effect"
import { IonQ, Polling } from "effect-ionq"
import type { AwaitOptions } from "effect-ionq/Polling"
import type { JobStatus } from "effect-ionq/schema/Job"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { inTime } from "effect-ionq/emulator"
import { makeJob } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import { steppedBy } from "./utils/clock.ts"
import { inTurn, makeStub, type StubAnswer, type StubRequest } from "./utils/stub.ts"

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

  it.effect("ends with JobTimeoutError when its time is over, which says the time and the last status", () =>
    withStub(inTurn(job("submitted"), job("ready")), ({ times }) =>
      Effect.gen(function* () {
        const error = yield* inTime(Effect.flip(awaitJob({ timeout: "5 minutes" })))
        expect(error).toMatchObject({
          _tag: "JobTimeoutError",
          jobId: "j",
          lastStatus: "ready",
          timeoutMillis: 300_000,
        })
        expect(times.at(-1)).toBe(300_000)
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

describe("a wait that things go wrong around", () => {
  const garbled: Readonly<Record<string, StubAnswer>> = {
    "an empty body": { status: 200, body: "" },
    "a cut body": { status: 200, body: JSON.stringify(makeJob({ id: "j" })).slice(0, 40) },
    "a page of a proxy": { status: 200, body: "<html>502</html>", headers: { "content-type": "text/html" } },
    "another job": { status: 200, body: makeJob({ id: "other" }) },
    "a status that no client retries": { status: 501 },
  }
  for (const [name, answer] of Object.entries(garbled)) {
    it.effect(`goes on after ${name}`, () =>
      withStub(inTurn(answer, answer, job("completed")), ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* inTime(awaitJob())).toMatchObject({ id: "j", status: "completed" })
          expect(requests).toHaveLength(3)
        }),
      ),
    )
  }

  it.effect("goes on although the list leaves jobs out and single answers are garbled", () =>
    Effect.gen(function* () {
      let singles = 0
      yield* withStub(
        ({ path }) => {
          if (path.includes("?")) return { status: 200, body: { jobs: [makeJob({ id: "a" })], next: null } }
          return ++singles < 4 ? { status: 200, body: "{" } : { status: 200, body: makeJob({ id: "b" }) }
        },
        () =>
          Effect.gen(function* () {
            const polling = yield* Polling
            const ended = yield* inTime(Stream.runCollect(polling.awaitAll(["a", "b"])))
            expect(ended.map(({ jobId, result }) => `${jobId} ${result._tag}`).sort()).toEqual([
              "a Success",
              "b Success",
            ])
          }),
      )
    }),
  )

  it.effect("ends with the id of its job when the key is refused", () =>
    withStub(inTurn(job("ready"), { status: 403 }), () =>
      Effect.map(inTime(Effect.flip(awaitJob())), (error) =>
        expect(error).toMatchObject({ _tag: "PermissionDeniedError", jobId: "j", status: 403 }),
      ),
    ),
  )

  it.effect("goes on after a 429 that outlasts the retries of the client, with one waiter", () =>
    withStub(
      (_, index) => (index < 4 ? { status: 429 } : job("completed")),
      () => Effect.map(inTime(awaitJob()), ({ status }) => expect(status).toBe("completed")),
      { retries: 0 },
    ),
  )

  it.effect("loses no question, however few steps a fiber takes at a time", () =>
    Effect.forEach(
      // Effect itself makes no progress with fewer than three.
      [3, 4, 5, 6, 7, 16, 64],
      (steps) =>
        withStub(
          ({ path }, index) =>
            index % 5 === 4
              ? { status: 429 }
              : { status: 200, body: makeJob({ id: path.slice("/v0.4/jobs/".length) }) },
          () =>
            Effect.gen(function* () {
              const polling = yield* Polling
              const ended = yield* inTime(
                Effect.forEach(
                  Array.from({ length: 24 }, (_, i) => `job-${i}`),
                  (id, i) => Effect.delay(polling.await(id, { timeout: "10 minutes" }), (i % 4) * 250),
                  { concurrency: "unbounded" },
                ),
                "250 millis",
              )
              expect(ended).toHaveLength(24)
            }),
          { retries: 0 },
        ).pipe(Effect.provideService(References.MaxOpsBeforeYield, steps)),
      { discard: true },
    ),
  )

  it.effect("is not held up by a wall clock that steps back an hour", () =>
    Effect.gen(function* () {
      let offset = 0
      const clock = yield* steppedBy(() => offset)
      const start = yield* Clock.currentTimeMillis
      yield* withStub(
        (_, index) => {
          if (index === 3) offset = -3_600_000
          return job(index < 8 ? "started" : "completed")
        },
        ({ requests }) =>
          Effect.gen(function* () {
            yield* awaitJob({ schedule: Schedule.spaced("1 second"), timeout: "1 minute" })
            expect(requests).toHaveLength(9)
          }),
      ).pipe(Effect.provideService(Clock.Clock, clock), (wait) => inTime(wait))
      expect((yield* Clock.currentTimeMillis) - start).toBeLessThanOrEqual(10_000)
    }),
  )

  it.effect("leaves no timer behind when its last waiter has left", () =>
    Effect.gen(function* () {
      const base = yield* Effect.clockWith(Effect.succeed)
      let timers = 0
      const counting: Clock.Clock = Object.assign(Object.create(base) as Clock.Clock, {
        sleep: (duration: Parameters<Clock.Clock["sleep"]>[0]) =>
          Effect.suspend(() => {
            timers++
            return Effect.ensuring(
              base.sleep(duration),
              Effect.sync(() => timers--),
            )
          }),
      })
      yield* withStub(
        () => ({ status: 200, body: makeJob({ id: "j", status: "ready", predicted_wait_time_ms: 1e7 }) }),
        () =>
          Effect.gen(function* () {
            const fiber = yield* Effect.forkChild(awaitJob())
            yield* TestClock.adjust("3 seconds")
            expect(timers).toBeGreaterThan(0)
            yield* Fiber.interrupt(fiber)
            for (let i = 0; i < 20; i++) yield* Effect.yieldNow
            expect(timers).toBe(0)
          }),
      ).pipe(Effect.provideService(Clock.Clock, counting))
    }),
  )

  it.effect("interrupts a request that nobody waits for any more", () =>
    Effect.gen(function* () {
      let interrupted = 0
      const silent = HttpClient.make(() =>
        Effect.onInterrupt(Effect.never, () => Effect.sync(() => interrupted++)),
      )
      yield* withStub(
        () => job("ready"),
        () =>
          Effect.gen(function* () {
            const first = yield* Effect.forkChild(awaitJob())
            const second = yield* Effect.forkChild(awaitJob())
            yield* TestClock.adjust("3 seconds")
            yield* Fiber.interrupt(first)
            yield* TestClock.adjust(1)
            expect(interrupted).toBe(0)
            yield* Fiber.interrupt(second)
            yield* TestClock.adjust(1)
            expect(interrupted).toBe(1)
          }),
        { transport: () => silent },
      )
    }),
  )

  it.effect("pauses after a 429 that asks for no pause", () =>
    withStub(
      (_, index) => (index < 9 ? { status: 429, headers: { "retry-after": "0" } } : job("completed")),
      ({ times }) =>
        Effect.gen(function* () {
          yield* inTime(awaitJob(), "100 millis")
          const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0))
          expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1000)
        }),
      { retries: 0 },
    ),
  )

  it.effect("interrupts a request when those whose jobs it did not answer have left", () =>
    Effect.gen(function* () {
      let interrupted = 0
      yield* withStub(
        ({ path }) =>
          path.includes("?")
            ? { status: 200, body: { jobs: [makeJob({ id: "a" })], next: null } }
            : "silence",
        () =>
          Effect.gen(function* () {
            const polling = yield* Polling
            const a = yield* Effect.forkChild(polling.await("a"))
            const b = yield* Effect.forkChild(polling.await("b"))
            yield* inTime(Fiber.join(a))
            yield* Fiber.interrupt(b)
            yield* inTime(Effect.sleep(1), 1)
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

  it.effect("ends with its layer", () =>
    Effect.gen(function* () {
      const outlived = yield* Queue.unbounded<Fiber.Fiber<unknown, unknown>>()
      yield* withStub(
        () => job("ready"),
        () =>
          Effect.gen(function* () {
            yield* Queue.offer(outlived, yield* Effect.forkDetach(awaitJob()))
            yield* TestClock.adjust("3 seconds")
          }),
      )
      const exit = yield* Fiber.await(yield* Queue.take(outlived))
      expect(exit).toMatchObject({ _tag: "Failure" })
    }),
  )
})

describe("the time of a wait", () => {
  const atTime = (statusAt: (seconds: number) => JobStatus, more: object = {}) =>
    Effect.map(Effect.clockWith(Effect.succeed), (clock) => {
      const start = clock.currentTimeMillisUnsafe()
      return (): StubAnswer => {
        const status = statusAt((clock.currentTimeMillisUnsafe() - start) / 1000)
        return { status: 200, body: makeJob({ id: "j", status, ...more }) }
      }
    })

  it.effect("ends with a last poll", () =>
    Effect.gen(function* () {
      const answer = yield* atTime((seconds) => (seconds >= 9.5 ? "completed" : "started"))
      yield* withStub(answer, ({ times }) =>
        Effect.gen(function* () {
          const schedule = Schedule.spaced("8 seconds")
          expect((yield* inTime(awaitJob({ timeout: "10 seconds", schedule }))).status).toBe("completed")
          expect(times).toEqual([0, 8000, 10_000])
        }),
      )
    }),
  )

  it.effect("gives the last poll ten seconds", () =>
    withStub(
      (_, index) => (index === 0 ? job("ready") : "silence"),
      () =>
        Effect.gen(function* () {
          const start = yield* Clock.currentTimeMillis
          const error = yield* inTime(Effect.flip(awaitJob({ timeout: "20 seconds" })))
          expect(error).toMatchObject({ _tag: "JobTimeoutError", timeoutMillis: 20_000 })
          expect((yield* Clock.currentTimeMillis) - start).toBe(30_000)
        }),
    ),
  )

  it.effect("of zero is one poll", () =>
    Effect.gen(function* () {
      yield* withStub(inTurn(job("completed")), ({ requests }) =>
        Effect.gen(function* () {
          expect((yield* awaitJob({ timeout: 0 })).status).toBe("completed")
          expect(requests).toHaveLength(1)
        }),
      )
      yield* withStub(inTurn(job("started")), ({ requests }) =>
        Effect.gen(function* () {
          const error = yield* inTime(Effect.flip(awaitJob({ timeout: 0 })))
          expect(error).toMatchObject({ _tag: "JobTimeoutError", timeoutMillis: 0, lastStatus: "started" })
          expect(requests).toHaveLength(1)
        }),
      )
    }),
  )

  it.effect("is an hour in the queue by default, and five minutes while the job runs", () =>
    Effect.gen(function* () {
      const answer = yield* atTime((seconds) =>
        seconds < 1200 ? "ready" : seconds < 1440 ? "started" : "completed",
      )
      yield* withStub(answer, () =>
        Effect.map(inTime(awaitJob(), "10 seconds"), ({ status }) => expect(status).toBe("completed")),
      )
      const ended = (status: JobStatus, more: object = {}) =>
        Effect.gen(function* () {
          const stuck = yield* atTime(() => status, more)
          return yield* withStub(stuck, () => inTime(Effect.flip(awaitJob()), "10 seconds"))
        })
      expect(yield* ended("ready")).toMatchObject({ timeoutMillis: 3_600_000 })
      expect(yield* ended("started")).toMatchObject({ timeoutMillis: 300_000 })
      expect(yield* ended("started", { predicted_execution_duration_ms: 60_000 })).toMatchObject({
        timeoutMillis: 420_000,
      })
    }),
  )

  it.effect("is twice the wait that IonQ predicts, within a day", () =>
    Effect.gen(function* () {
      const answer = yield* atTime((seconds) => (seconds < 3 * 3600 ? "ready" : "completed"), {
        predicted_wait_time_ms: 2 * 3_600_000,
      })
      yield* withStub(answer, () =>
        Effect.map(inTime(awaitJob(), "1 minute"), ({ status }) => expect(status).toBe("completed")),
      )
      const stuck = yield* atTime(() => "ready", { predicted_wait_time_ms: 1e15 })
      yield* withStub(stuck, () =>
        Effect.map(inTime(Effect.flip(awaitJob()), "10 minutes"), (error) =>
          expect(error).toMatchObject({ _tag: "JobTimeoutError", timeoutMillis: 86_400_000 }),
        ),
      )
    }),
  )

  it.effect("without end is still a JobTimeoutError when the schedule ends", () =>
    withStub(
      () => ({ status: 200, body: makeJob({ id: "j", status: "ready" }) }),
      () =>
        Effect.gen(function* () {
          const polling = yield* Polling
          const error = yield* inTime(
            Effect.flip(polling.await("j", { timeout: Infinity, schedule: Schedule.recurs(2) })),
          )
          expect(error).toMatchObject({ _tag: "JobTimeoutError", timeoutMillis: Infinity })
        }),
    ),
  )

  it.effect("does not count what the consumer of a watch takes", () =>
    Effect.gen(function* () {
      const answer = yield* atTime((seconds) =>
        seconds < 300 ? "ready" : seconds < 700 ? "started" : "completed",
      )
      yield* withStub(answer, () =>
        Effect.gen(function* () {
          const polling = yield* Polling
          const seen = yield* inTime(
            polling.watch("j", { timeout: "1 minute" }).pipe(
              Stream.mapEffect(({ status }) => Effect.as(Effect.sleep("400 seconds"), status)),
              Stream.runCollect,
            ),
          )
          expect(seen).toEqual(["ready", "started", "completed"])
        }),
      )
    }),
  )
})

describe("Polling.awaitEnd", () => {
  for (const status of ["completed", "failed", "canceled"] as const) {
    it.effect(`gives a job that is ${status}`, () =>
      withStub(inTurn(job("ready"), job(status)), () =>
        Effect.gen(function* () {
          const polling = yield* Polling
          expect(yield* inTime(polling.awaitEnd("j"))).toMatchObject({ id: "j", status })
        }),
      ),
    )
  }

  it.effect("fails when the end is not seen in time", () =>
    withStub(inTurn(job("ready")), () =>
      Effect.gen(function* () {
        const polling = yield* Polling
        const result = yield* inTime(Effect.result(polling.awaitEnd("j", { timeout: "1 minute" })))
        expect(Result.isFailure(result) && result.failure._tag).toBe("JobTimeoutError")
      }),
    ),
  )
})

describe("when a job is polled", () => {
  for (const [delay, next] of [
    [4, 135],
    [8, 138],
    [500, 576],
    [1000, 1000],
    [3000, 3000],
    [3900, 4000],
  ] as const) {
    it.effect(`${delay} ms after 131 ms: at ${next} ms`, () =>
      withStub(inTurn(job("ready"), job("completed")), ({ times }) =>
        Effect.gen(function* () {
          yield* inTime(Effect.sleep(131), 1)
          yield* inTime(awaitJob({ schedule: Schedule.spaced(delay) }), 1)
          expect(times).toEqual([131, next])
        }),
      ),
    )
  }

  const predicted =
    (millis: number | null) =>
    (_: StubRequest, index: number): StubAnswer => ({
      status: 200,
      body: makeJob({ id: "j", status: index === 0 ? "ready" : "completed", predicted_wait_time_ms: millis }),
    })
  for (const [millis, next] of [
    [200_000, 48_000],
    [1e7, 112_000],
    [-1e7, 1000],
    [null, 1000],
  ] as const) {
    it.effect(`${millis} ms before it starts by IonQ's word: about ${next} ms later`, () =>
      withStub(predicted(millis), ({ times }) =>
        Effect.gen(function* () {
          yield* inTime(awaitJob(), "250 millis")
          if (next > 1000) expect(times).toEqual([0, next])
          else expect(times[1]).toBeLessThanOrEqual(1200)
        }),
      ),
    )
  }

  it.effect("goes by the wall clock where its schedule does", () =>
    Effect.gen(function* () {
      const halfPast = 1_800_000
      const onTheHour = Schedule.modifyDelay(Schedule.forever, ({ now }) =>
        Effect.succeed(3_600_000 - (now % 3_600_000)),
      )
      yield* withStub(
        (_, index) => job(index < 2 ? "ready" : "completed"),
        ({ times }) =>
          Effect.gen(function* () {
            yield* Effect.sleep("10 minutes")
            yield* awaitJob({
              schedule: onTheHour,
              timeout: "1 day",
            })
            // Twenty minutes to the full hour, and what a tick brings it forward.
            expect(times.map((time) => Math.ceil(time / 600_000))).toEqual([4, 6, 6])
          }),
      ).pipe(Effect.provideService(Clock.Clock, yield* steppedBy(() => halfPast)), (wait) =>
        inTime(wait, "10 seconds"),
      )
    }),
  )
})

describe("what a wait says when its time is over", () => {
  const message = (answer: StubAnswer, options: AwaitOptions = {}) =>
    Effect.gen(function* () {
      let words = ""
      yield* withStub(inTurn(answer), () =>
        Effect.map(inTime(Effect.flip(awaitJob(options))), (error) => (words = error.message)),
      )
      return words
    })

  it.effect("is its length, the last status and the last failure", () =>
    Effect.gen(function* () {
      expect(yield* message(job("ready"), { timeout: "90 seconds" })).toBe(
        "Job j did not end within 1m 30s, last status: ready",
      )
      expect(yield* message(job("ready"), { schedule: Schedule.recurs(1) })).toBe(
        "Job j did not end before its schedule ended, last status: ready",
      )
      expect(yield* message({ status: 501 }, { timeout: 0 })).toMatch(
        /^Job j did not end within 0, last status: unknown, last failed poll: ServerError: ./,
      )
    }),
  )

  it.effect("is a warning before, at each status that this version does not know", () =>
    Effect.gen(function* () {
      const warnings: Array<string> = []
      const logger = Logger.layer([Logger.make(({ message: text }) => void warnings.push(String(text)))])
      yield* withStub(
        inTurn(job("paused"), job("paused"), job("ready"), job("paused"), job("completed")),
        () => inTime(awaitJob()),
      ).pipe(Effect.provide(logger))
      expect(warnings.filter((text) => text.startsWith("Job j has the status"))).toHaveLength(2)
    }),
  )

  it.effect("a poll that was answered late is followed by one more, with its ten seconds", () =>
    withStub(
      (_, index) => (index < 2 ? job("started") : "silence"),
      ({ times }) =>
        Effect.gen(function* () {
          const schedule = Schedule.spaced("8 seconds")
          yield* inTime(Effect.flip(awaitJob({ timeout: "10 seconds", schedule })))
          expect(times).toEqual([0, 8000, 16_000])
          expect(yield* Clock.currentTimeMillis).toBe(26_000)
        }),
      {
        transport: HttpClient.transform((effect) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) =>
            now === 8000 ? Effect.tap(effect, () => Effect.sleep("8 seconds")) : effect,
          ),
        ),
      },
    ),
  )
})

describe("the time of a wait without a limit", () => {
  /** How long a wait for a job goes on that never ends, in minutes; the job by its time, in milliseconds. */
  const minutes = (jobAt: (millis: number) => object, step: "10 seconds" | "1 minute" = "10 seconds") =>
    Effect.gen(function* () {
      const clock = yield* Effect.clockWith(Effect.succeed)
      const start = clock.currentTimeMillisUnsafe()
      let length = 0
      yield* withStub(
        () => ({
          status: 200,
          body: { ...makeJob({ id: "j" }), ...jobAt(clock.currentTimeMillisUnsafe() - start) },
        }),
        () =>
          Effect.map(inTime(Effect.flip(awaitJob()), step), (error) => {
            length = error._tag === "JobTimeoutError" ? error.timeoutMillis / 60_000 : NaN
          }),
      )
      return length
    })

  const cases: ReadonlyArray<readonly [string, (millis: number) => object, number]> = [
    ["submitted", () => ({ status: "submitted" }), 60],
    ["started", () => ({ status: "started" }), 5],
    [
      "started, with a run of negative length",
      () => ({ status: "started", predicted_execution_duration_ms: -1e6 }),
      5,
    ],
    [
      "started, with a wait that is over",
      () => ({ status: "started", predicted_wait_time_ms: 7_200_000 }),
      5,
    ],
    ["queued, with a wait of negative length", () => ({ status: "ready", predicted_wait_time_ms: -1e9 }), 60],
    [
      "queued, with a wait of two hours",
      (millis) => ({ status: "ready", predicted_wait_time_ms: millis === 0 ? 7_200_000 : null }),
      245,
    ],
    [
      "queued, with a wait of ten minutes",
      (millis) => ({ status: "ready", predicted_wait_time_ms: millis === 0 ? 600_000 : null }),
      60,
    ],
  ]
  for (const [name, jobAt, length] of cases) {
    it.effect(`is ${length} minutes for a job that is ${name}`, () =>
      Effect.map(minutes(jobAt), (found) => expect(found).toBe(length)),
    )
  }

  it.effect("is what is left of the queue's, or five minutes from the start of the job", () =>
    Effect.gen(function* () {
      // The times of its polls are drawn: the change is seen within half a minute.
      const startedAt = (minute: number) => (millis: number) => ({
        status: millis < minute * 60_000 ? "ready" : "started",
      })
      expect(yield* minutes(startedAt(20))).toBe(60)
      const late = yield* minutes(startedAt(59))
      expect(late).toBeGreaterThanOrEqual(64)
      expect(late).toBeLessThanOrEqual(64.6)
    }),
  )

  it.effect("does not count what the consumer of a watch takes", () =>
    Effect.gen(function* () {
      const polling = yield* Polling
      const error = yield* inTime(
        polling.watch("j").pipe(
          Stream.mapEffect(() => Effect.sleep("2 hours")),
          Stream.runDrain,
          Effect.flip,
        ),
        "10 seconds",
      )
      expect(error).toMatchObject({ _tag: "JobTimeoutError", timeoutMillis: 3_600_000 })
      const ended = yield* Clock.currentTimeMillis
      expect(ended).toBe(3 * 3_600_000)
    }).pipe((effect) => withStub(inTurn(job("ready")), () => effect)),
  )
})

describe("what a watch takes for a change", () => {
  const times = (...each: ReadonlyArray<readonly [wait: number | null, run: number | null]>) =>
    inTurn(
      ...each.map(([wait, run], i): StubAnswer => ({
        status: 200,
        body: makeJob({
          id: "j",
          status: i < each.length - 1 ? "ready" : "completed",
          predicted_wait_time_ms: wait,
          predicted_execution_duration_ms: run,
        }),
      })),
    )
  for (const [predictions, count] of [
    [true, 4],
    [false, 2],
    [undefined, 2],
  ] as const) {
    it.effect(`with predictions: ${predictions}`, () =>
      withStub(times([9000, 1], [8000, 1], [8000, 1], [8000, 2], [8000, 2]), () =>
        Effect.map(inTime(watchJob({ predictions })), (seen) => expect(seen).toHaveLength(count)),
      ),
    )
  }
})

describe("a failure that ends a wait at once", () => {
  for (const [status, tag] of [
    [400, "BadRequestError"],
    [401, "AuthenticationError"],
    [403, "PermissionDeniedError"],
    [404, "NotFoundError"],
  ] as const) {
    it.effect(tag, () =>
      withStub(inTurn({ status }), ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* Effect.flip(awaitJob())).toMatchObject({ _tag: tag, jobId: "j" })
          expect(requests).toHaveLength(1)
        }),
      ),
    )
  }

  it.effect("MissingApiKeyError", () => {
    const { layer, requests } = makeStub(() => job("completed"))
    return Effect.gen(function* () {
      expect(yield* Effect.flip(awaitJob())).toMatchObject({ _tag: "MissingApiKeyError" })
      expect(requests).toHaveLength(0)
    }).pipe(Effect.provide(Layer.provide(IonQ.layer({ apiKey: Redacted.make("") }), layer)))
  })
})

describe("what is refused before a job is polled", () => {
  for (const [field, id, options] of [
    ["jobId", "", {}],
    ["timeout", "j", { timeout: -1 }],
  ] as const) {
    it.effect(field, () =>
      withStub(inTurn(job("completed")), ({ requests }) =>
        Effect.gen(function* () {
          const polling = yield* Polling
          expect(yield* Effect.flip(polling.await(id, options))).toMatchObject({ field })
          expect(requests).toHaveLength(0)
        }),
      ),
    )
  }
})

describe("Polling.release", () => {
  /** Releases a job; gives the methods of the requests, the seconds that it took, and the warnings. */
  const released = (
    policy: "detach" | "cancel" | "cancelIfNotStarted",
    answer: (request: StubRequest, index: number) => StubAnswer,
    id = "j",
  ) =>
    Effect.gen(function* () {
      const warnings: Array<string> = []
      const logger = Logger.layer([Logger.make(({ message: text }) => void warnings.push(String(text)))])
      let methods = ""
      let seconds = 0
      yield* withStub(
        answer,
        ({ requests }) =>
          Effect.gen(function* () {
            const polling = yield* Polling
            const start = yield* Clock.currentTimeMillis
            yield* inTime(polling.release(id, policy))
            seconds = ((yield* Clock.currentTimeMillis) - start) / 1000
            methods = requests.map(({ method }) => method).join(" ")
          }),
        { retries: 0 },
      ).pipe(Effect.provide(logger))
      return { methods, seconds, warnings }
    })
  const canceled: StubAnswer = { status: 200, body: { id: "j", status: "canceled" } }
  const at =
    (status: JobStatus, put: StubAnswer = canceled) =>
    ({ method }: StubRequest): StubAnswer =>
      method === "PUT" ? put : job(status)

  for (const [status, cancel, cancelIfNotStarted] of [
    ["submitted", "GET PUT", "GET PUT"],
    ["ready", "GET PUT", "GET PUT"],
    ["started", "GET PUT", "GET"],
    ["completed", "GET", "GET"],
    ["failed", "GET", "GET"],
    ["canceled", "GET", "GET"],
  ] as const) {
    it.effect(`of a job that is ${status} does what its policy says`, () =>
      Effect.gen(function* () {
        expect(yield* released("detach", at(status))).toMatchObject({ methods: "", warnings: [] })
        expect(yield* released("cancel", at(status))).toMatchObject({ methods: cancel, warnings: [] })
        expect(yield* released("cancelIfNotStarted", at(status))).toMatchObject({
          methods: cancelIfNotStarted,
          warnings: [],
        })
      }),
    )
  }

  it.effect("of a job that is gone, or that has ended in between, is done", () =>
    Effect.gen(function* () {
      expect(yield* released("cancel", () => ({ status: 404 }))).toEqual({
        methods: "GET",
        seconds: 0,
        warnings: [],
      })
      expect(yield* released("cancel", at("ready", { status: 409 }))).toEqual({
        methods: "GET PUT",
        seconds: 0,
        warnings: [],
      })
    }),
  )

  it.effect("is tried again each second, for half a minute", () =>
    Effect.gen(function* () {
      const flaky = (_: StubRequest, index: number) => (index < 2 ? { status: 503 } : at("completed")(_))
      expect(yield* released("cancel", flaky)).toEqual({ methods: "GET GET GET", seconds: 2, warnings: [] })
      const never = yield* released("cancel", () => ({ status: 503 }))
      expect(never.seconds).toBe(30)
      expect(never.warnings).toEqual([expect.stringMatching(/^Job j could not be canceled: ./)])
    }),
  )

  it.effect("is not tried again where it would fail in the same way", () =>
    Effect.gen(function* () {
      expect(yield* released("cancel", () => ({ status: 401 }))).toMatchObject({
        methods: "GET",
        seconds: 0,
        warnings: [expect.stringContaining("Job j could not be canceled")],
      })
      expect(yield* released("cancel", at("ready"), "no id")).toMatchObject({ methods: "", seconds: 0 })
    }),
  )
})

describe("Polling.awaitAll", () => {
  it.effect("awaits a job once that is named twice", () =>
    withStub(inTurn(job("completed")), () =>
      Effect.gen(function* () {
        const polling = yield* Polling
        const ended = yield* inTime(Stream.runCollect(polling.awaitAll(["j", "j"])))
        expect(ended).toMatchObject([{ jobId: "j", result: { _tag: "Success", success: { id: "j" } } }])
      }),
    ),
  )
})

describe("how a wait tells of the job", () => {
  it.effect("calls onStatus at each change, and goes on when it has returned", () =>
    withStub(inTurn(job("ready"), job("ready"), job("started"), job("completed")), ({ times }) =>
      Effect.gen(function* () {
        const told: Array<string> = []
        const onStatus = ({ status }: { readonly status: string }) =>
          Effect.andThen(
            Effect.sleep("1 minute"),
            Effect.sync(() => void told.push(status)),
          )
        yield* inTime(awaitJob({ onStatus, schedule: Schedule.spaced("8 seconds") }))
        expect(told).toEqual(["ready", "started", "completed"])
        expect(times.at(-1)).toBeGreaterThan(120_000)
      }),
    ),
  )

  it.effect("has no failure in its error where the server gives none", () =>
    withStub(inTurn(job("failed")), () =>
      Effect.map(Effect.flip(awaitJob()), (error) => {
        expect(error).not.toHaveProperty("failure")
        expect(error.message).toBe("Job j failed: the server gave no reason")
      }),
    ),
  )

  it.effect("and of a failure without a message", () =>
    withStub(
      inTurn({ status: 200, body: { ...makeJob({ id: "j", status: "failed" }), failure: { code: "Odd" } } }),
      () => Effect.map(Effect.flip(awaitJob()), (error) => expect(error.message).toBe("Job j failed: Odd: ")),
    ),
  )
})
