import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Result } from "effect"
import { Gates } from "effect-ionq"
import type { WireGate } from "effect-ionq/schema/Gate"
import * as Simulator from "effect-ionq/simulator"
import { noisyProbabilities } from "../utils/density.ts"

const circuits: ReadonlyArray<
  readonly [name: string, gateset: "qis" | "native", qubits: number, circuit: ReadonlyArray<WireGate>]
> = [
  ["one qubit", "qis", 1, [Gates.h(0), Gates.rz(0, 0.7), Gates.h(0)]],
  ["a Bell pair", "qis", 2, [Gates.h(0), Gates.cnot(0, 1)]],
  [
    "rotations, a swap and an interaction on three",
    "qis",
    3,
    [
      Gates.ry(0, 0.8),
      Gates.ry(1, 1.3),
      Gates.swap(0, 2),
      Gates.xx(0, 1, 0.9),
      Gates.rz(2, 0.4),
      Gates.cnot(2, 1),
      Gates.h(2),
    ],
  ],
  [
    "every gate twice on four",
    "qis",
    4,
    [0, 1].flatMap(() => [
      ...[0, 1, 2, 3].map((qubit) => Gates.ry(qubit, 0.5 + 0.3 * qubit)),
      Gates.cnot(0, 1),
      Gates.zz(1, 2, 0.6),
      Gates.controlled(Gates.h(3), 2),
      Gates.yy(0, 3, 0.5),
      Gates.t(0),
    ]),
  ],
  [
    "native gates on four",
    "native",
    4,
    [
      Gates.gpi2(0, 0.1),
      Gates.gpi2(2, 0.4),
      Gates.ms(0, 1, { phases: [0.1, 0.2] }),
      Gates.ms(1, 2, { phases: [0.3, 0], angle: 0.15 }),
      Gates.gpi(3, 0.3),
      Gates.nativeZz(2, 3, 0.2),
      Gates.gpi2(3, 0.6),
    ],
  ],
]

/** Strong noise shows a mistake that IonQ's rates would hide. */
const models: ReadonlyArray<readonly [name: string, model: Simulator.NoiseModel, shots: number]> = [
  ["strong noise", { oneQubit: 0.12, twoQubit: 0.3, qubits: 4 }, 40_000],
  ["aria-1", Result.getOrThrow(Simulator.noiseModel("aria-1")), 100_000],
]

const frequencies = (states: Uint32Array, qubits: number): ReadonlyArray<number> => {
  const counts = new Float64Array(2 ** qubits)
  for (const state of states) counts[state]!++
  return Array.from(counts, (count) => count / states.length)
}

describe("noise", () => {
  for (const [model, rates, shots] of models) {
    for (const [name, gateset, qubits, circuit] of circuits) {
      it(`${model} agrees with the density matrix: ${name}`, () => {
        const options = { model: rates, shots, seed: 11 }
        const found = Result.getOrThrow(Simulator.measureNow({ gateset, qubits, circuit }, options))
        expect(found.length).toBe(shots)
        const expected = noisyProbabilities(qubits, circuit, rates)
        for (const [state, frequency] of frequencies(found, qubits).entries()) {
          const p = expected[state]!
          const error = Math.sqrt((p * (1 - p)) / shots)
          expect(Math.abs(frequency - p), `state ${state}: ${frequency}, not ${p}`).toBeLessThanOrEqual(
            5 * error + 1e-9,
          )
        }
      })
    }
  }

  const [, gateset, qubits, circuit] = circuits[3]!
  const strong = { model: models[0]![1], shots: 500 }
  const measured = (options: Partial<Simulator.NoiseOptions>) =>
    Result.getOrThrow(Simulator.measureNow({ gateset, qubits, circuit }, { ...strong, seed: 3, ...options }))

  it("is what its seed decides, on each engine", () => {
    expect(measured({})).toEqual(measured({ engine: "javascript" }))
    expect(measured({ seed: 4 })).not.toEqual(measured({}))
  })

  it("leaves a state alone where it is none", () => {
    const none = { oneQubit: 0, twoQubit: 0, qubits: 4 }
    const shots = measured({ model: none, shots: 20_000 })
    const exact = Result.getOrThrow(Simulator.probabilities({ gateset, qubits, circuit }))
    for (const [state, frequency] of frequencies(shots, qubits).entries()) {
      const p = exact[state]!
      expect(Math.abs(frequency - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / 20_000) + 1e-9)
    }
  })

  it.effect("is the same when it is waited for", () =>
    Effect.gen(function* () {
      const options = { ...strong, seed: 3 }
      expect(yield* Simulator.measure({ gateset, qubits, circuit }, options)).toEqual(measured({}))
    }),
  )

  it("takes a circuit as wide as the state that has no place in a tile", () => {
    const ghz = [Gates.h(0), ...Array.from({ length: 14 }, (_, qubit) => Gates.cnot(qubit, qubit + 1))]
    const options = { model: { oneQubit: 0.01, twoQubit: 0.02, qubits: 15 }, shots: 40, seed: 8 }
    const one = Simulator.measureNow({ gateset: "qis", circuit: ghz }, options)
    const other = Simulator.measureNow({ gateset: "qis", circuit: ghz }, { ...options, engine: "javascript" })
    expect(Result.getOrThrow(one)).toEqual(Result.getOrThrow(other))
    const kept = Result.getOrThrow(one).filter((state) => state === 0 || state === 2 ** 15 - 1)
    expect(kept.length).toBeGreaterThan(20)
    expect(kept.length).toBeLessThan(40)
  })

  it.effect("can be interrupted, and lets other fibers run", () =>
    Effect.gen(function* () {
      const wide = Array.from({ length: 16 }, (_, qubit) => Gates.ry(qubit, 0.3 + qubit))
      const options = { model: { oneQubit: 0.5, twoQubit: 0.5, qubits: 16 }, shots: 1_000_000, seed: 1 }
      // A million runs of 16 qubits: hours.
      const fiber = yield* Effect.forkChild(Simulator.measure({ gateset: "qis", circuit: wide }, options))
      for (let turn = 0; turn < 20; turn++) yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
      expect(Exit.hasInterrupts(yield* Fiber.await(fiber))).toBe(true)
    }),
  )

  it("has the parameters that IonQ publishes, and no others", () => {
    const rates = (name: string) =>
      Result.match(Simulator.noiseModel(name), {
        onSuccess: ({ oneQubit, twoQubit, qubits }) => [oneQubit, twoQubit, qubits],
        onFailure: ({ code, message }) => `${code}: ${message}`,
      })
    expect(rates("aria-1")).toEqual([0.0005, 0.0133, 25])
    expect(rates("aria-2")).toEqual([0.0006573333333333332, 0.01856, 25])
    expect(rates("forte-1")).toEqual([0.0002666666666666667, 0.004949333333333333, 29])
    for (const name of ["harmony", "harmony-1", "harmony-2", "forte-enterprise-1", "toString"]) {
      expect(rates(name)).toBe(
        `InvalidInput: The parameters of the noise model ${name} are not published; the known models are aria-1, aria-2, forte-1`,
      )
    }
  })

  it("refuses what it cannot do", () => {
    const refused = (options: Partial<Simulator.NoiseOptions>) =>
      Result.match(Simulator.measureNow({ gateset, qubits, circuit }, { ...strong, seed: 3, ...options }), {
        onSuccess: () => "no error",
        onFailure: ({ code, message }) => `${code}: ${message}`,
      })
    expect(refused({ shots: 1.5 })).toBe("InvalidInput: shots is 1.5, not a whole number from 0")
    expect(refused({ seed: 0.1 })).toBe("InvalidInput: seed is 0.1, not a whole number within 2^53")
    expect(refused({ tileQubits: 3 })).toMatch(/^InvalidInput: tileQubits is 3/)
    for (const twoQubit of [-0.1, 1.1, Number.NaN]) {
      expect(refused({ model: { oneQubit: 0, twoQubit, qubits: 4 } })).toBe(
        `InvalidInput: twoQubit of the noise model is ${twoQubit}, not a number from 0 to 1`,
      )
    }
    expect(refused({ model: { oneQubit: 0, twoQubit: 0, qubits: 3 } })).toBe(
      "NotEnoughQubits: The circuit has 4 qubits, the limit is 3",
    )
  })
})
