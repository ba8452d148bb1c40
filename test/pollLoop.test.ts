import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Logger, Schedule, Stream } from "effect"
import { Jobs, Polling } from "effect-ionq"
import { withOptions } from "effect-ionq/CallOptions"
import type { Job, JobStatus } from "effect-ionq/schema/Job"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { inTime } from "effect-ionq/emulator"
import { bell, makeJob } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import type { StubAnswer, StubRequest } from "./utils/stub.ts"

const idsOf = (path: string): ReadonlyArray<string> => {
  const url = new URL(path, "http://localhost")
  const alone = /^\/v0\.4\/jobs\/([^/?]+)$/.exec(url.pathname)?.[1]
  return alone === undefined ? url.searchParams.getAll("ids").flatMap((ids) => ids.split(",")) : [alone]
}

/** Answers for jobs whose state a test decides, as IonQ lists them. */
const server =
  (job: (id: string) => Job | undefined) =>
  ({ path }: StubRequest): StubAnswer => {
    const ids = idsOf(path)
    if (!path.includes("?")) {
      const found = job(ids[0] ?? "")
      return found === undefined ? { status: 404 } : { status: 200, body: found }
    }
    return {
      status: 200,
      body: { jobs: ids.map(job).filter((found) => found !== undefined), next: null },
    }
  }

const ids = (count: number) => Array.from({ length: count }, (_, i) => `job-${i}`)
const second = { schedule: Schedule.spaced("1 second"), timeout: "10 minutes" } as const
const awaitEach = (jobIds: ReadonlyArray<string>) =>
  Effect.flatMap(Polling, (polling) =>
    Effect.forEach(jobIds, (id) => polling.await(id, second), { concurrency: "unbounded" }),
  )

describe("the shared loop", () => {
  it.effect(
    "a thousand fibers, each with its job, cost a fiftieth of the requests, and see each end in time",
    () =>
      Effect.gen(function* () {
        const start = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
        let now = () => 0
        // Each job ends at another time within the minute.
        const endOf = (id: string) => start + (Number(id.slice(4)) * 60_000) / 1000
        const late: Array<number> = []
        yield* withStub(
          server((id) => makeJob({ id, status: now() >= endOf(id) ? "completed" : "started" })),
          ({ requests }) =>
            Effect.gen(function* () {
              const clock = yield* Effect.clockWith(Effect.succeed)
              now = () => clock.currentTimeMillisUnsafe()
              const polling = yield* Polling
              yield* inTime(
                Effect.forEach(
                  ids(1000),
                  (id) => Effect.map(polling.await(id, second), () => late.push(now() - endOf(id))),
                  { concurrency: "unbounded" },
                ),
                "250 millis",
              )
              // Alone, each would ask once a second until its end.
              const alone = ids(1000).reduce((sum, id) => sum + 1 + Math.ceil((endOf(id) - start) / 1000), 0)
              expect(requests.length).toBeLessThanOrEqual(alone / 50)
              expect(Math.max(...late)).toBeLessThanOrEqual(1000)
              expect(late).toHaveLength(1000)
            }),
        )
      }),
  )

  it.effect("asks for at most a hundred at a time, and never for none", () =>
    withStub(
      server((id) => makeJob({ id })),
      ({ requests }) =>
        Effect.gen(function* () {
          yield* inTime(awaitEach(ids(250)))
          expect(requests.map(({ path }) => idsOf(path).length).sort((a, b) => a - b)).toEqual([50, 100, 100])
        }),
    ),
  )

  it.effect("has at most four requests on their way, those for single jobs counted", () =>
    Effect.gen(function* () {
      let now = 0
      let most = 0
      yield* withStub(
        ({ path }) =>
          path.includes("?")
            ? { status: 200, body: { jobs: [], next: null } }
            : { status: 200, body: makeJob({ id: path.split("/").at(-1) ?? "" }) },
        () =>
          Effect.gen(function* () {
            const polling = yield* Polling
            yield* inTime(
              Effect.forEach(ids(150), (id) => polling.await(id), { concurrency: "unbounded" }),
              "100 millis",
            )
            expect(most).toBe(4)
          }),
        {
          transport: HttpClient.transform((effect) =>
            Effect.suspend(() => {
              most = Math.max(most, ++now)
              return Effect.ensuring(
                Effect.delay(effect, "300 millis"),
                Effect.sync(() => now--),
              )
            }),
          ),
        },
      )
    }),
  )

  it.effect("two who wait for the same job are one question", () =>
    withStub(
      server((id) => makeJob({ id })),
      ({ requests }) =>
        Effect.gen(function* () {
          yield* inTime(awaitEach(["a", "a", "a"]))
          expect(requests.map(({ path }) => path)).toEqual(["/v0.4/jobs/a"])
        }),
    ),
  )

  it.effect("a job that left the list is asked for by itself, and not found by its own waiter only", () =>
    withStub(
      server((id) => (id === "job-3" ? undefined : makeJob({ id }))),
      ({ requests }) =>
        Effect.gen(function* () {
          const polling = yield* Polling
          const results = yield* inTime(
            Effect.forEach(ids(5), (id) => Effect.result(polling.await(id)), { concurrency: "unbounded" }),
          )
          expect(results.map(({ _tag }) => _tag)).toEqual([
            "Success",
            "Success",
            "Success",
            "Failure",
            "Success",
          ])
          expect(results[3]).toMatchObject({ failure: { _tag: "NotFoundError" } })
          expect(requests.map(({ path }) => idsOf(path).length)).toEqual([5, 1])
        }),
    ),
  )

  it.effect("a job that is there and never listed is asked for by itself from then on", () =>
    Effect.gen(function* () {
      let polls = 0
      yield* withStub(
        ({ path }) => {
          const asked = idsOf(path)
          if (!path.includes("?")) {
            const status: JobStatus = ++polls < 4 ? "started" : "completed"
            return { status: 200, body: makeJob({ id: asked[0] ?? "", status }) }
          }
          const jobs = asked.filter((id) => id !== "job-1").map((id) => makeJob({ id, status: "started" }))
          return { status: 200, body: { jobs, next: null } }
        },
        ({ requests }) =>
          Effect.gen(function* () {
            const others = yield* Effect.forkChild(awaitEach(["job-0", "job-2"]))
            yield* inTime(awaitEach(["job-1"]))
            yield* Fiber.interrupt(others)
            expect(
              requests.filter(({ path }) => path.includes("?") && path.includes("job-1")).length,
            ).toBeLessThan(2)
          }),
      )
    }),
  )

  it.effect("one malformed job holds up its own waiter only, whose error says why", () =>
    withStub(
      ({ path }) => {
        const job = (id: string) => (id === "job-2" ? { ...makeJob({ id }), status: 7 } : makeJob({ id }))
        const asked = idsOf(path)
        return path.includes("?")
          ? { status: 200, body: { jobs: asked.map(job), next: null } }
          : { status: 200, body: job(asked[0] ?? "") }
      },
      () =>
        Effect.gen(function* () {
          const polling = yield* Polling
          const results = yield* inTime(Stream.runCollect(polling.awaitAll(ids(4))))
          expect(results.map(({ jobId }) => jobId)).toEqual(["job-0", "job-1", "job-3", "job-2"])
          expect(results.at(-1)?.result).toMatchObject({
            failure: {
              _tag: "JobTimeoutError",
              jobId: "job-2",
              message: expect.stringContaining("DecodeError"),
            },
          })
        }),
    ),
  )

  it.effect("all rest after a 429, as long as it asks", () =>
    Effect.gen(function* () {
      let polls = 0
      yield* withStub(
        (request) => {
          polls++
          return polls === 3
            ? { status: 429, headers: { "retry-after": "30" } }
            : server((id) => makeJob({ id, status: polls > 12 ? "completed" : "started" }))(request)
        },
        ({ times }) =>
          Effect.gen(function* () {
            yield* inTime(awaitEach(ids(150)))
            const refused = times[2] ?? 0
            // The requests of the same moment are on their way already.
            const next = times.filter((time) => time > refused + 100)
            expect(Math.min(...next)).toBeGreaterThanOrEqual(refused + 30_000)
          }),
      )
    }),
  )

  it.effect("a refused key ends all waits", () =>
    withStub(
      () => ({ status: 401 }),
      () =>
        Effect.gen(function* () {
          const polling = yield* Polling
          const results = yield* inTime(Stream.runCollect(polling.awaitAll(ids(3))))
          expect(results.map(({ result }) => result)).toMatchObject(
            ids(3).map(() => ({ failure: { _tag: "AuthenticationError" } })),
          )
        }),
    ),
  )

  it.effect("an interrupted waiter is not asked for again, and the others go on", () =>
    Effect.gen(function* () {
      let done = false
      yield* withStub(
        server((id) => makeJob({ id, status: done ? "completed" : "ready" })),
        ({ requests }) =>
          Effect.gen(function* () {
            const stays = yield* Effect.forkChild(awaitEach(["a", "b"]))
            const leaves = yield* Effect.forkChild(awaitEach(["c"]))
            yield* inTime(Effect.sleep("3 seconds"), "100 millis")
            yield* Fiber.interrupt(leaves)
            const before = requests.length
            yield* inTime(Effect.sleep("10 seconds"), "100 millis")
            expect(requests.length).toBeGreaterThan(before)
            expect(requests.slice(before).flatMap(({ path }) => idsOf(path))).not.toContain("c")
            done = true
            yield* inTime(Fiber.join(stays))
            const after = requests.length
            yield* TestClock.adjust("1 minute")
            expect(requests).toHaveLength(after)
          }),
      )
    }),
  )

  const encodings: Record<string, (url: URL) => ReadonlyArray<string>> = {
    "reads a,b only": (url) => (url.searchParams.get("ids") ?? "").split(","),
    "reads repeats only": (url) => url.searchParams.getAll("ids").filter((id) => !id.includes(",")),
    "reads neither": () => [],
  }
  for (const [name, read] of Object.entries(encodings)) {
    it.effect(`understands a server that ${name}`, () =>
      withStub(
        ({ path }) => {
          const url = new URL(path, "http://localhost")
          return path.includes("?")
            ? {
                status: 200,
                body: {
                  jobs: read(url)
                    .filter(Boolean)
                    .map((id) => makeJob({ id })),
                  next: null,
                },
              }
            : { status: 200, body: makeJob({ id: idsOf(path)[0] ?? "" }) }
        },
        ({ requests }) =>
          Effect.gen(function* () {
            const done = yield* inTime(awaitEach(ids(50)))
            expect(done.map(({ id }) => id)).toEqual(ids(50))
            const first = requests.length
            yield* inTime(awaitEach(ids(50)))
            // What was learned is kept.
            if (name !== "reads neither") expect(requests.length - first).toBe(1)
          }),
      ),
    )
  }

  it.effect("a server that ignores the ids is not read to the end", () =>
    withStub(
      ({ path }, index) =>
        path.includes("?")
          ? { status: 200, body: { jobs: [makeJob({ id: `other-${index}` })], next: `c${index}` } }
          : { status: 200, body: makeJob({ id: idsOf(path)[0] ?? "" }) },
      ({ requests }) =>
        Effect.gen(function* () {
          yield* inTime(awaitEach(ids(3)))
          expect(requests.length).toBe(5)
        }),
    ),
  )

  it.effect("pages smaller than the question are followed", () =>
    withStub(
      ({ path }) => {
        const url = new URL(path, "http://localhost")
        if (url.searchParams.has("limit")) return { status: 400 }
        const start = Number(url.searchParams.get("next") ?? 0)
        const all = idsOf(path)
        return {
          status: 200,
          body: {
            jobs: all.slice(start, start + 25).map((id) => makeJob({ id })),
            next: start + 25 < all.length ? String(start + 25) : null,
          },
        }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* inTime(awaitEach(ids(60)))).toHaveLength(60)
          expect(requests).toHaveLength(4)
        }),
    ),
  )

  it.effect("an unknown status is waited through and reported once", () =>
    Effect.gen(function* () {
      const warnings: Array<string> = []
      const logger = Logger.layer([Logger.make(({ message }) => void warnings.push(String(message)))])
      yield* withStub(
        (_, index) => ({
          status: 200,
          body: makeJob({ id: "a", status: index < 5 ? "paused" : "completed" }),
        }),
        () => inTime(awaitEach(["a"])),
      ).pipe(Effect.provide(logger))
      expect(warnings.filter((line) => line.includes('"paused"') && line.startsWith("Job a"))).toHaveLength(1)
    }),
  )

  it.effect("waits as long as a quarter of the predicted wait, which it gives on request", () =>
    withStub(
      (_, index) => ({
        status: 200,
        body: makeJob({
          id: "a",
          status: index < 3 ? "ready" : "completed",
          predicted_wait_time_ms: 200_000 - index * 50_000,
        }),
      }),
      ({ times }) =>
        Effect.gen(function* () {
          const polling = yield* Polling
          const seen = yield* inTime(
            Stream.runCollect(
              Stream.map(polling.watch("a", { predictions: true, timeout: "1 hour" }), (job) => [
                job.status,
                job.predicted_wait_time_ms,
              ]),
            ),
          )
          expect(seen).toEqual([
            ["ready", 200_000],
            ["ready", 150_000],
            ["ready", 100_000],
            ["completed", 50_000],
          ])
          // 50, 37.5 and 25 seconds, drawn forward to a beat.
          const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0))
          expect(waits).toEqual([
            expect.toSatisfy((w) => w >= 37_500 && w <= 50_000),
            expect.toSatisfy((w) => w >= 28_000 && w <= 37_500),
            expect.toSatisfy((w) => w >= 18_750 && w <= 25_000),
          ])
        }),
    ),
  )

  it.effect("an outage of a day is lived through within two", () =>
    Effect.gen(function* () {
      const day = 24 * 3_600_000
      let now = () => 0
      yield* withStub(
        () => (now() < day ? { status: 503 } : { status: 200, body: makeJob({ id: "a" }) }),
        () =>
          Effect.gen(function* () {
            const clock = yield* Effect.clockWith(Effect.succeed)
            now = () => clock.currentTimeMillisUnsafe()
            const polling = yield* Polling
            const job = yield* inTime(polling.await("a", { timeout: "48 hours" }), "1 minute")
            expect(job.status).toBe("completed")
            expect(now()).toBeLessThan(day + 120_000)
          }),
      )
    }),
  )

  it.effect("one call's settings do not reach the polls that all share", () =>
    withStub(
      server((id) => makeJob({ id })),
      ({ requests }) =>
        Effect.gen(function* () {
          yield* inTime(withOptions({ headers: { "x-mine": "1" } })(awaitEach(ids(2))))
          expect(requests[0]?.headers).not.toHaveProperty("x-mine")
        }),
    ),
  )
})

describe("an interrupted run", () => {
  /** Interrupts a run at a time; gives the requests and what became of the job. */
  const interruptedAt = (millis: number, onInterrupt: "detach" | "cancel" | "cancelIfNotStarted") =>
    Effect.gen(function* () {
      let status: JobStatus | undefined
      let now = () => 0
      const asked: Array<string> = []
      yield* withStub(
        ({ method, path }) => {
          asked.push(`${method} ${path}`)
          // 2 s on the way, then queued until 5 s, running until 8 s.
          if (method === "POST") {
            status = "ready"
            return { status: 201, body: { id: "j", status: "submitted" } }
          }
          if (method === "PUT") {
            status = "canceled"
            return { status: 200, body: { id: "j", status: "canceled" } }
          }
          if (status !== "canceled") status = now() < 5000 ? "ready" : now() < 8000 ? "started" : "completed"
          return { status: 200, body: makeJob({ id: "j", status, results: null }) }
        },
        () =>
          Effect.gen(function* () {
            const clock = yield* Effect.clockWith(Effect.succeed)
            const start = clock.currentTimeMillisUnsafe()
            now = () => clock.currentTimeMillisUnsafe() - start
            const jobs = yield* Jobs
            const run = yield* Effect.forkChild(
              jobs.run(bell, { onInterrupt, schedule: Schedule.spaced("500 millis") }),
            )
            yield* TestClock.adjust(millis)
            yield* inTime(Fiber.interrupt(run), "100 millis")
          }),
        { transport: HttpClient.transformResponse(Effect.delay("400 millis")) },
      )
      return status
    })

  for (const [millis, cancel, cancelIfNotStarted] of [
    [100, "canceled", "canceled"],
    [500, "canceled", "canceled"],
    [3000, "canceled", "canceled"],
    [6000, "canceled", "started"],
  ] as const) {
    it.effect(`after ${millis} ms leaves what its policy says`, () =>
      Effect.gen(function* () {
        expect(yield* interruptedAt(millis, "detach")).not.toBe("canceled")
        expect(yield* interruptedAt(millis, "cancel")).toBe(cancel)
        expect(yield* interruptedAt(millis, "cancelIfNotStarted")).toBe(cancelIfNotStarted)
      }),
    )
  }
})

describe("the pause after a 429", () => {
  const started = (id = "a"): StubAnswer => ({ status: 200, body: makeJob({ id, status: "started" }) })
  const refused = (retryAfter?: number): StubAnswer => ({
    status: 429,
    ...(retryAfter === undefined ? {} : { headers: { "retry-after": String(retryAfter) } }),
  })
  const each = { schedule: Schedule.spaced("1 second"), timeout: "1 hour" } as const

  /** Answers the requests of one waiter in turn, then with the end of its job. Gives the times between them, in seconds. */
  const waits = (answers: ReadonlyArray<StubAnswer>) =>
    Effect.gen(function* () {
      let between: ReadonlyArray<number> = []
      yield* withStub(
        (_, index) => answers[index] ?? { status: 200, body: makeJob({ id: "a" }) },
        ({ times }) =>
          Effect.gen(function* () {
            const polling = yield* Polling
            yield* inTime(polling.await("a", each))
            between = times.slice(1).map((time, i) => (time - times[i]!) / 1000)
          }),
        { retries: 0 },
      )
      return between
    })

  it.effect("doubles from a second to a minute, and begins again after a success", () =>
    Effect.gen(function* () {
      const refusals = Array.from({ length: 8 }, () => refused())
      expect(yield* waits([...refusals, started(), refused()])).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 1, 1])
    }),
  )

  it.effect("goes on doubling after another failure in between", () =>
    Effect.map(waits([refused(), { status: 501 }, refused()]), (between) =>
      expect(between).toEqual([1, 1, 2]),
    ),
  )

  it.effect("is as long as the server asks, at most a minute", () =>
    Effect.map(waits([refused(7), refused(600)]), (between) => expect(between).toEqual([7, 60])),
  )

  it.effect("of two requests that are refused in the same moment is one, and the longer of both", () =>
    withStub(
      ({ path }, index) => {
        if (index === 2) return refused(30)
        if (index < 6) return refused(index === 3 ? 5 : undefined)
        return { status: 200, body: { jobs: idsOf(path).map((id) => makeJob({ id })), next: null } }
      },
      ({ times }) =>
        Effect.gen(function* () {
          yield* inTime(awaitEach(ids(150)))
          expect(times).toEqual([0, 0, 1, 1, 31, 31, 35, 35].map((seconds) => seconds * 1000))
        }),
      { retries: 0 },
    ),
  )

  it.effect("goes on doubling after a list that is refused for good", () =>
    Effect.gen(function* () {
      let lists = 0
      let singles = 0
      yield* withStub(
        ({ path }) => {
          if (path.includes("?")) return lists++ === 0 ? refused() : { status: 400 }
          return singles++ < 2 ? refused() : { status: 200, body: makeJob({ id: idsOf(path)[0] ?? "" }) }
        },
        ({ requests, times }) =>
          Effect.gen(function* () {
            yield* inTime(awaitEach(["a", "b"]))
            expect(times.filter((_, i) => !requests[i]?.path.includes("?"))).toEqual([1000, 1000, 3000, 3000])
          }),
        { retries: 0 },
      )
    }),
  )

  it.effect("is followed by a poll, whenever the next one would be", () =>
    withStub(
      (_, index) => (index === 0 ? refused() : { status: 200, body: makeJob({ id: "a" }) }),
      ({ times }) =>
        Effect.gen(function* () {
          const polling = yield* Polling
          yield* inTime(polling.await("a", { schedule: Schedule.spaced("5 minutes"), timeout: "1 hour" }))
          expect(times).toEqual([0, 1000])
        }),
      { retries: 0 },
    ),
  )

  it.effect("is not followed by a poll for who has left during the request", () =>
    withStub(
      ({ path }, index) =>
        index === 0 ? refused() : { status: 200, body: makeJob({ id: idsOf(path)[0] ?? "" }) },
      ({ requests }) =>
        Effect.gen(function* () {
          const stays = yield* Effect.forkChild(awaitEach(["a"]))
          const leaves = yield* Effect.forkChild(awaitEach(["b"]))
          yield* inTime(Effect.sleep("1 second"))
          yield* Fiber.interrupt(leaves)
          yield* inTime(Fiber.join(stays))
          expect(requests.map(({ path }) => idsOf(path))).toEqual([["a", "b"], ["a"]])
        }),
      {
        retries: 0,
        transport: HttpClient.transform((effect) => Effect.tap(effect, () => Effect.sleep("2 seconds"))),
      },
    ),
  )

  it.effect("holds for those who come during it", () =>
    withStub(
      ({ path }, index) =>
        index === 0
          ? refused(20)
          : { status: 200, body: { jobs: idsOf(path).map((id) => makeJob({ id })), next: null } },
      ({ times, requests }) =>
        Effect.gen(function* () {
          const polling = yield* Polling
          const first = yield* Effect.forkChild(polling.await("a", each))
          yield* inTime(Effect.sleep("3 seconds"))
          yield* Effect.forkChild(polling.await("b", { schedule: Schedule.spaced("1 second") }))
          yield* inTime(Fiber.join(first))
          expect(times).toEqual([0, 20_000])
          expect(idsOf(requests[1]!.path)).toEqual(["a", "b"])
        }),
      { retries: 0 },
    ),
  )
})

describe("a list of jobs", () => {
  const two = Effect.flatMap(Polling, (polling) =>
    Effect.forEach(["a", "b"], (id) => polling.await(id, second), { concurrency: "unbounded" }),
  )
  const shapes = (requests: ReadonlyArray<StubRequest>) =>
    requests.map(({ path }) => (path.includes("?") ? idsOf(path).join("+") : idsOf(path).join()))
  const alone = (path: string, fields: Partial<Job> = {}): StubAnswer => ({
    status: 200,
    // The fields of a test are those of one kind of job.
    body: { ...makeJob({ id: idsOf(path)[0] ?? "" }), ...fields },
  })

  for (const [name, answer] of [
    ["is refused", { status: 400 }],
    ["comes to no end", { status: 200, body: { jobs: [], next: "" } }],
    ["is garbled", { status: 200, body: "{" }],
  ] as const) {
    it.effect(`that ${name} is asked for job by job`, () =>
      withStub(
        ({ path }) => (path.includes("?") ? answer : alone(path)),
        ({ requests }) =>
          Effect.gen(function* () {
            expect((yield* inTime(two)).map(({ id }) => id)).toEqual(["a", "b"])
            expect(shapes(requests).slice(-2)).toEqual(["a", "b"])
          }),
      ),
    )
  }

  it.effect("that fails for another reason is asked for again, and not job by job", () =>
    withStub(
      ({ path }, index) =>
        index === 0
          ? { status: 501 }
          : { status: 200, body: { jobs: idsOf(path).map((id) => makeJob({ id })) } },
      ({ requests }) =>
        Effect.gen(function* () {
          yield* inTime(two)
          expect(shapes(requests)).toEqual(["a+b", "a+b"])
        }),
    ),
  )

  it.effect("leaves the children of an ended job out, which is then read by itself", () => {
    const type = "ionq.multi-circuit.v1"
    return withStub(
      ({ path }) =>
        path.includes("?")
          ? {
              status: 200,
              body: { jobs: idsOf(path).map((id) => ({ ...makeJob({ id }), type })), next: null },
            }
          : alone(path, { type, child_job_ids: ["c"] }),
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* inTime(two)
          expect(jobs.map(({ child_job_ids }) => child_job_ids)).toEqual([["c"], ["c"]])
          expect(shapes(requests)).toEqual(["a+b", "a", "b"])
        }),
    )
  })

  it.effect("is enough for a job with children that has not ended, and for one that shows them", () => {
    const type = "ionq.multi-circuit.v1"
    return withStub(
      ({ path }, index) => ({
        status: 200,
        body: {
          jobs: idsOf(path).map((id) => ({
            ...makeJob({ id, status: index === 0 ? "started" : "completed" }),
            type,
            ...(index === 0 ? {} : { child_job_ids: [] }),
          })),
          next: null,
        },
      }),
      ({ requests }) =>
        Effect.gen(function* () {
          yield* inTime(two)
          expect(shapes(requests)).toEqual(["a+b", "a+b"])
        }),
    )
  })

  it.effect("that was empty is asked for again", () =>
    withStub(
      ({ path }, index) =>
        path.includes("?")
          ? { status: 200, body: { jobs: [], next: null } }
          : alone(path, { status: index < 5 ? "started" : "completed" }),
      ({ requests }) =>
        Effect.gen(function* () {
          yield* inTime(two)
          // Both spellings of the ids are tried.
          expect(shapes(requests)).toEqual(["a+b", "a+b", "a", "b", "a+b", "a+b", "a", "b"])
        }),
    ),
  )

  it.effect("is asked again for a job that it left out when that has ended, or nobody waits for it", () =>
    Effect.gen(function* () {
      const status: Record<string, JobStatus> = { a: "started", b: "started", c: "started" }
      yield* withStub(
        ({ path }) => {
          const job = (id: string) => makeJob({ id, status: status[id] ?? "started" })
          if (!path.includes("?")) return { status: 200, body: job(idsOf(path)[0] ?? "") }
          return {
            status: 200,
            body: {
              jobs: idsOf(path)
                .filter((id) => id !== "b")
                .map(job),
              next: null,
            },
          }
        },
        ({ requests }) =>
          Effect.gen(function* () {
            const polling = yield* Polling
            const wait = (id: string) => Effect.forkChild(polling.await(id, second))
            const a = yield* wait("a")
            const b = yield* wait("b")
            const shapesAfter = (seconds: number) => {
              const from = requests.length
              return Effect.map(inTime(Effect.sleep(seconds * 1000), "500 millis"), () =>
                shapes(requests).slice(from),
              )
            }
            yield* shapesAfter(1)
            expect((yield* shapesAfter(1)).toSorted()).toEqual(["a", "b"])
            yield* Fiber.interrupt(b)
            yield* shapesAfter(1)
            const again = yield* wait("b")
            expect(yield* shapesAfter(2)).toContain("a+b")
            status["b"] = "completed"
            yield* inTime(Fiber.join(again), "500 millis")
            status["b"] = "started"
            const last = yield* wait("b")
            expect(yield* shapesAfter(2)).toContain("a+b")
            yield* Fiber.interrupt(last)
            yield* Fiber.interrupt(a)
          }),
      )
    }),
  )
})

describe("a poll", () => {
  it.effect("takes an id in other letters for the same, and another one for garbled", () =>
    withStub(
      (_, index) => ({ status: 200, body: makeJob({ id: index === 0 ? "other" : "JOB-A" }) }),
      ({ requests }) =>
        Effect.gen(function* () {
          const polling = yield* Polling
          expect((yield* inTime(polling.await("Job-a", second))).id).toBe("JOB-A")
          expect(requests).toHaveLength(2)
          const error = yield* inTime(Effect.flip(polling.await("b", { ...second, timeout: "1 second" })))
          expect(error.message).toContain("DecodeError: The response is about another job: JOB-A")
        }),
    ),
  )

  for (const jobs of [["a"], ["a", "b"]]) {
    it.effect(`that crashes, for ${jobs.length}, ends its waits, and the next one is answered`, () =>
      Effect.gen(function* () {
        let crashes = true
        yield* withStub(
          ({ path }) => ({ status: 200, body: makeJob({ id: idsOf(path)[0] ?? "" }) }),
          () =>
            Effect.gen(function* () {
              const polling = yield* Polling
              const exits = yield* inTime(
                Effect.forEach(jobs, (id) => Effect.exit(polling.await(id)), { concurrency: "unbounded" }),
              )
              const broken = { cause: { reasons: [{ _tag: "Die", defect: "broken" }] } }
              expect(exits).toMatchObject(jobs.map(() => broken))
              crashes = false
              expect((yield* inTime(polling.await("b"))).id).toBe("b")
            }),
          {
            transport: HttpClient.transform((effect) =>
              Effect.suspend(() => (crashes ? Effect.die("broken") : effect)),
            ),
          },
        )
      }),
    )
  }

  it.effect("after the end of its layer is interrupted, and sends nothing", () =>
    Effect.gen(function* () {
      let polling: Polling["Service"] | undefined
      let sent: ReadonlyArray<StubRequest> = []
      yield* withStub(
        () => ({ status: 500 }),
        ({ requests }) =>
          Effect.map(Polling, (service) => {
            polling = service
            sent = requests
          }),
      )
      const exit = yield* inTime(Effect.exit(polling!.await("a")))
      expect(exit).toMatchObject({ cause: { reasons: [{ _tag: "Interrupt" }] } })
      expect(sent).toEqual([])
    }),
  )
})
