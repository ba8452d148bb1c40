import { describe, expect, it } from "@effect/vitest"
import { DateTime, Effect, Fiber, Layer, Result, Stream } from "effect"
import { Circuit, Distribution } from "effect-ionq"
import { Credentials, Filter, Qpi, QpiClient, QpiJobs, Qpus } from "effect-ionq/qpi"
import * as Emulator from "effect-ionq/qpi/emulator"
import { HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { inTime } from "effect-ionq/emulator"

const bell = Circuit.bell()
const program = 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[2] q;\nbit[2] c;\nx q[0];\nc = measure q;\n'

const emulated = (options: Parameters<typeof Emulator.layerQpi>[0] = {}) =>
  Effect.provide(Emulator.layerQpi(options))

const token = Credentials.apiToken(Emulator.defaultApiToken)

describe("jobs", () => {
  it.effect("run, and give their results", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { job, results } = yield* jobs.run({ qpu: "emulator", circuits: bell, shots: 100 })
        expect(job.status).toBe("completed")
        const [entry] = results.entries
        if (entry?.kind !== "counts") throw new Error("no counts")
        expect(entry.counts.total).toBe(100)
        expect(Distribution.get(entry.counts, 0) + Distribution.get(entry.counts, 3)).toBe(100)
      }).pipe(emulated()),
    ),
  )

  it.effect("take circuits with parameters, and texts, each with its shots", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const rotation =
          'OPENQASM 3.0;\ninclude "stdgates.inc";\ninput float theta;\nqubit q;\nbit c;\nrx(theta) q;\nc = measure q;\n'
        const { results } = yield* jobs.run({
          qpu: "emulator",
          circuits: [program, { program: rotation, parameters: [[0], [Math.PI]], shots: 7 }],
          shots: 5,
        })
        const seen = results.entries.map((entry) =>
          entry.kind === "counts" ? Distribution.toBitstrings(entry.counts, { qubit0: "right" }) : entry.kind,
        )
        expect(seen).toEqual([{ "01": 5 }, { "0": 7 }, { "1": 7 }])
      }).pipe(emulated()),
    ),
  )

  it.effect("that fail say why, which only a record does", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { id } = yield* jobs.submit({
          qpu: "emulator",
          circuits: "OPENQASM 3.0;\nqubit q;\nnogate q;\n",
        })
        const error = yield* Effect.flip(jobs.await(id))
        expect(error._tag).toBe("QpiJobFailedError")
        expect(error.message).toContain("Failed to parse QASM circuit")
        expect(error.message).toContain("nogate")
        expect((yield* Effect.flip(jobs.results(id)))._tag).toBe("QpiJobFailedError")
      }).pipe(emulated()),
    ),
  )

  it.effect("are refused before they are sent", () =>
    Effect.gen(function* () {
      const jobs = yield* QpiJobs
      const refusal = (request: Parameters<typeof jobs.submit>[0]) =>
        Effect.map(Effect.flip(jobs.submit(request)), (error) => [
          error._tag,
          "field" in error ? error.field : "",
        ])
      const qpu = "emulator"
      expect(yield* refusal({ qpu, circuits: [] })).toEqual(["InvalidRequestError", "circuits"])
      expect(yield* refusal({ qpu, circuits: "qubit q;" })).toEqual(["InvalidRequestError", "circuits.0"])
      expect(yield* refusal({ qpu, circuits: program, shots: 1.5 })).toEqual(["InvalidRequestError", "shots"])
      expect(yield* refusal({ qpu, circuits: [{ program, shots: 0 }] })).toEqual([
        "InvalidRequestError",
        "circuits.0.shots",
      ])
      const large = `${program}// ${"<".repeat(200_000)}\n`
      expect(yield* refusal({ qpu, circuits: large })).toEqual(["InvalidRequestError", "circuits"])
      expect(yield* refusal({ qpu: "nope", circuits: program })).toEqual(["QpuNotFoundError", ""])
      expect(yield* Stream.runCollect(jobs.list())).toEqual([])
    }).pipe(emulated()),
  )

  it.effect("need a processor whose name is one", () =>
    Effect.gen(function* () {
      const jobs = yield* QpiJobs
      const error = yield* Effect.flip(jobs.submit({ qpu: "twin", circuits: program }))
      if (error._tag !== "AmbiguousQpuError") throw new Error(error._tag)
      expect(error.ids).toHaveLength(2)
      const qpus = yield* Qpus
      const { id } = yield* qpus.resolve(error.ids[1]!)
      expect((yield* jobs.submit({ qpu: id, circuits: program })).qpu_target).toBe(id)
    }).pipe(emulated({ qpus: [{ name: "twin" }, { name: "twin" }] })),
  )

  it.effect("are listed page after page, the oldest first, by token and by JWT", () =>
    Effect.gen(function* () {
      const jobs = yield* QpiJobs
      const ids: Array<string> = []
      for (let i = 0; i < 25; i++) {
        ids.push((yield* jobs.submit({ qpu: "emulator", circuits: program })).id)
        // Some are of the same moment.
        if (i % 3 === 0) yield* TestClock.adjust("1 second")
      }
      const listed = yield* Stream.runCollect(jobs.list({ pageSize: 4 }))
      expect(listed.map(({ id }) => id).sort()).toEqual([...ids].sort())
      expect(listed.map(({ created }) => created)).toEqual(listed.map(({ created }) => created).toSorted())
      const done = yield* Stream.runCollect(jobs.list({ pageSize: 4, status: "completed" }))
      const since = DateTime.makeUnsafe(5000)
      const late = yield* Stream.runCollect(jobs.list({ pageSize: 4, since }))
      expect(late.length).toBeLessThan(20)
      const none = yield* Stream.runCollect(
        jobs.list({ filter: Filter.contains("payload", "nothing like it") }),
      )
      expect(none).toEqual([])

      const client = yield* QpiClient
      expect(client.settings.credentials).toBe("UserPassword")
      expect(done.length).toBeGreaterThan(0)
    }).pipe(emulated()),
  )

  it.effect("do not show the copy of the payload for results", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { id } = yield* jobs.submit({ qpu: "emulator", circuits: program })
        expect(yield* jobs.get(id)).not.toHaveProperty("results")
        expect(yield* Effect.flip(jobs.results(id))).toMatchObject({
          _tag: "JobNotFinishedError",
          status: "pending",
        })
        yield* jobs.await(id)
        expect((yield* jobs.results(id)).backend).toBe("emulator")
      }).pipe(emulated()),
    ),
  )

  it.effect("that run again after their end have the results of it", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const runs = yield* Effect.forEach(
          Array.from({ length: 10 }),
          () => jobs.run({ qpu: "emulator", circuits: program, shots: 2 }),
          { concurrency: "unbounded" },
        )
        for (const { job, results } of runs) {
          expect(job.status).toBe("completed")
          expect(results.entries).toHaveLength(1)
        }
      }).pipe(
        emulated({
          oddities: { reverts: 1 },
          faults: {
            rules: [
              {
                // The job runs again before its record arrives.
                fault: { kind: "delay", millis: 10, processed: true },
                method: "GET",
                path: "/api/collections/quantum_jobs/records/",
                times: 1000,
              },
            ],
          },
        }),
      ),
      "5 millis",
    ),
  )

  it.effect("whose results come late are read once more, and then missing", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { results } = yield* jobs.run({ qpu: "emulator", circuits: program, shots: 3 })
        expect(results.entries).toHaveLength(1)
        const client = yield* QpiClient
        const { id } = yield* jobs.submit({ qpu: "emulator", circuits: program })
        yield* client.jobRecords.update({ params: { id }, payload: { status: "completed", results: null } })
        expect((yield* Effect.flip(jobs.results(id)))._tag).toBe("ResultsMissingError")
      }).pipe(
        emulated({
          oddities: { lateRecords: 1 },
          credentials: Credentials.superuserPassword("admin@example.com", "adminpass123"),
        }),
      ),
    ),
  )
})

describe("a list of jobs", () => {
  for (const credentials of [undefined, token]) {
    it.effect(`begins with the newest, and has none twice, by ${credentials?._tag ?? "a JWT"}`, () =>
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const submit = Effect.map(jobs.submit({ qpu: "emulator", circuits: program }), ({ id }) => id)
        const ids: Array<string> = []
        for (let i = 0; i < 13; i++) {
          ids.push(yield* submit)
          // Some are of the same moment.
          if (i % 3 === 0) yield* TestClock.adjust("1 second")
        }
        // Others are added while the list is read.
        const reversed = jobs.list({ pageSize: 4, newestFirst: true })
        const listed = yield* Stream.runCollect(
          Stream.mapEffect(reversed, (job, i) => Effect.as(i % 3 === 0 ? submit : Effect.void, job)),
        )
        expect(listed.map(({ id }) => id).sort()).toEqual([...ids].sort())
        const times = listed.map(({ created }) => created)
        expect(times).toEqual(times.toSorted().toReversed())
        const since = DateTime.makeUnsafe(4000)
        const late = yield* Stream.runCollect(jobs.list({ pageSize: 2, newestFirst: true, since }))
        expect(late.every(({ created }) => created >= "1970-01-01 00:00:04.000Z")).toBe(true)
        expect(late.length).toBeGreaterThan(4)
      }).pipe(emulated({ credentials })),
    )
  }

  it.effect("is whole at a server with shorter pages", () =>
    Effect.gen(function* () {
      const jobs = yield* QpiJobs
      const ids = yield* Effect.forEach(Array.from({ length: 7 }), () =>
        Effect.map(jobs.submit({ qpu: "emulator", circuits: program }), ({ id }) => id),
      )
      const listed = yield* Stream.runCollect(jobs.list())
      expect(listed.map(({ id }) => id).sort()).toEqual([...ids].sort())
    }).pipe(
      Effect.provide(
        Layer.provide(
          Qpi.layer({
            url: "http://localhost",
            credentials: Credentials.userPassword("user@example.com", "password123"),
            transport: HttpClient.mapRequest((request) =>
              request.url.includes("/quantum_jobs/records")
                ? HttpClientRequest.setUrlParam(request, "perPage", "3")
                : request,
            ),
          }),
          Emulator.layer(),
        ),
      ),
    ),
  )

  for (const credentials of [undefined, token]) {
    it.effect(`since a date that is none is an error, by ${credentials?._tag ?? "a JWT"}`, () =>
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        for (const since of [new Date(Number.NaN), new Date(8.64e15)]) {
          const error = yield* Effect.flip(Stream.runCollect(Stream.suspend(() => jobs.list({ since }))))
          expect(error._tag).toBe("FilterError")
        }
      }).pipe(emulated({ credentials })),
    )
  }
})

describe("a wait", () => {
  it.effect("sees each change, and its end once, over realtime", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { id } = yield* jobs.submit({ qpu: "emulator", circuits: program })
        const seen = yield* Stream.runCollect(jobs.watch(id))
        expect(seen.map(({ status }) => status)).toEqual(["pending", "running", "completed"])
      }).pipe(emulated({ times: { dispatch: "20 seconds", run: "20 seconds" } })),
      "100 millis",
    ),
  )

  it.effect("goes by polls where there is only a token", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { id } = yield* jobs.submit({ qpu: "emulator", circuits: program })
        const job = yield* jobs.await(id)
        expect(job.status).toBe("completed")
        expect(job).not.toHaveProperty("results")
      }).pipe(emulated({ credentials: token })),
    ),
  )

  it.effect("ends in time, and says that nobody serves the processor", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { id } = yield* jobs.submit({ qpu: "emulator", circuits: program })
        const error = yield* Effect.flip(jobs.await(id, { timeout: "2 minutes" }))
        expect(error).toMatchObject({
          _tag: "QpiJobTimeoutError",
          jobId: id,
          lastStatus: "pending",
          qpuStatus: "offline",
        })
        expect(error.message).toContain("its processor is offline")
      }).pipe(emulated({ qpus: [{ name: "emulator", online: false }] })),
    ),
  )

  it.effect("takes the first end whose record says so, where statuses run backwards", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const submitted = yield* Effect.forEach(Array.from({ length: 20 }), () =>
          jobs.submit({ qpu: "emulator", circuits: program, shots: 2 }),
        )
        const runs = yield* Effect.forEach(submitted, ({ id }) => jobs.await(id), {
          concurrency: "unbounded",
        })
        for (const job of runs) expect(job.status).toBe("completed")
      }).pipe(emulated({ oddities: { reverts: 0.5 } })),
    ),
  )

  it.effect("lasts through streams that end all the time", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { id } = yield* jobs.submit({ qpu: "emulator", circuits: program })
        const seen = yield* Stream.runCollect(jobs.watch(id))
        expect(seen.map(({ status }) => status)).toEqual(["pending", "running", "completed"])
      }).pipe(
        emulated({
          times: {
            dispatch: "2 minutes",
            run: "3 minutes",
            jobTimeout: "1 hour",
            streamIdle: "1 second",
            streamLife: "3 seconds",
          },
        }),
      ),
      "100 millis",
    ),
  )

  it.effect("is told nothing twice by several who wait for the same job", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { id } = yield* jobs.submit({ qpu: "emulator", circuits: program })
        const all = yield* Effect.all(
          Array.from({ length: 5 }, () => Stream.runCollect(jobs.watch(id))),
          { concurrency: "unbounded" },
        )
        for (const seen of all) expect(seen.filter(({ status }) => status === "completed")).toHaveLength(1)
      }).pipe(emulated()),
    ),
  )
})

describe("a cancellation", () => {
  const race = (lateResults: number) =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { id } = yield* jobs.submit({ qpu: "emulator", circuits: program })
        const { requested, job, settled } = yield* jobs.cancelAndConfirm(id)
        expect({ requested, settled }).toEqual({ requested: true, settled: true })
        yield* Effect.sleep("5 minutes")
        expect((yield* jobs.get(id)).status).toBe(job.status)
        return job.status
      }).pipe(emulated({ oddities: { lateResults } })),
    )

  it.effect("says what became of the job", () =>
    Effect.gen(function* () {
      expect(yield* race(0)).toBe("cancelled")
      expect(yield* race(1)).toBe("completed")
    }),
  )

  it.effect("says so of 200 that race with the driver", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const said = yield* Effect.forEach(
          Array.from({ length: 200 }, (_, i) => i),
          Effect.fnUntraced(function* (i) {
            const { id } = yield* jobs.submit({ qpu: "emulator", circuits: program, shots: 1 })
            // Before it runs, while it runs, and when it has ended.
            yield* Effect.sleep((i * 37) % 900)
            return yield* jobs.cancelAndConfirm(id)
          }),
          { concurrency: "unbounded" },
        )
        yield* Effect.sleep("5 minutes")
        const after = yield* Effect.forEach(said, ({ job }) => jobs.get(job.id))
        expect(said.map(({ job }) => job.status)).toEqual(after.map(({ status }) => status))
        expect(said.every(({ settled }) => settled)).toBe(true)
        const count = (status: string) => after.filter((job) => job.status === status).length
        expect(count("cancelled")).toBeGreaterThan(20)
        expect(count("completed")).toBeGreaterThan(20)
        expect(count("cancelled") + count("completed")).toBe(200)
      }).pipe(emulated()),
      "20 millis",
    ),
  )

  it.effect("is not settled by polls that fail", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { id } = yield* jobs.submit({ qpu: "emulator", circuits: program })
        // The job ends while nobody can see it.
        const outcome = yield* jobs.cancelAndConfirm(id, { settle: "5 seconds", timeout: "1 hour" })
        expect(outcome).toMatchObject({ requested: true, settled: true, job: { status: "completed" } })
      }).pipe(
        emulated({
          oddities: { lateResults: 1 },
          times: { dispatch: "10 seconds", run: "10 seconds" },
          faults: {
            rules: [
              {
                fault: { kind: "answer", status: 503, processed: false },
                method: "GET",
                path: "/api/jobs/",
                skip: 2,
                times: 40,
              },
            ],
          },
        }),
      ),
    ),
  )

  it.effect("of a job that has ended is none", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { id } = yield* jobs.submit({ qpu: "emulator", circuits: program })
        yield* jobs.await(id)
        expect(yield* jobs.cancel(id)).toMatchObject({
          requested: false,
          settled: true,
          job: { status: "completed" },
        })
        expect((yield* Effect.flip(jobs.cancel("zzzzzzzzzzzzzzz")))._tag).toBe("QpiNotFoundError")
      }).pipe(emulated()),
    ),
  )
})

describe("a submission whose answer is lost", () => {
  for (const [name, credentials] of [
    ["by filter", undefined],
    ["by list", token],
  ] as const) {
    it.effect(`becomes one job, which is found ${name}`, () =>
      inTime(
        Effect.gen(function* () {
          const jobs = yield* QpiJobs
          const made = yield* Effect.forEach(Array.from({ length: 12 }), () =>
            Effect.result(jobs.submit({ qpu: "emulator", circuits: program })),
          )
          const ids = made.map((each) => (Result.isSuccess(each) ? each.success.id : each.failure._tag))
          const listed = yield* Stream.runCollect(jobs.list())
          expect([...ids].sort()).toEqual(listed.map(({ id }) => id).sort())
        }).pipe(
          emulated({
            credentials,
            faults: {
              random: {
                seed: 5,
                rate: 0.6,
                method: "POST",
                path: "/api/jobs",
                faults: [
                  { kind: "lose", processed: true },
                  { kind: "lose", processed: false },
                  { kind: "answer", status: 502, processed: true },
                ],
              },
            },
          }),
        ),
      ),
    )
  }

  it.effect("is an error that has its id where nobody can look", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const fiber = yield* Effect.forkChild(
          Effect.flip(jobs.submit({ qpu: "emulator", circuits: program })),
        )
        const error = yield* Fiber.join(fiber)
        expect(error._tag).toBe("QpiSubmissionUnknownError")
      }).pipe(
        emulated({
          credentials: token,
          faults: {
            rules: [
              { fault: { kind: "lose", processed: true }, method: "POST", path: "/api/jobs" },
              {
                fault: { kind: "answer", status: 503, processed: false },
                method: "GET",
                path: "/api/jobs",
                times: 100,
              },
            ],
          },
        }),
      ),
    ),
  )

  it.effect("is an error that says so where no request after it made a job", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const error = yield* Effect.flip(jobs.submit({ qpu: "emulator", circuits: program }))
        expect(error).toMatchObject({
          _tag: "QpiSubmissionUnknownError",
          message: expect.stringContaining("QpiRateLimitError"),
        })
      }).pipe(
        emulated({
          faults: {
            rules: [
              { fault: { kind: "lose", processed: false }, method: "POST", path: "/api/jobs" },
              {
                fault: { kind: "answer", status: 429, processed: false },
                method: "POST",
                path: "/api/jobs",
                times: 100,
              },
            ],
          },
        }),
      ),
    ),
  )
})
