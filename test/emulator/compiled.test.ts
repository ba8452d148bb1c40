import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { IonQClient, Results } from "effect-ionq"
import type { WireJobRequest } from "effect-ionq/schema/JobRequest"
import { bell } from "../utils/builders.ts"
import { create, emulated } from "../utils/emulator.ts"

const gates = [
  { gate: "h", targets: [0, 1, 2] },
  { gate: "cnot", control: 0, target: 1 },
  { gate: "ry", target: 2, rotation: 0.7 },
  { gate: "z", target: 2, control: 1, rotation: 1.1 },
  { gate: "h", target: 1 },
  { gate: "swap", targets: [0, 2] },
]

const request = (backend: string): WireJobRequest => ({
  ...bell,
  backend,
  input: { gateset: "qis", qubits: 3, circuit: gates },
})

describe("the compiled circuit of a job on a machine", () => {
  for (const [backend, pair] of [
    ["qpu.aria-1", "ms"],
    ["qpu.forte-1", "zz"],
  ] as const) {
    it.effect(`has the gates of ${backend} and measures the same`, () =>
      Effect.gen(function* () {
        const client = yield* IonQClient
        const results = yield* Results
        const { id } = yield* create(request(backend))
        const { circuit } = yield* results.compiledNative(id)
        const used = new Set(circuit.map(({ gate }) => gate))
        expect(used).toContain(pair)
        for (const gate of used) expect(["gpi", "gpi2", pair]).toContain(gate)
        const probabilities = (payload: WireJobRequest) =>
          Effect.gen(function* () {
            const { id } = yield* client.jobs.create({ payload })
            return yield* client.results.probabilities({ params: { uuid: id }, query: {} })
          })
        const native = yield* probabilities({
          ...bell,
          input: { gateset: "native", qubits: 3, circuit },
        })
        const written = yield* probabilities(request("simulator"))
        expect(Object.keys(written).length).toBeGreaterThan(4)
        for (const [state, probability] of Object.entries(written)) {
          expect(native[state]).toBeCloseTo(probability, 10)
        }
      }).pipe(emulated({ timing: "instant" })),
    )
  }

  it.effect("is not there on the simulator, which compiles nothing", () =>
    Effect.gen(function* () {
      const { id } = yield* create(request("simulator"))
      const error = yield* Effect.flip((yield* Results).compiledNative(id))
      expect(error).toMatchObject({ _tag: "NotFoundError" })
    }).pipe(emulated({ timing: "instant" })),
  )
})
