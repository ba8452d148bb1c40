import { describe, expect, it } from "@effect/vitest"
import { Clock, Context, Effect, Fiber, Logger, Schedule, Stream } from "effect"
import { Gates, Jobs } from "effect-ionq"
import { type SessionRef, withSession } from "effect-ionq/CurrentSession"
import type { SubmitOptions } from "effect-ionq/Jobs"
import type { SubmittedJob } from "effect-ionq/schema/Job"
import type { JobRequest, MultiCircuitJobRequest } from "effect-ionq/schema/JobRequest"
import { inTime } from "effect-ionq/emulator"
import { bell, makeJob, makeSession } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import { inTurn, type StubAnswer } from "./utils/stub.ts"

const created = { status: 201, body: { id: "j", status: "submitted", session_id: null } }
const page = (ids: ReadonlyArray<string>, next: string | null) => ({
  status: 200,
  body: { jobs: ids.map((id) => makeJob({ id })), next },
})
const list = (options?: Parameters<Jobs["Service"]["list"]>[0]) =>
  Effect.flatMap(Jobs, (jobs) => Stream.runCollect(Stream.map(jobs.list(options), ({ id }) => id)))

describe("Jobs.submit", () => {
  it.effect("sends the request as it is", () =>
    withStub(inTurn(created), ({ requests }) =>
      Effect.gen(function* () {
        const request = {
          ...bell,
          name: "n",
          shots: 500,
          settings: { error_mitigation: { debiasing: false } },
        }
        yield* (yield* Jobs).submit(request, { submissionId: false })
        expect(requests[0]).toMatchObject({ method: "POST", path: "/v0.4/jobs" })
        expect(JSON.parse(requests[0]?.body ?? "")).toEqual(request)
      }),
    ),
  )

  const bad: ReadonlyArray<readonly [string, object, string]> = [
    ["no shots", { ...bell, shots: 0 }, "shots"],
    ["too many shots", { ...bell, shots: 1_000_001 }, "shots"],
    ["half a shot", { ...bell, shots: 1.5 }, "shots"],
    [
      "an unknown gate",
      { ...bell, input: { ...bell.input, circuit: [{ gate: "warp", target: 0 }] } },
      "input.circuit.0.gate",
    ],
    [
      "a native gate among QIS gates",
      { ...bell, input: { gateset: "qis", circuit: [Gates.h(0), Gates.gpi(0, 0)] } },
      "input.circuit.1.gate",
    ],
    [
      "a rotation that is no number",
      { ...bell, input: { gateset: "qis", circuit: [Gates.rx(0, Number.NaN)] } },
      "input.circuit.0.rotation",
    ],
    [
      "a qubit that controls itself",
      { ...bell, input: { gateset: "qis", circuit: [Gates.cnot(1, 1)] } },
      "input.circuit.0",
    ],
    [
      "a negative qubit in the second circuit of many",
      {
        type: "ionq.multi-circuit.v1",
        backend: "simulator",
        input: {
          gateset: "qis",
          circuits: [
            { gateset: "qis", circuit: [Gates.h(0)] },
            { gateset: "native", circuit: [Gates.gpi(-1, 0)] },
          ],
        },
      },
      "input.circuits.1.circuit.0.target",
    ],
    ["a misspelled field", { ...bell, shot: 5 }, "shot"],
    [
      "a misspelled field of a gate",
      { ...bell, input: { gateset: "qis", circuit: [{ ...Gates.h(0), angle: 1 }] } },
      "input.circuit.0.angle",
    ],
    ["no input", { type: "ionq.circuit.v1", backend: "simulator" }, "input"],
    ["gates that are none", { ...bell, input: { gateset: "qis", circuit: [null] } }, "input.circuit.0"],
    ["metadata that is no text", { ...bell, metadata: { k: 1 } }, "metadata.k"],
    ["an unknown gateset", { ...bell, input: { gateset: "qasm", circuit: [] } }, "input.gateset"],
  ]
  for (const [name, request, field] of bad) {
    it.effect(`refuses ${name} before anything is sent`, () =>
      withStub(inTurn(created), ({ requests }) =>
        Effect.gen(function* () {
          // The types forbid these requests; a program in JavaScript can still make them.
          const error = yield* Effect.flip((yield* Jobs).submit(request as typeof bell))
          expect(error).toMatchObject({
            _tag: "InvalidRequestError",
            field: expect.stringMatching(`^${field}`),
          })
          expect(requests).toHaveLength(0)
        }),
      ),
    )
  }
})

describe("the limits of a request", () => {
  const metadata = (count: number, name = "k", value = "v") =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}${i}`, value]))
  const gates = (count: number) => Array.from({ length: count }, () => ({ gate: "h", target: 0 }) as const)
  const circuits = (count: number, each: number): MultiCircuitJobRequest => ({
    type: "ionq.multi-circuit.v1",
    backend: "simulator",
    input: {
      gateset: "qis",
      circuits: Array.from({ length: count }, () => ({ gateset: "qis", circuit: gates(each) })),
    },
  })
  const over: ReadonlyArray<readonly [string, JobRequest, string, number]> = [
    ["shots", { ...bell, shots: 1_000_001 }, "shots", 1_000_000],
    ["keys of metadata", { ...bell, metadata: metadata(10) }, "metadata", 10],
    [
      "characters of a key",
      { ...bell, metadata: { ["k".repeat(41)]: "v" } },
      `metadata.${"k".repeat(41)}`,
      40,
    ],
    ["characters of a value", { ...bell, metadata: { k: "v".repeat(40_001) } }, "metadata.k", 40_000],
    ["circuits", circuits(5_001, 1), "input.circuits", 5_000],
    ["gates", circuits(2, 75_001), "input.circuits", 150_000],
    [
      "bytes",
      { type: "ionq.qasm3.v1", backend: "simulator", input: { data: "x".repeat(10_000_000) } },
      "request",
      10_000_000,
    ],
  ]
  for (const [name, request, field, limit] of over) {
    it.effect(`too many ${name} are refused with the field and the limit, and nothing is sent`, () =>
      withStub(inTurn(created), ({ requests }) =>
        Effect.gen(function* () {
          const error = yield* Effect.flip((yield* Jobs).submit(request))
          expect(error).toMatchObject({ _tag: "InvalidRequestError", field, limit })
          expect(error.message).toContain(String(limit))
          expect(requests).toHaveLength(0)
        }),
      ),
    )
  }

  it.effect("what is at a limit is sent", () =>
    withStub(inTurn(created), ({ requests }) =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        yield* jobs.submit({
          ...bell,
          shots: 1_000_000,
          metadata: metadata(9, "k".repeat(39), "v".repeat(40_000)),
        })
        yield* jobs.submit(circuits(5_000, 30))
        expect(requests).toHaveLength(2)
      }),
    ),
  )

  it.effect("debiasing below 500 shots is a warning", () =>
    Effect.gen(function* () {
      const warned = (shots: number | undefined) =>
        Effect.gen(function* () {
          const lines: Array<string> = []
          const logger = Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])
          const settings = { error_mitigation: { debiasing: true } }
          const request = { ...bell, settings, ...(shots === undefined ? {} : { shots }) }
          yield* withStub(inTurn(created), () => Effect.flatMap(Jobs, (jobs) => jobs.submit(request))).pipe(
            Effect.provide(logger),
          )
          return lines
        })
      expect(yield* warned(499)).toEqual([expect.stringContaining("at least 500 shots")])
      expect(yield* warned(undefined)).toHaveLength(1)
      expect(yield* warned(500)).toEqual([])
    }),
  )
})

describe("Jobs.list", () => {
  it.effect("follows the cursor, and sends the filters with each page", () =>
    withStub(inTurn(page(["a", "b"], "c1"), page(["c"], null)), ({ requests }) =>
      Effect.gen(function* () {
        const filters = {
          status: "completed",
          backends: ["simulator", "qpu.forte-1"],
          sessionId: "s",
          parentJobId: "p",
          submitterId: "u",
          pageSize: 2,
        } as const
        expect(yield* list(filters)).toEqual(["a", "b", "c"])
        const query =
          "parent_job_id=p&status=completed&target=simulator%2Cqpu.forte-1&session_id=s&submitter_id=u&limit=2"
        expect(requests.map(({ path }) => path)).toEqual([
          `/v0.4/jobs?${query}`,
          `/v0.4/jobs?${query}&next=c1`,
        ])
      }),
    ),
  )

  it.effect("asks for a page only when it is pulled", () =>
    withStub(
      (_, index) => page([`a${index}`, `b${index}`], `c${index}`),
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          const some = yield* Stream.runCollect(Stream.take(jobs.list(), 3))
          expect(some.map(({ id }) => id)).toEqual(["a0", "b0", "a1"])
          expect(requests).toHaveLength(2)
        }),
    ),
  )

  it.effect("an empty page in between is not the end", () =>
    withStub(inTurn(page(["a"], "c1"), page([], "c2"), page(["b"], null)), () =>
      Effect.map(list(), (ids) => expect(ids).toEqual(["a", "b"])),
    ),
  )

  it.effect("fetches pages ahead when that was asked, and gives the same", () =>
    withStub(
      (_, index) => page([`a${index}`], index < 9 ? `c${index}` : null),
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* list({ prefetch: 3 })).toHaveLength(10)
          expect(requests).toHaveLength(10)
        }),
    ),
  )

  it.effect("gives a page and its cursor to who keeps it", () =>
    withStub(inTurn(page(["a"], "c1")), ({ requests }) =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        const found = yield* jobs.listPage({ cursor: "c0", pageSize: 1 })
        expect([found.jobs.map(({ id }) => id), found.next]).toEqual([["a"], "c1"])
        expect(requests[0]?.path).toBe("/v0.4/jobs?limit=1&next=c0")
      }),
    ),
  )

  it.effect("a cursor that comes again is an error, not an endless loop", () =>
    withStub(inTurn(page(["a"], "c1"), page(["b"], "c2"), page(["c"], "c1")), ({ requests }) =>
      Effect.gen(function* () {
        expect(yield* Effect.flip(list())).toMatchObject({ _tag: "PaginationError", cursor: "c1" })
        expect(requests).toHaveLength(3)
      }),
    ),
  )

  it.effect("an empty cursor is an error", () =>
    withStub(inTurn(page(["a"], "")), () =>
      Effect.map(Effect.flip(list()), (error) =>
        expect(error).toMatchObject({ _tag: "PaginationError", cursor: "" }),
      ),
    ),
  )

  it.effect("sends ids as repeats, and asks nothing for none", () =>
    withStub(inTurn(page(["a", "b"], null)), ({ requests }) =>
      Effect.gen(function* () {
        yield* list({ ids: ["a", "b"] })
        expect(requests[0]?.path).toBe("/v0.4/jobs?ids=a&ids=b&limit=100")
        expect(yield* list({ ids: [] })).toEqual([])
        expect(requests).toHaveLength(1)
      }),
    ),
  )
})

describe("bulk operations", () => {
  it.effect("send their ids in the body, and nothing for none", () =>
    withStub(inTurn({ status: 200, body: { ids: ["a", "b"], status: "deleted" } }), ({ requests }) =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        yield* jobs.deleteMany(["a", "b"])
        expect(requests[0]).toMatchObject({ method: "DELETE", path: "/v0.4/jobs", body: '{"ids":["a","b"]}' })
        yield* jobs.deleteMany([])
        yield* jobs.cancelMany([])
        expect(requests).toHaveLength(1)
      }),
    ),
  )
})

describe("Jobs.run", () => {
  it.effect("fails with the id of a job that did not complete", () =>
    withStub(inTurn(created, { status: 200, body: makeJob({ id: "j", status: "canceled" }) }), () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip((yield* Jobs).run(bell))
        expect(error).toMatchObject({ _tag: "JobCanceledError", jobId: "j" })
      }),
    ),
  )
})

describe("what the refusal of a request says", () => {
  const refusal = (request: unknown, options?: SubmitOptions) =>
    Effect.gen(function* () {
      let found: unknown
      yield* withStub(inTurn(created), ({ requests }) =>
        Effect.gen(function* () {
          // The types forbid some of these; a program in JavaScript can still make them.
          found = yield* Effect.flip((yield* Jobs).submit(request as JobRequest, options))
          expect(requests).toHaveLength(0)
        }),
      )
      return found
    })
  const metadata = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, "v"]))
  const native = (circuits: ReadonlyArray<object>) => ({
    type: "ionq.multi-circuit.v1",
    backend: "simulator",
    input: { gateset: "native", circuits },
  })
  const cases: ReadonlyArray<readonly [string, unknown, SubmitOptions, object]> = [
    [
      "shots",
      { ...bell, shots: 1_000_001 },
      {},
      {
        message: "shots is 1000001, but it has to be a whole number from 1 to 1000000",
        field: "shots",
        limit: 1_000_000,
      },
    ],
    [
      "no shots",
      { ...bell, shots: 0 },
      {},
      {
        message: "shots is 0, but it has to be a whole number from 1 to 1000000",
        field: "shots",
        limit: 1,
      },
    ],
    [
      "metadata",
      { ...bell, metadata: metadata(10) },
      {},
      { message: "metadata has 11 keys with effect-ionq.submission, which the SDK adds, the limit is 10" },
    ],
    [
      "metadata without an id",
      { ...bell, metadata: metadata(11) },
      { submissionId: false },
      { message: "metadata has 11 keys, the limit is 10" },
    ],
    [
      "a key",
      { ...bell, metadata: { ["k".repeat(41)]: "v" } },
      {},
      { message: `metadata.${"k".repeat(41)} has 41 characters in its name, the limit is 40` },
    ],
    [
      "a value",
      { ...bell, metadata: { k: "v".repeat(40_001) } },
      {},
      { message: "metadata.k has 40001 characters, the limit is 40000" },
    ],
    [
      "gates",
      native([{ circuit: Array.from({ length: 150_001 }, () => ({ gate: "nop" })) }]),
      {},
      { message: "input.circuits has 150001 gates in all, the limit is 150000" },
    ],
    [
      "circuits",
      native(Array.from({ length: 5001 }, () => ({ circuit: [] }))),
      {},
      { message: "input.circuits has 5001, the limit is 5000" },
    ],
    [
      "a gate that its gateset lacks",
      native([{ circuit: [Gates.gpi(0, 0)] }, { circuit: [Gates.h(0)] }]),
      {},
      {
        field: "input.circuits.1.circuit.0.gate",
        message: 'input.circuits.1.circuit.0.gate: the gateset native does not have the gate "h"',
      },
    ],
    [
      "a gate that is wrong as a whole",
      { ...bell, input: { gateset: "qis", circuit: [Gates.h(0), Gates.cnot(1, 1)] } },
      {},
      { field: "input.circuit.1", message: expect.stringMatching(/^input\.circuit\.1 \(cnot\): [^\n]+$/) },
    ],
    [
      "a field of a gate",
      { ...bell, input: { gateset: "qis", circuit: [{ ...Gates.h(0), angle: 1 }] } },
      {},
      {
        field: "input.circuit.0.angle",
        message: expect.stringMatching(/^input\.circuit\.0\.angle \(h\): [^\n]+$/),
      },
    ],
    [
      "an id that is empty",
      bell,
      { submissionId: "" },
      {
        field: "submissionId",
        limit: 40_000,
        message: "submissionId has 0 characters, but needs 1 to 40000",
      },
    ],
    [
      "an id that is long",
      bell,
      { submissionId: "x".repeat(40_001) },
      { field: "submissionId", limit: 40_000 },
    ],
  ]
  for (const [name, request, options, expected] of cases) {
    it.effect(name, () =>
      Effect.map(refusal(request, options), (error) =>
        expect(error).toMatchObject({ _tag: "InvalidRequestError", ...expected }),
      ),
    )
  }

  it.effect("an id of characters that do not travel has no limit", () =>
    Effect.map(refusal(bell, { submissionId: "a\n" }), (error) => {
      expect(error).toMatchObject({
        field: "submissionId",
        message: expect.stringContaining("control character"),
      })
      expect(error).not.toHaveProperty("limit")
    }),
  )

  it.effect("is none for what is at a limit", () =>
    withStub(
      ({ method }) => (method === "GET" ? { status: 200, body: { jobs: [], next: null } } : created),
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          const sent = (request: JobRequest, options?: SubmitOptions) =>
            Effect.gen(function* () {
              const before = requests.length
              yield* inTime(jobs.submit(request, options))
              return requests.length - before
            })
          expect(yield* sent({ ...bell, metadata: metadata(10) }, { submissionId: false })).toBe(1)
          expect(yield* sent({ ...bell, metadata: { ["k".repeat(40)]: "v" } })).toBe(1)
          expect(yield* sent(bell, { submissionId: "x" })).toBe(3)
          expect(yield* sent(bell, { submissionId: "y".repeat(40_000) })).toBe(3)
          const many = native([{ circuit: [{ gate: "nop" }] }, { gateset: "qis", circuit: [Gates.h(0)] }])
          expect(yield* sent(many as JobRequest)).toBe(1)
          const qasm = (length: number) =>
            ({ type: "ionq.qasm3.v1", backend: "simulator", input: { data: "x".repeat(length) } }) as const
          const rest = 10_000_000 - JSON.stringify(qasm(0)).length
          expect(yield* sent(qasm(rest))).toBe(1)
          expect(yield* Effect.flip(jobs.submit(qasm(rest + 1)))).toMatchObject({
            field: "request",
            limit: 10_000_000,
            message: "request has 10000001 bytes, the limit is 10000000",
          })
        }),
    ),
  )
})

describe("the id of a submission", () => {
  it.effect("is a random UUID where the caller brings none", () =>
    withStub(inTurn(created), ({ requests }) =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        yield* Effect.forEach(Array.from({ length: 100 }), () => jobs.submit(bell))
        const ids = requests.map(({ body }) => String(JSON.parse(body).metadata["effect-ionq.submission"]))
        expect(new Set(ids).size).toBe(100)
        for (const id of ids) {
          expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        }
        // No digit but those of the version and the variant is the same in all.
        const fixed = Array.from({ length: 36 }, (_, i) => new Set(ids.map((id) => id[i])).size).flatMap(
          (count, i) => (count === 1 ? [i] : []),
        )
        expect(fixed).toEqual([8, 13, 14, 18, 23])
        expect(new Set(ids.map((id) => id[19])).size).toBe(4)
      }),
    ),
  )
})

describe("a job in a session", () => {
  const sessionOf = (session: SessionRef | undefined, request: JobRequest) =>
    Effect.gen(function* () {
      let found: unknown
      yield* withStub(inTurn(created), ({ requests }) =>
        Effect.gen(function* () {
          const submit = Effect.flatMap(Jobs, (jobs) => jobs.submit(request))
          yield* session === undefined ? submit : withSession(session)(submit)
          found = JSON.parse(requests[0]?.body ?? "").session_id
        }),
      )
      return found
    })

  it.effect("joins that in force for its backend, unless it names one", () =>
    Effect.gen(function* () {
      expect(yield* sessionOf(undefined, bell)).toBeUndefined()
      expect(yield* sessionOf({ id: "s" }, bell)).toBe("s")
      expect(yield* sessionOf({ id: "s", backend: null }, bell)).toBe("s")
      expect(yield* sessionOf({ id: "s", backend: "simulator" }, bell)).toBe("s")
      expect(yield* sessionOf({ id: "s", backend: "qpu.forte-1" }, bell)).toBeUndefined()
      expect(yield* sessionOf({ id: "s" }, { ...bell, session_id: "mine" })).toBe("mine")
    }),
  )

  /** The error of a job that was refused so, and whether the session was asked for. */
  const refused = (status: number, session: StubAnswer, sessionId: string | undefined = "s") =>
    Effect.gen(function* () {
      let found: unknown
      yield* withStub(
        ({ method }) =>
          method === "POST" ? { status, ...(status > 399 && { body: { message: "no" } }) } : session,
        ({ requests }) =>
          Effect.gen(function* () {
            const request = sessionId === undefined ? bell : { ...bell, session_id: sessionId }
            const error = yield* Effect.flip((yield* Jobs).submit(request, { submissionId: false }))
            found = [error._tag, requests.length - 1]
            if (error._tag === "SessionEndedError") {
              expect(error).toMatchObject({ sessionId: "s", message: expect.stringContaining("no") })
            }
          }),
        { retries: 0 },
      )
      return found
    })
  const ended: StubAnswer = { status: 200, body: makeSession({ status: "ended" }) }

  for (const [status, tag] of [
    [400, "SessionEndedError"],
    [409, "SessionEndedError"],
    [404, "SessionEndedError"],
    [418, "SessionEndedError"],
  ] as const) {
    it.effect(`that has ended is told of by a ${status}`, () =>
      Effect.map(refused(status, ended), (found) => expect(found).toEqual([tag, 1])),
    )
  }
  for (const [status, tag] of [
    [401, "AuthenticationError"],
    [413, "PayloadTooLargeError"],
    [408, "UnexpectedStatusError"],
    [304, "UnexpectedStatusError"],
    [500, "ServerError"],
  ] as const) {
    it.effect(`is not asked for after a ${status}`, () =>
      Effect.map(refused(status, ended), (found) => expect(found).toEqual([tag, 0])),
    )
  }

  it.effect("that goes on, or cannot be read, leaves the refusal as it is", () =>
    Effect.gen(function* () {
      const open: StubAnswer = { status: 200, body: makeSession({ status: "started" }) }
      expect(yield* refused(400, open)).toEqual(["BadRequestError", 1])
      expect(yield* refused(400, { status: 404 })).toEqual(["BadRequestError", 1])
    }),
  )

  it.effect("is not asked for where there is none", () =>
    withStub(
      () => ({ status: 400 }),
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* Effect.flip((yield* Jobs).submit(bell))).toMatchObject({ _tag: "BadRequestError" })
          expect(requests).toHaveLength(1)
        }),
    ),
  )
})

describe("Jobs.complete", () => {
  const interruptedAfter = (onInterrupt: "detach" | "cancel" | "cancelIfNotStarted") =>
    Effect.gen(function* () {
      let seconds = 0
      let interrupted = 0
      yield* withStub(inTurn(created), () =>
        Effect.gen(function* () {
          const never = Effect.onInterrupt(Effect.never, () => Effect.sync(() => interrupted++))
          const fiber = yield* Effect.forkChild((yield* Jobs).complete(never, { onInterrupt }))
          yield* inTime(Effect.sleep("1 second"))
          const start = yield* Clock.currentTimeMillis
          yield* inTime(Fiber.interrupt(fiber))
          seconds = ((yield* Clock.currentTimeMillis) - start) / 1000
        }),
      )
      return [seconds, interrupted]
    })

  it.effect("awaits a submission for half a minute before it cancels, and not at all to leave it alone", () =>
    Effect.gen(function* () {
      expect(yield* interruptedAfter("detach")).toEqual([0, 1])
      expect(yield* interruptedAfter("cancel")).toEqual([30, 1])
      expect(yield* interruptedAfter("cancelIfNotStarted")).toEqual([30, 1])
    }),
  )

  it.effect("cancels the job of a submission that ends meanwhile, and nothing of one that fails", () =>
    Effect.gen(function* () {
      for (const [submission, puts] of [
        [Effect.succeed({ id: "j", status: "ready" as const }), 1],
        [Effect.fail("no"), 0],
      ] as const) {
        yield* withStub(
          ({ method }) =>
            method === "PUT"
              ? { status: 200, body: { id: "j", status: "canceled" } }
              : { status: 200, body: makeJob({ id: "j", status: "ready" }) },
          ({ requests }) =>
            Effect.gen(function* () {
              const late = Effect.delay(submission as Effect.Effect<SubmittedJob, string>, "10 seconds")
              const fiber = yield* Effect.forkChild((yield* Jobs).complete(late, { onInterrupt: "cancel" }))
              yield* inTime(Effect.sleep("1 second"))
              yield* inTime(Fiber.interrupt(fiber))
              expect(requests.filter(({ method }) => method === "PUT")).toHaveLength(puts)
            }),
        )
      }
    }),
  )

  it.effect("fails as its submission does", () =>
    withStub(inTurn(created), ({ requests }) =>
      Effect.gen(function* () {
        expect(yield* Effect.flip((yield* Jobs).complete(Effect.fail("no")))).toBe("no")
        expect(requests).toHaveLength(0)
      }),
    ),
  )

  it.effect("passes on what its submission needs, and how to wait", () =>
    withStub(
      (_, index) => ({ status: 200, body: makeJob({ id: "j", status: index < 1 ? "ready" : "completed" }) }),
      ({ times }) =>
        Effect.gen(function* () {
          class Name extends Context.Service<Name, string>()("Name") {}
          const submission = Effect.map(Name, (id) => ({ id, status: "ready" as const }))
          const jobs = yield* Jobs
          const wait = jobs.complete(submission, { schedule: Schedule.spaced("8 seconds") })
          expect(yield* inTime(Effect.provideService(wait, Name, "j"))).toMatchObject({ id: "j" })
          expect(times).toEqual([0, 8000])
        }),
    ),
  )
})

describe("the methods of Jobs", () => {
  let link = "good"
  it.effect("that take no jobs say what they did with none", () =>
    withStub(inTurn({ status: 500 }), () =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        expect(yield* jobs.deleteMany([])).toEqual({ ids: [], status: "deleted" })
        expect(yield* jobs.cancelMany([])).toEqual({ ids: [], status: "canceled" })
      }),
    ),
  )

  it.effect("ask the endpoint of their name", () =>
    withStub(
      ({ path }) => {
        if (path.includes("estimate")) return { status: 200, body: { estimated_cost: 1 } }
        if (path.endsWith("cost")) return { status: 200, body: { cost: { value: 1, unit: "usd" } } }
        if (/jobs$|jobs\/status/.test(path))
          return { status: 200, body: { ids: ["a", "b"], status: "x", jobs: [], next: null } }
        return { status: 200, body: { id: "j", status: "canceled" } }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          yield* jobs.cancel("j")
          yield* jobs.delete("j")
          yield* jobs.cost("j")
          yield* jobs.estimate({ backend: "qpu.forte-1", shots: 3 })
          yield* jobs.listPage()
          yield* jobs.deleteMany(["a", "b"])
          yield* jobs.cancelMany(["a", "b"])
          expect(requests.map(({ method, path, body }) => `${method} ${path} ${body}`.trim())).toEqual([
            "PUT /v0.4/jobs/j/status/cancel",
            "DELETE /v0.4/jobs/j",
            "GET /v0.4/jobs/j/cost",
            "GET /v0.4/jobs/estimate?backend=qpu.forte-1&shots=3",
            "GET /v0.4/jobs",
            'DELETE /v0.4/jobs {"ids":["a","b"]}',
            'PUT /v0.4/jobs/status/cancel {"ids":["a","b"]}',
          ])
        }),
    ),
  )

  for (const endpoint of ["clone", "move"] as const) {
    it.effect(`${endpoint} refuses options and metadata before it sends`, () =>
      withStub(inTurn({ status: 200, body: makeJob({ id: "j" }) }), ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          const again = jobs[endpoint]
          expect(yield* Effect.flip(again("j", {}, { submissionId: "" }))).toMatchObject({
            field: "submissionId",
          })
          expect(requests).toHaveLength(0)
          const metadata = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`k${i}`, "v"]))
          expect(yield* Effect.flip(again("j", { metadata }))).toMatchObject({ field: "metadata", limit: 10 })
          expect(requests.map(({ method }) => method)).toEqual(["GET"])
        }),
      ),
    )

    it.effect(`${endpoint} without an id sends once, with the metadata of both`, () =>
      withStub(
        inTurn({ status: 200, body: makeJob({ id: "j", metadata: { lab: "7" } }) }, created),
        ({ requests }) =>
          Effect.gen(function* () {
            const jobs = yield* Jobs
            const metadata = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, "v"]))
            yield* jobs[endpoint]("j", { metadata, shots: 7 }, { submissionId: false })
            expect(requests[1]?.path).toBe(`/v0.4/jobs/j/${endpoint}`)
            expect(JSON.parse(requests[1]?.body ?? "")).toEqual({
              shots: 7,
              metadata: { lab: "7", ...metadata },
            })
          }),
      ),
    )
  }

  it.effect("resume says which submission has no job", () =>
    withStub(inTurn(page([], null)), () =>
      Effect.map(Effect.flip(Effect.flatMap(Jobs, (jobs) => jobs.resume("x"))), (error) =>
        expect(error).toMatchObject({ submissionId: "x", reason: "absent" }),
      ),
    ),
  )

  it.effect("run has no cost without a budget, and the id of its job in the error of its result", () =>
    withStub(
      ({ method, path }) => {
        if (method === "POST") return created
        if (path.endsWith("/bad")) return { status: 403 }
        if (path.endsWith("/good")) return { status: 200, body: { "0": 0.5, "3": 0.5 } }
        return {
          status: 200,
          body: makeJob({ id: "j", results: { probabilities: { url: `/v0.4/jobs/j/${link}` } } }),
        }
      },
      () =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          const run = yield* inTime(jobs.run(bell))
          expect(Object.keys(run)).toEqual(["job", "probabilities"])
          link = "bad"
          expect(yield* inTime(Effect.flip(jobs.run(bell)))).toMatchObject({
            _tag: "PermissionDeniedError",
            jobId: "j",
          })
        }),
    ),
  )
})
