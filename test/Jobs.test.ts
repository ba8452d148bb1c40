import { describe, expect, it } from "@effect/vitest"
import { Effect, Logger, Stream } from "effect"
import { Gates, Jobs } from "effect-ionq"
import type { JobRequest, MultiCircuitJobRequest } from "effect-ionq/schema/JobRequest"
import { bell, makeJob } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import { inTurn } from "./utils/stub.ts"

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
