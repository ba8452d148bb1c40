/** Circuits that measure before their end, shot by shot: what is run, and with which frequencies. */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { Gates } from "effect-ionq"
import type { WireGate } from "effect-ionq/schema/Gate"
import * as Simulator from "effect-ionq/simulator"
import { applyStep } from "../../src/simulator/dense.ts"
import type { DynamicCircuit, DynamicCounts, DynamicStep } from "../../src/simulator/dynamic.ts"
import { mostWork, runShots, workOf } from "../../src/simulator/dynamicShots.ts"
import { runExactly } from "../../src/simulator/dynamicExact.ts"

/** How often a step was applied to all amplitudes. */
const applied = { steps: 0 }
const apply: typeof applyStep = (state, step) => {
  applied.steps++
  applyStep(state, step)
}

const gates = (...gates: ReadonlyArray<WireGate>): DynamicStep => ({ kind: "gates", gates })
const measure = (qubit: number, bit?: number): DynamicStep => ({ kind: "measure", qubit, bit })
const reset = (qubit: number): DynamicStep => ({ kind: "reset", qubit })
const circuit = (qubits: number, bits: number, ...steps: ReadonlyArray<DynamicStep>): DynamicCircuit => ({
  gateset: "qis",
  qubits,
  bits,
  steps,
})

const counted = Effect.fnUntraced(function* (
  circuit: DynamicCircuit,
  shots: number,
  model?: Simulator.NoiseModel,
) {
  applied.steps = 0
  const counts = yield* Effect.fromResult(yield* runShots(circuit, { model, shots, seed: 11, apply }))
  expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(shots)
  return counts
})

const noise = { name: "test", qubits: 4, oneQubit: 0, twoQubit: 0 }

/** Final states alone. */
const statesOf = (counts: DynamicCounts, size: number): ReadonlyArray<number> => {
  const states = Array.from({ length: size }, () => 0)
  for (const [key, count] of Object.entries(counts)) states[parseInt(key, 10)]! += count
  return states
}

describe("shots of one outcome", () => {
  it.effect("share the gates before it, and those after it", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 50 }, (_, i) => Gates.ry(i % 3, 0.1))
      const counts = yield* counted(circuit(3, 1, gates(...many), measure(0, 0), gates(...many)), 5000)
      expect(applied.steps).toBe(50 + 2 * 50)
      expect(Object.keys(counts).length).toBeGreaterThan(8)
      yield* counted(circuit(3, 0, gates(...many), reset(0), gates(Gates.h(0)), reset(0)), 5000)
      expect(applied.steps).toBe(50 + 2)
    }),
  )

  it.effect("share the gates before the first error, too", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 40 }, () => Gates.ry(0, 0.1))
      const model = { ...noise, oneQubit: 0.001 }
      yield* counted(circuit(1, 1, gates(...many), measure(0, 0)), 1000, model)
      // Some 40 shots have an error, and run half of the gates.
      expect(applied.steps).toBeGreaterThan(200)
      expect(applied.steps).toBeLessThan(2400)
    }),
  )

  it.effect("are of the reckoned work at most, about", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 30 }, (_, i) => Gates.ry(i % 3, 0.3))
      const model = { ...noise, oneQubit: 0.01 }
      const cases = [
        [circuit(3, 2, gates(...many), measure(0, 0), gates(...many), measure(1, 1)), model],
        [circuit(3, 2, gates(...many), measure(0, 0), gates(...many), measure(1, 1)), undefined],
        [circuit(3, 0, reset(0), reset(1), reset(2), gates(...many)), undefined],
      ] as const
      for (const [program, model] of cases) {
        yield* counted(program, 2000, model)
        const work = Result.getOrThrow(workOf(program, { model, shots: 2000 }))
        expect(applied.steps * 8).toBeLessThan(work)
        expect(work).toBeLessThan(20 * (applied.steps + 1000) * 8)
      }
    }),
  )
})

describe("the frequencies of shots", () => {
  /** Within five standard deviations. */
  const near = (states: ReadonlyArray<number>, wanted: ArrayLike<number>, shots: number) =>
    states.forEach((count, state) => {
      const p = wanted[state]!
      const deviation = Math.sqrt((p * (1 - p)) / shots)
      expect(Math.abs(count / shots - p), `${state}`).toBeLessThanOrEqual(5 * deviation + 1e-9)
    })

  it.effect("are those of the density matrix, with every kind of noise", () =>
    Effect.gen(function* () {
      const program = [Gates.h(0), Gates.ry(1, 0.9), Gates.cnot(0, 1), Gates.rx(2, 1.2), Gates.cnot(1, 2)]
      const model = {
        ...noise,
        oneQubit: 0.05,
        twoQubit: 0.1,
        amplitudeDamping: { oneQubit: 0.1, twoQubit: 0.2 },
        phaseDamping: { oneQubit: 0.1, twoQubit: 0.3 },
        readout: { zeroAsOne: 0.03, oneAsZero: 0.08 },
      }
      const whole = { gateset: "qis", qubits: 3, circuit: program } as const
      const { probabilities } = yield* Simulator.densityMatrix(whole, { model })
      const shots = 20_000
      const steps = [reset(1), gates(...program)]
      near(statesOf(yield* counted(circuit(3, 0, ...steps), shots, model), 8), probabilities, shots)
    }),
  )

  it.effect("are those of all sequences of outcomes, with branches", () =>
    Effect.gen(function* () {
      const branch: DynamicStep = {
        kind: "branch",
        holds: (bits) => bits[0] === 1,
        taken: [gates(Gates.h(1)), measure(1, 1), gates(Gates.ry(2, 0.3))],
        otherwise: [gates(Gates.cnot(2, 1)), reset(2)],
      }
      const program = circuit(
        3,
        2,
        gates(Gates.ry(0, 0.8), Gates.cnot(0, 1), Gates.h(2)),
        measure(0, 0),
        branch,
        gates(Gates.h(0), Gates.rx(1, 0.4)),
      )
      const exact = yield* Effect.fromResult(yield* runExactly(program))
      const shots = 20_000
      near(statesOf(yield* counted(program, shots), 8), exact!, shots)
    }),
  )

  it.effect("have one error of reading for each measurement, whose bit is the final one", () =>
    Effect.gen(function* () {
      const model = { ...noise, readout: { zeroAsOne: 0.1, oneAsZero: 0.3 } }
      const counts = yield* counted(
        circuit(2, 2, gates(Gates.x(0)), measure(0, 0), measure(1, 1)),
        10_000,
        model,
      )
      for (const key of Object.keys(counts)) {
        const [state = "", bits = ""] = key.split(":")
        expect([...bits].toReversed().join("")).toBe(Number(state).toString(2).padStart(2, "0"))
      }
      near(statesOf(counts, 4), [0.3 * 0.9, 0.7 * 0.9, 0.3 * 0.1, 0.7 * 0.1], 10_000)
      // A gate or a reset in between makes it another measurement.
      const twice = circuit(1, 1, measure(0, 0), gates(Gates.x(0)))
      const again = yield* counted(twice, 10_000, model)
      near([again["0:0"]!, again["0:1"]!], [0.9 * 0.3, 0.1 * 0.3], 10_000)
    }),
  )
})

describe("all sequences of outcomes", () => {
  it.effect("are followed on a wide circuit as long as there are few of them", () =>
    Effect.gen(function* () {
      applied.steps = 0
      const wide = Array.from({ length: 17 }, (_, qubit) => reset(qubit))
      const pair = [
        gates(Gates.h(0), Gates.cnot(0, 1)),
        measure(0),
        measure(1),
        gates(Gates.h(0)),
        measure(0),
      ]
      const found = yield* Effect.fromResult(
        yield* runExactly(circuit(17, 0, ...wide, ...pair, reset(1)), { apply }),
      )
      expect(Array.from(found!.slice(0, 4))).toEqual([0.5, 0.5, 0, 0].map((p) => expect.closeTo(p, 12)))
      // The last gate of the pair is applied to both outcomes.
      expect(applied.steps).toBe(4)
    }),
  )

  it.effect("are given up where there are too many, which is bounded, too", () =>
    Effect.gen(function* () {
      const coin = [gates(Gates.h(0)), measure(0)]
      const program = circuit(16, 0, ...Array.from({ length: 40 }, () => coin).flat())
      applied.steps = 0
      expect(yield* Effect.fromResult(yield* runExactly(program, { mostWork: 2 ** 24, apply }))).toBe(
        undefined,
      )
      expect(applied.steps).toBeGreaterThan(100)
      expect(applied.steps * 2 ** 16).toBeLessThan(2 ** 24)
      expect(Result.getOrThrow(workOf(program, { model: undefined, shots: 10_000 }))).toBeGreaterThan(
        mostWork,
      )
    }),
  )
})
