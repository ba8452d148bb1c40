import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { IonQClient } from "effect-ionq"
import type * as Emulator from "effect-ionq/emulator"
import { JobFailure } from "effect-ionq/schema/Job"
import type { WireJobRequest } from "effect-ionq/schema/JobRequest"
import { Schema } from "effect"
import { bell, energy, flip, maxCut, nativeFlip } from "../utils/builders.ts"
import { after, circuit, create, emulated, see } from "../utils/emulator.ts"

/** The code and message that a job fails with. It is taken, it fails when its checks are over, and never starts. */
const failureOf = (request: WireJobRequest, options: Emulator.Options = {}) =>
  Effect.gen(function* () {
    const { id, status } = yield* create(request)
    expect(status).toBe("submitted")
    expect((yield* see(id)).status).toBe("submitted")
    const job = yield* after(id, "100 millis")
    expect(job).toMatchObject({ status: "failed", started_at: null, results: null })
    expect(Date.parse(job.completed_at ?? "") - Date.parse(job.submitted_at ?? "")).toBe(100)
    return job.failure
  }).pipe(emulated(options))

const gates = (...circuit: WireJobRequestGates) => ({ gateset: "native" as const, qubits: 2, circuit })
type WireJobRequestGates = Extract<
  WireJobRequest,
  { readonly type: "ionq.circuit.v1" }
>["input"]["circuit"][number][]

const ms = { gate: "ms", targets: [0, 1], phases: [0, 0] }
const zz = { gate: "zz", targets: [0, 1], angle: 0.25 }
const energyData = {
  hamiltonian: [{ pauli_string: "ZI", coefficient: 0.5 }],
  ansatz: { data: JSON.stringify(bell.input) },
}

const quantumFunction = (data: object, params?: ReadonlyArray<number>): WireJobRequest => ({
  ...energy,
  input: {
    data: { type: "hamiltonian-energy", data: { ...energyData, ...data } },
    ...(params === undefined ? {} : { params }),
  },
})
const graph = (nodes: number, adjacency: ReadonlyArray<ReadonlyArray<{ readonly id: number }>>) => ({
  ...maxCut,
  input: {
    problem_type: "maxcut",
    problem: { nodes: Array.from({ length: nodes }, (_, id) => ({ id })), adjacency },
  },
})

const impossible: ReadonlyArray<readonly [what: string, code: string, WireJobRequest, Emulator.Options?]> = [
  ["an unknown gate", "UnsupportedGate", circuit(2, [{ gate: "warp", target: 0 }])],
  ["a native gate among QIS ones", "UnsupportedGate", circuit(2, [{ gate: "gpi", target: 0, phase: 0 }])],
  ["MS on Forte", "UnsupportedGate", { ...nativeFlip, input: gates(ms) }],
  ["ZZ on Aria", "UnsupportedGate", { ...nativeFlip, backend: "qpu.aria-1", input: gates(zz) }],
  ["a qubit that is not there", "InvalidInput", circuit(2, [{ gate: "h", target: 2 }])],
  ["no gates", "InvalidInput", circuit(2, [])],
  [
    "more qubits than are simulated",
    "NotEnoughQubits",
    circuit(
      21,
      Array.from({ length: 21 }, (_, target) => ({ gate: "ry", target, rotation: 0.3 })),
    ),
  ],
  [
    "more qubits than the machine has",
    "NotEnoughQubits",
    { ...circuit(26, [{ gate: "h", target: 0 }]), backend: "qpu.aria-1" },
    { maxQubits: 26 },
  ],
  [
    "too many controls",
    "TooManyControls",
    circuit(4, [{ gate: "x", target: 0, controls: [1, 2, 3] }]),
    { limits: { controls: 2 } },
  ],
  ["too many gates", "TooManyGates", bell, { limits: { gates: 1 } }],
  ["too many shots", "TooManyShots", flip, { limits: { shots: 999 } }],
  ["too long", "TooLongPredictedExecutionTime", flip, { limits: { executionTime: "2 seconds" } }],
  ["too dear", "QuotaExhaustedError", flip, { limits: { spend: 97 } }],
  ["too late", "ContractExpiredError", flip, { limits: { contractEnds: "1970-01-01T00:00:00Z" } }],
  ["a function that there is not", "InvalidInput", { ...energy, input: { type: "none", data: {} } }],
  ["an ansatz that is no circuit", "CompilationError", quantumFunction({ ansatz: { data: "{}" } })],
  [
    "a Pauli string of another width",
    "InvalidInput",
    quantumFunction({ hamiltonian: [{ pauli_string: "Z", coefficient: 1 }] }),
  ],
  ["constraints, which are not emulated", "InvalidInput", quantumFunction({ cvar_alpha: 0.5 })],
  ["parameters of a circuit without any", "InvalidInput", quantumFunction({}, [0.5])],
  ["a graph without edges", "OptimizationError", graph(2, [[], []])],
  ["a graph of too many nodes", "NotEnoughQubits", graph(17, [])],
  [
    "a problem that is no graph",
    "InvalidInput",
    { ...maxCut, input: { problem_type: "maxcut", problem: {} } },
  ],
  ["an unknown problem", "InvalidInput", { ...maxCut, input: { ...maxCut.input, problem_type: "knapsack" } }],
]

describe("a job that cannot run is taken, and fails when its checks are over", () => {
  for (const [what, code, request, options] of impossible) {
    it.effect(`${what}: ${code}`, () =>
      Effect.map(failureOf(request, options), (failure) => {
        expect(failure?.code).toBe(code)
        expect(failure?.message).toMatch(/\w/)
      }),
    )
  }

  it.effect("the message names the gate and the limit", () =>
    Effect.gen(function* () {
      const limits = { limits: { controls: 2 } }
      const many = circuit(4, [
        { gate: "h", target: 0 },
        { gate: "x", target: 0, controls: [1, 2, 3] },
      ])
      expect((yield* failureOf(many, limits))?.message).toBe("Gate 1 has more controls than 2")
      expect((yield* failureOf(flip, { limits: { shots: 5 } }))?.message).toBe(
        "The job has 1000 shots, the limit is 5",
      )
    }),
  )

  it.effect("a parent fails with its first circuit that fails, and the others could have run", () =>
    Effect.gen(function* () {
      const { id } = yield* create({
        type: "ionq.multi-circuit.v1",
        backend: "simulator",
        input: {
          gateset: "qis",
          qubits: 1,
          circuits: [{ circuit: [{ gate: "x", target: 0 }] }, { circuit: [{ gate: "warp", target: 0 }] }],
        },
      })
      const parent = yield* after(id, "1 second")
      expect(parent).toMatchObject({
        status: "failed",
        failure: { code: "UnsupportedGate", message: expect.stringMatching(/^Circuit 1: Gate 0 is warp/) },
      })
      const [good, bad] = yield* Effect.forEach(parent.child_job_ids ?? [], see)
      expect(good?.status).toBe("completed")
      expect(bad).toMatchObject({ status: "failed", failure: { code: "UnsupportedGate" } })
    }).pipe(emulated()),
  )

  it.effect("what is within the limits runs", () =>
    Effect.gen(function* () {
      const { id } = yield* create(flip)
      expect((yield* after(id, "1 second")).status).toBe("completed")
    }).pipe(
      emulated({
        limits: {
          controls: 0,
          gates: 1,
          shots: 1000,
          executionTime: "3 seconds",
          spend: 97.5,
          contractEnds: "1971-01-01T00:00:00Z",
        },
      }),
    ),
  )

  const codes = JobFailure.fields.code.members[0].literals
  for (const code of codes) {
    it.effect(`a script can end a job with ${code}, in its checks or at its end`, () =>
      Effect.gen(function* () {
        const early = yield* create({ ...bell, name: "checks" })
        const late = yield* create({ ...bell, name: "execution" })
        expect(yield* after(early.id, "100 millis")).toMatchObject({ status: "failed", failure: { code } })
        expect((yield* after(late.id, "400 millis")).status).toBe("started")
        expect(yield* after(late.id, "100 millis")).toMatchObject({
          status: "failed",
          failure: { code },
          results: null,
        })
        const client = yield* IonQClient
        const none = client.results.probabilities({ params: { uuid: late.id }, query: {} })
        expect(yield* Effect.flip(none)).toMatchObject({ _tag: "NotFoundError" })
      }).pipe(
        emulated({
          script: ({ name }) => ({ failure: { code, at: name === "checks" ? "checks" : "execution" } }),
        }),
      ),
    )
  }

  it("there are twenty codes", () => {
    expect(codes).toHaveLength(20)
    expect(Schema.is(JobFailure)({ code: codes[0], message: "" })).toBe(true)
  })
})
