import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Distribution, Gates, Results } from "effect-ionq"
import type { WireGate } from "effect-ionq/schema/Gate"
import { ghz } from "../utils/clifford.ts"
import { after, circuit, create, emulated, inMemory, raw } from "../utils/emulator.ts"

const on = (backend: string, qubits: number, gates: ReadonlyArray<WireGate>, shots = 2000) => ({
  ...circuit(qubits, gates),
  backend,
  shots,
})

describe("circuits that are wider than a state in memory", () => {
  it.effect("a GHZ state of 36 qubits is measured on the machine that has them", () =>
    Effect.gen(function* () {
      const results = yield* Results
      const { id } = yield* create(on("qpu.forte-1", 36, ghz(36)))
      const job = yield* after(id, "1 second")
      expect(job.status).toBe("completed")
      const counts = Distribution.toBitstrings(yield* results.histogram(job), { qubit0: "left" })
      const [zeros = 0, ones = 0] = [counts["0".repeat(36)], counts["1".repeat(36)]]
      // Some 35 gates on two qubits, each without an error 99.5 times in a hundred.
      expect((zeros + ones) / 2000).toBeGreaterThan(0.75)
      expect((zeros + ones) / 2000).toBeLessThan(0.95)
      expect(Math.abs(zeros - ones)).toBeLessThan(5 * Math.sqrt(2000))
    }).pipe(emulated()),
  )

  it.effect("the answer says what a circuit was simulated with, and so does the job", () =>
    Effect.gen(function* () {
      for (const [method, request] of [
        ["stabilizer", on("qpu.forte-1", 36, ghz(36), 200)],
        ["sparse", on("qpu.forte-1", 36, [...ghz(36), Gates.t(4)], 200)],
        [
          "dense",
          circuit(10, [...Array.from({ length: 10 }, (_, qubit) => Gates.ry(qubit, 0.3)), Gates.cnot(0, 1)]),
        ],
        ["stabilizer", circuit(25, ghz(25))],
      ] as const) {
        const { body } = yield* raw("POST", "/v0.4/jobs", { body: JSON.stringify(request) })
        const { id } = body as { readonly id: string }
        const { headers, status } = yield* raw("GET", `/v0.4/jobs/${id}/results/probabilities`)
        expect(status).toBe(200)
        expect(headers["x-emulator-method"]).toBe(method)
      }
    }).pipe(inMemory({ timing: "instant" })),
  )

  it.effect("what no method can do fails in its checks, with the reasons", () =>
    Effect.gen(function* () {
      const gates = Array.from({ length: 36 }, (_, target) => ({ gate: "ry", target, rotation: 0.3 }))
      const { id } = yield* create(on("qpu.forte-1", 36, gates))
      const job = yield* after(id, "1 second")
      expect(job.failure?.code).toBe("NotEnoughQubits")
      expect(job.failure?.message).toContain("it is not a Clifford circuit (gate 0, ry)")
      expect(job.failure?.message).toContain("more than 65536 amplitudes")
    }).pipe(emulated()),
  )
})
