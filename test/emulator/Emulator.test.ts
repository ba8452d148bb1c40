import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Random, Schedule, Stream } from "effect"
import { Distribution, IonQClient, Jobs, Polling, Results } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { inTime } from "effect-ionq/emulator"
import type { WireCircuit } from "effect-ionq/schema/Circuit"
import type { WireJobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { bell } from "../utils/builders.ts"

const emulated = Effect.provide(Emulator.layerIonQ())
const circuit = (qubits: number, gates: WireCircuit["circuit"]): WireJobRequest => ({
  ...bell,
  input: { gateset: "qis", qubits, circuit: gates },
})

describe("the life of a job", () => {
  it.effect("follows the clock: submitted, ready, started, completed", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { id } = yield* jobs.submit(bell)
      const statusAfter = (millis: number) =>
        Effect.andThen(
          TestClock.adjust(millis),
          Effect.map(jobs.get(id), ({ status }) => status),
        )
      expect(yield* statusAfter(0)).toBe("submitted")
      expect(yield* statusAfter(99)).toBe("submitted")
      expect(yield* statusAfter(1)).toBe("ready")
      expect(yield* statusAfter(199)).toBe("ready")
      expect(yield* statusAfter(1)).toBe("started")
      expect(yield* statusAfter(299)).toBe("started")
      expect(yield* Effect.flip((yield* Results).probabilities(id))).toMatchObject({
        _tag: "MissingResultError",
      })
      expect(yield* statusAfter(1)).toBe("completed")
      expect(yield* jobs.get(id)).toMatchObject({
        submitted_at: "1970-01-01T00:00:00.000Z",
        started_at: "1970-01-01T00:00:00.300Z",
        completed_at: "1970-01-01T00:00:00.600Z",
        execution_duration_ms: 300,
        stats: { qubits: 2, gate_counts: { "1q": 1, "2q": 1 } },
      })
    }).pipe(emulated),
  )

  it.effect("can be watched through every status", () =>
    Effect.gen(function* () {
      const { id } = yield* (yield* Jobs).submit(bell)
      const polling = yield* Polling
      const watch = Stream.runCollect(polling.watch(id, { schedule: Schedule.spaced("50 millis") }))
      const statuses = (yield* inTime(watch, "10 millis")).map(({ status }) => status)
      expect(statuses).toEqual(["submitted", "ready", "started", "completed"])
    }).pipe(emulated),
  )

  it.effect("ends where it is canceled, and a completed job stays completed", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const first = yield* jobs.submit(bell)
      yield* jobs.cancel(first.id)
      yield* TestClock.adjust("1 hour")
      expect((yield* jobs.get(first.id)).status).toBe("canceled")
      const second = yield* jobs.submit(bell)
      yield* TestClock.adjust("1 hour")
      yield* jobs.cancel(second.id)
      expect((yield* jobs.get(second.id)).status).toBe("completed")
    }).pipe(emulated),
  )

  it.effect("has ids that a seed decides", () =>
    Effect.gen(function* () {
      const id = Effect.provide(
        Effect.flatMap(Jobs, (jobs) => Effect.map(jobs.submit(bell), (job) => job.id)),
        Layer.fresh(Emulator.layerIonQ()),
      )
      const first = yield* Random.withSeed(id, "seed")
      expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(yield* Random.withSeed(id, "seed")).toBe(first)
      expect(yield* Random.withSeed(id, "other")).not.toBe(first)
    }),
  )
})

describe("results", () => {
  const probabilities = (request: WireJobRequest) =>
    Effect.gen(function* () {
      const client = yield* IonQClient
      const { id } = yield* client.jobs.create({ payload: request })
      yield* TestClock.adjust("1 second")
      return Distribution.toDecimals(yield* (yield* Results).probabilities(id))
    }).pipe(emulated)

  it.effect("X on qubit 0 of three gives the decimal key 1, and on qubit 2 the key 4", () =>
    Effect.gen(function* () {
      expect(yield* probabilities(circuit(3, [{ gate: "x", target: 0 }]))).toEqual({ "1": 1 })
      expect(yield* probabilities(circuit(3, [{ gate: "x", target: 2 }]))).toEqual({ "4": 1 })
    }),
  )

  it.effect("of a native circuit", () =>
    Effect.gen(function* () {
      const ms = { gate: "ms", targets: [0, 1], phases: [0, 0] }
      const found = yield* probabilities({ ...bell, input: { gateset: "native", circuit: [ms] } })
      expect(found).toEqual({ "0": expect.closeTo(0.5, 12), "3": expect.closeTo(0.5, 12) })
    }),
  )

  it.effect("20 qubits are simulated", () =>
    Effect.gen(function* () {
      const ghz = Array.from({ length: 19 }, (_, i) => ({ gate: "cnot", control: i, target: i + 1 }))
      const found = yield* probabilities(circuit(20, [{ gate: "h", target: 0 }, ...ghz]))
      expect(found).toEqual({ "0": expect.closeTo(0.5, 12), "1048575": expect.closeTo(0.5, 12) })
    }),
  )
})

describe("refusals", () => {
  const raw = (method: "GET" | "POST", path: string, body?: string) =>
    Effect.gen(function* () {
      const request = HttpClientRequest.make(method)(`http://localhost/v0.4${path}`).pipe(
        HttpClientRequest.setHeader("authorization", "apiKey emulator-key"),
        body === undefined ? (self) => self : HttpClientRequest.bodyText(body, "application/json"),
      )
      const response = yield* HttpClient.execute(request)
      const text = yield* response.text
      return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) }
    }).pipe(Effect.provide(Emulator.layer()))

  const invalid = (keys: ReadonlyArray<string>, source: string) => ({
    status: 400,
    body: {
      error: "Bad Request",
      message: expect.stringContaining("was invalid"),
      statusCode: 400,
      validation: { keys, source },
    },
  })

  it.effect("have IonQ's documented shape", () =>
    Effect.gen(function* () {
      expect(yield* raw("POST", "/jobs", JSON.stringify({ ...bell, shots: 0 }))).toEqual(
        invalid(["shots"], "payload"),
      )
      expect(yield* raw("POST", "/jobs", JSON.stringify({ ...bell, backend: undefined }))).toEqual(
        invalid(["backend"], "payload"),
      )
      expect(yield* raw("GET", "/jobs?limit=0")).toEqual(invalid(["limit"], "query"))
      expect((yield* raw("POST", "/jobs", "{")).status).toBe(400)
      expect((yield* raw("GET", "/nowhere")).status).toBe(404)
      expect(yield* raw("GET", "/jobs/none")).toEqual({
        status: 404,
        body: { error: "Not Found Error", message: "Job none not found.", statusCode: 404 },
      })
    }),
  )

  it.effect("of what is over a limit", () =>
    Effect.gen(function* () {
      const client = yield* IonQClient
      const refused = (payload: WireJobRequest) => Effect.flip(client.jobs.create({ payload }))
      const qasm = {
        type: "ionq.qasm3.v1",
        backend: "simulator",
        input: { data: "x".repeat(10_000_000) },
      } as const
      expect(yield* refused(qasm)).toMatchObject({ _tag: "PayloadTooLargeError", status: 413 })
      const circuits = Array.from({ length: 5_001 }, () => ({ circuit: [{ gate: "h", target: 0 }] }))
      const multi = {
        type: "ionq.multi-circuit.v1",
        backend: "simulator",
        input: { gateset: "qis", circuits },
      } as const
      expect(yield* refused(multi)).toMatchObject({
        _tag: "BadRequestError",
        validation: { keys: ["circuits"] },
      })
    }).pipe(emulated),
  )
})
