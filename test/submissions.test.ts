import { describe, expect, it } from "@effect/vitest"
import { Clock, Deferred, Effect, Fiber, Layer, Logger, Stream } from "effect"
import { IonQ, Jobs, Polling } from "effect-ionq"
import { withOptions } from "effect-ionq/CallOptions"
import * as Emulator from "effect-ionq/emulator"
import { Fault } from "effect-ionq/emulator"
import type { SubmitOptions } from "effect-ionq/Jobs"
import type { Services } from "effect-ionq/Layer"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { bell, makeJob } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import { inTime, steppedBy } from "./utils/clock.ts"
import type { StubAnswer, StubRequest } from "./utils/stub.ts"

const key = "effect-ionq.submission"
const submit = (options?: SubmitOptions, request: JobRequest = bell) =>
  Effect.flatMap(Jobs, (jobs) => jobs.submit(request, options))

/** The jobs at the server: their ids and those of their submissions. */
const atServer = Effect.flatMap(Jobs, (jobs) =>
  Stream.runCollect(Stream.map(jobs.list(), ({ id, metadata }) => ({ id, submission: metadata?.[key] }))),
)

const onEmulator = <A, E>(
  use: Effect.Effect<A, E, Services>,
  faults: Fault.FaultPlan = {},
  timeout = "1 second",
) =>
  Effect.provide(
    use,
    Layer.provide(
      IonQ.layer({
        apiKey: Emulator.defaultApiKey,
        baseUrl: "http://localhost/v0.4",
        timeout: timeout as "1 second",
      }),
      Emulator.layer({ faults }),
    ),
  )

const post = (fault: Fault.Fault, times = 1): Fault.FaultPlan => ({
  rules: [{ fault, method: "POST", path: "/jobs", times }],
})

describe("a submission whose answer is lost", () => {
  const faults: Record<string, Fault.Fault> = {
    "lost after it was processed": { kind: "lose", processed: true },
    "lost before it was processed": { kind: "lose", processed: false },
    cut: { kind: "cut" },
    "late, and processed at once": { kind: "delay", millis: 5000, processed: true },
    "late, and processed after the client gave up": { kind: "delay", millis: 5000, processed: false },
    "a 500 although it was processed": Fault.serverError(500, true),
    "a 500": Fault.serverError(500),
    "a 503": Fault.serverError(503),
    "a 502 in HTML although it was processed": Fault.badGateway(true),
    "a 502 in HTML": Fault.badGateway(),
    "a 520 although it was processed": Fault.unknownError(true),
    "a 520": Fault.unknownError(),
    "a 429": Fault.tooManyRequests(2),
  }
  for (const [name, fault] of Object.entries(faults)) {
    it.effect(`${name}: one job, and it is the one that is given`, () =>
      onEmulator(
        Effect.gen(function* () {
          const { id } = yield* inTime(submit())
          expect((yield* atServer).map((job) => job.id)).toEqual([id])
        }),
        post(fault),
      ),
    )
  }

  it.effect("three times is given up with the id of the submission, and nothing was made", () =>
    onEmulator(
      Effect.gen(function* () {
        const error = yield* inTime(Effect.flip(submit({ submissionId: "row-7" })))
        expect(error).toMatchObject({
          _tag: "SubmissionUnknownError",
          submissionId: "row-7",
          reason: "absent",
          isRetryable: false,
          message: expect.stringContaining("ServerError"),
        })
        expect(yield* atServer).toEqual([])
        const { id } = yield* inTime(submit({ submissionId: "row-7" }))
        expect(yield* atServer).toEqual([{ id, submission: "row-7" }])
      }),
      post(Fault.serverError(), 3),
    ),
  )

  it.effect("with no list to be had: unreachable, nothing is sent again, and resume finds it later", () =>
    onEmulator(
      Effect.gen(function* () {
        const error = yield* inTime(Effect.flip(submit()))
        expect(error).toMatchObject({ _tag: "SubmissionUnknownError", reason: "unreachable" })
        if (error._tag !== "SubmissionUnknownError") return
        const jobs = yield* Jobs
        const job = yield* jobs.resume(error.submissionId)
        expect((yield* atServer).map(({ id }) => id)).toEqual([job.id])
        expect(yield* Effect.flip(jobs.resume("another"))).toMatchObject({ reason: "absent" })
      }),
      {
        rules: [
          { fault: { kind: "lose", processed: true }, method: "POST", path: "/jobs" },
          { fault: Fault.serverError(), method: "GET", path: "/jobs", times: 27 },
        ],
      },
    ),
  )

  it.effect("without an id it is an error, and is not looked for", () =>
    onEmulator(
      Effect.gen(function* () {
        const error = yield* Effect.flip(submit({ submissionId: false }))
        expect(error).toMatchObject({ _tag: "ConnectionError", sent: "maybe" })
        expect(yield* atServer).toHaveLength(1)
      }),
      post({ kind: "lose", processed: true }),
    ),
  )

  it.effect("a refusal is what it is, after a lost answer too", () =>
    onEmulator(
      Effect.gen(function* () {
        const error = yield* inTime(Effect.flip(submit({}, { ...bell, backend: "qpu.none" })))
        expect(error).toMatchObject({ _tag: "BadRequestError" })
      }),
      post({ kind: "lose", processed: false }),
    ),
  )

  it.effect("it is not sent again before a late request had its time", () =>
    withStub(
      ({ method }) => (method === "POST" ? { status: 504 } : { status: 200, body: { jobs: [], next: null } }),
      ({ requests, times }) =>
        Effect.gen(function* () {
          yield* inTime(Effect.flip(submit({ settle: "20 seconds" })))
          const sent = times.filter((_, i) => requests[i]?.method === "POST")
          expect(sent).toEqual([0, 20_000, 40_000])
        }),
    ),
  )

  it.effect("interrupted on its way, it leaves a warning with its id", () =>
    Effect.gen(function* () {
      const warnings: Array<string> = []
      const logger = Logger.layer([Logger.make(({ message }) => void warnings.push(String(message)))])
      yield* withStub(
        () => "silence",
        () =>
          Effect.gen(function* () {
            const fiber = yield* Effect.forkChild(submit({ submissionId: false }))
            const marked = yield* Effect.forkChild(submit())
            yield* TestClock.adjust("1 second")
            yield* Fiber.interruptAll([fiber, marked])
          }),
      ).pipe(Effect.provide(logger))
      expect(warnings).toEqual([expect.stringMatching(/^Submission [0-9a-f-]{36} was interrupted/)])
    }),
  )
})

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
          : { status: 200, body: { jobs: [nameless], next: null } },
      ({ requests }) =>
        Effect.gen(function* () {
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
    Effect.gen(function* () {
      let sent = 0
      let marked = ""
      yield* withStub(
        ({ method, body, path }) => {
          if (method === "POST") {
            marked ||= String((JSON.parse(body) as { metadata: Record<string, string> }).metadata[key])
            return ++sent === 1 ? { code: "ECONNRESET" } : { status: 500 }
          }
          // The server is a day behind; the job is on its second page.
          const headers = { date: "Tue, 30 Dec 1969 23:59:59 GMT" }
          const submitted_at = "1969-12-30T23:59:58Z"
          return path.includes("next=")
            ? {
                status: 200,
                headers,
                body: { jobs: [makeJob({ id: "it", metadata: { [key]: marked }, submitted_at })] },
              }
            : { status: 200, headers, body: { jobs: [makeJob({ id: "other", submitted_at })], next: "c" } }
        },
        () => Effect.map(inTime(submit()), ({ id }) => expect(id).toBe("it")),
      )
      expect(sent).toBe(1)
    }),
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
    Effect.gen(function* () {
      let marked = ""
      let sent = 0
      const submitted_at = "1970-01-01T00:00:00Z"
      yield* withStub(
        ({ method, body, path }) => {
          const headers = { date: new Date(hour).toUTCString() }
          if (method === "POST") {
            marked = String((JSON.parse(body) as { metadata: Record<string, string> }).metadata[key])
            return ++sent === 1
              ? { code: "ECONNRESET" }
              : { status: 201, body: { id: "second", status: "ready" } }
          }
          return path.includes("next=")
            ? {
                status: 200,
                headers,
                body: { jobs: [makeJob({ id: "it", metadata: { [key]: marked }, submitted_at })] },
              }
            : { status: 200, headers, body: { jobs: [makeJob({ id: "other", submitted_at })], next: "c" } }
        },
        () => Effect.map(inTime(submit()), ({ id }) => expect(id).toBe("it")),
      )
      expect(sent).toBe(1)
    }),
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

describe("the limit of submissions on their way", () => {
  for (const [options, limit] of [
    [{}, 8],
    [{ maxSubmissions: 3 }, 3],
  ] as const) {
    it.effect(`is ${limit}`, () =>
      Effect.gen(function* () {
        let now = 0
        let most = 0
        const counted = (client: HttpClient.HttpClient) =>
          HttpClient.transform(client, (effect) =>
            Effect.suspend(() => {
              most = Math.max(most, ++now)
              return Effect.ensuring(
                Effect.delay(effect, "1 second"),
                Effect.sync(() => now--),
              )
            }),
          )
        yield* withStub(
          (_, index) => ({ status: 201, body: { id: `j${index}`, status: "ready" } }),
          () =>
            inTime(Effect.forEach(Array.from({ length: 30 }), () => submit(), { concurrency: "unbounded" })),
          { ...options, transport: counted },
        )
        expect(most).toBe(limit)
      }),
    )
  }
})

it.effect("a limit that is no whole number from 1 is refused", () =>
  Effect.forEach([0, -1, 1.5, NaN], (maxSubmissions) =>
    Effect.map(
      Effect.flip(
        withStub(
          () => ({ status: 500 }),
          () => submit(),
          { maxSubmissions },
        ),
      ),
      (error) => expect(error).toMatchObject({ _tag: "ConfigurationError", setting: "maxSubmissions" }),
    ),
  ),
)

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

describe("Jobs.clone and Jobs.move", () => {
  for (const endpoint of ["clone", "move"] as const) {
    it.effect(`${endpoint} once, although its answer is lost, with the metadata of both`, () =>
      onEmulator(
        Effect.gen(function* () {
          const jobs = yield* Jobs
          const { id } = yield* jobs.submit({ ...bell, metadata: { lab: "7", run: "1" } })
          const made = yield* inTime(jobs[endpoint](id, { backend: "qpu.aria-1", metadata: { run: "2" } }))
          expect(made.id).not.toBe(id)
          expect(yield* atServer).toHaveLength(2)
          const { metadata } = yield* jobs.get(made.id)
          expect(metadata).toMatchObject({ lab: "7", run: "2" })
          expect(metadata?.[key]).not.toBe((yield* jobs.get(id)).metadata?.[key])
          // The original keeps its own id.
          expect((yield* jobs.resume(metadata?.[key] ?? "")).id).toBe(made.id)
        }),
        { rules: [{ fault: { kind: "lose", processed: true }, method: "POST", path: "/jobs/" }] },
      ),
    )
  }

  it.effect("an eleventh key of metadata is refused, the original's and the submission's counted", () =>
    onEmulator(
      Effect.gen(function* () {
        const jobs = yield* Jobs
        const metadata = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, "v"]))
        const { id } = yield* jobs.submit({ ...bell, metadata })
        yield* jobs.clone(id)
        const error = yield* Effect.flip(jobs.clone(id, { metadata: { more: "v" } }))
        expect(error).toMatchObject({ _tag: "InvalidRequestError", field: "metadata", limit: 10 })
        expect(error.message).toContain(key)
      }),
    ),
  )
})

describe("a hook that fails after a job was accepted", () => {
  const strict = { strictHooks: true, onResponse: () => Effect.fail("no") }
  const id = "accepted"

  /** A server that accepts what is posted, and lists it afterwards. */
  const server = () => {
    const listed: Array<ReturnType<typeof makeJob>> = []
    return ({ method, path, body }: StubRequest): StubAnswer => {
      if (method === "POST") {
        listed.push(makeJob({ id, metadata: JSON.parse(body).metadata ?? null }))
        return { status: 201, body: { id, status: "submitted" } }
      }
      return path.startsWith("/v0.4/jobs/")
        ? { status: 200, body: makeJob() }
        : { status: 200, body: { jobs: listed } }
    }
  }
  const posts = (requests: ReadonlyArray<StubRequest>) => requests.filter(({ method }) => method === "POST")

  it.effect("does not hide it: the job is looked for, and given", () =>
    withStub(
      server(),
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* inTime(submit())).toMatchObject({ id })
          expect(posts(requests)).toHaveLength(1)
        }),
      strict,
    ).pipe(Effect.provide(Logger.layer([]))),
  )

  it.effect("does not hide that of a clone", () =>
    withStub(
      server(),
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          expect(yield* inTime(jobs.clone("j"))).toMatchObject({ id })
          expect(posts(requests)).toHaveLength(1)
        }),
      // The job that is cloned is read first; its hook may fail without harm.
      { ...strict, onResponse: ({ method }) => (method === "POST" ? Effect.fail("no") : Effect.void) },
    ).pipe(Effect.provide(Logger.layer([]))),
  )

  it.effect("does not hide it where there is no id to look for: the error has the answer", () =>
    withStub(
      server(),
      ({ requests }) =>
        Effect.gen(function* () {
          const error = yield* inTime(Effect.flip(submit({ submissionId: false })))
          expect(error).toMatchObject({ _tag: "HookError", status: 201, processed: "maybe" })
          expect(error._tag === "HookError" && JSON.parse(error.body ?? "").id).toBe(id)
          expect(posts(requests)).toHaveLength(1)
        }),
      strict,
    ).pipe(Effect.provide(Logger.layer([]))),
  )

  it.effect("breaks no wait, which many share", () =>
    withStub(
      ({ method }) =>
        method === "POST"
          ? { status: 201, body: { id, status: "submitted" } }
          : { status: 200, body: makeJob({ id }) },
      () =>
        Effect.gen(function* () {
          const polling = yield* Polling
          expect(yield* inTime(polling.await(id))).toMatchObject({ id, status: "completed" })
        }),
      strict,
    ).pipe(Effect.provide(Logger.layer([]))),
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

describe("an interrupted submission", () => {
  const warningsOf = (
    answer: (request: StubRequest, index: number) => StubAnswer,
    after: "1 second" | "20 seconds",
  ) =>
    Effect.gen(function* () {
      const warnings: Array<string> = []
      const logger = Logger.layer([Logger.make(({ message }) => void warnings.push(String(message)))])
      yield* withStub(answer, () =>
        Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(submit({ submissionId: "x", settle: "10 seconds" }))
          yield* inTime(Effect.sleep(after))
          yield* Fiber.interrupt(fiber)
        }),
      ).pipe(Effect.provide(logger))
      return warnings
    })

  it.effect("leaves a warning while it is looked for, and none before anything was sent", () =>
    Effect.gen(function* () {
      expect(yield* warningsOf(() => "silence", "20 seconds")).toEqual([])
      const lost = ({ method }: StubRequest, index: number): StubAnswer => {
        if (method === "POST") return { code: "ECONNRESET" }
        return index === 0 ? { status: 200, body: { jobs: [], next: null } } : "silence"
      }
      for (const after of ["1 second", "20 seconds"] as const) {
        expect(yield* warningsOf(lost, after)).toEqual([
          expect.stringMatching(/^Submission x was interrupted on its way/),
        ])
      }
    }),
  )
})

describe("a submission without an id", () => {
  it.effect("waits for its turn like the others, and keeps the metadata of its request", () =>
    withStub(
      (_, index) => ({ status: 201, body: { id: `j${index}`, status: "ready" } }),
      ({ requests, times }) =>
        Effect.gen(function* () {
          yield* inTime(
            Effect.forEach(
              [1, 2],
              () => submit({ submissionId: false }, { ...bell, metadata: { lab: "7" } }),
              {
                concurrency: "unbounded",
              },
            ),
          )
          expect(times).toEqual([0, 1000])
          expect(requests.map(({ body }) => JSON.parse(body).metadata)).toEqual([{ lab: "7" }, { lab: "7" }])
        }),
      {
        maxSubmissions: 1,
        transport: HttpClient.transform((effect) => Effect.tap(effect, () => Effect.sleep("1 second"))),
      },
    ),
  )

  it.effect("counts in the client's rate limit", () =>
    withStub(
      (_, index) => ({ status: 201, body: { id: `j${index}`, status: "ready" } }),
      ({ times }) =>
        Effect.gen(function* () {
          yield* inTime(
            Effect.forEach([1, 2, 3], () => submit({ submissionId: false })),
            "100 millis",
          )
          expect(times).toHaveLength(3)
          expect(times[2]).toBeGreaterThanOrEqual(1000)
        }),
      { rateLimit: { limit: 1, window: "1 second" } },
    ),
  )
})
