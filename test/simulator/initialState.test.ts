import { describe, expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { Circuit, Gates } from "effect-ionq"
import * as Simulator from "effect-ionq/simulator"
import {
  applyAll,
  randomCircuit,
  randomNativeCircuit,
  randomState,
  seeded,
  type State,
} from "../utils/circuits.ts"

const { getOrThrow } = Result

const apart = (a: State, b: State): number =>
  a.re.reduce((most, x, i) => Math.max(most, Math.hypot(x - b.re[i]!, a.im[i]! - b.im[i]!)), 0)

const messageOf = (result: Result.Result<unknown, Simulator.SimulationError>) =>
  Result.isFailure(result) ? [result.failure.code, result.failure.message] : "none"

describe("an initial state", () => {
  it("of any amplitudes is what the gates act on, swaps among them, with either engine", () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = seeded(seed)
      const qubits = seed < 50 ? 1 + (seed % 5) : 10
      const gates = randomCircuit(random, qubits, 1 + random.int(12), 4).gates
      const circuit = Circuit.qis(qubits, [...gates, ...(qubits > 2 ? [Gates.swap(0, 2), Gates.h(1)] : [])])
      const state = randomState(random, qubits)
      const expected = applyAll(state, circuit.gates)
      for (const engine of ["wasm", "javascript"] as const) {
        const found = getOrThrow(
          Simulator.run(circuit, { initial: { qubits, ...state }, engine, tileQubits: 9 }),
        )
        expect(apart(found, expected)).toBeLessThan(1e-12)
      }
    }
  })

  it("may be a state of zeros and ones by its number", () => {
    const circuit = Circuit.qis(10, [Gates.swap(0, 9), Gates.cnot(9, 3)])
    const probabilities = getOrThrow(Simulator.probabilities(circuit, { initial: 0b0000000101 }))
    expect(probabilities.findIndex((p) => p > 0.99)).toBe(0b1000001100)
  })

  it("continues what another circuit began", () => {
    const random = seeded(5)
    const [first, second] = [randomCircuit(random, 4, 10, 3), randomCircuit(random, 4, 10, 3)]
    const halfway = getOrThrow(Simulator.run(first))
    const found = getOrThrow(Simulator.run(second, { initial: halfway }))
    expect(apart(found, getOrThrow(Simulator.run(Circuit.append(first, second))))).toBeLessThan(1e-13)
  })

  it("is refused when it is none", () => {
    const circuit = Circuit.qis(1, [Gates.h(0)])
    const with_ = (initial: Simulator.InitialState) => messageOf(Simulator.run(circuit, { initial }))
    expect(with_(2)).toEqual(["InvalidInput", "initial is 2, not a whole number from 0 to 1"])
    expect(with_({ qubits: 2, re: new Float64Array(4), im: new Float64Array(4) })[0]).toBe("InvalidInput")
    expect(with_({ qubits: 1, re: Float64Array.of(1, 1), im: new Float64Array(2) })).toEqual([
      "InvalidInput",
      "The squares of initial sum to 2, not to 1",
    ])
    expect(with_({ qubits: 1, re: Float64Array.of(Number.NaN, 0), im: new Float64Array(2) })[0]).toBe(
      "InvalidInput",
    )
  })
})

describe("a Circuit", () => {
  it("is run as its form on the wire is", () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = seeded(seed)
      for (const circuit of [randomCircuit(random, 3, 8), randomNativeCircuit(random, 3, 8)]) {
        const onWire = getOrThrow(Circuit.toInput(circuit)) as Simulator.SimulatedCircuit
        expect(getOrThrow(Simulator.run(circuit)).re).toEqual(getOrThrow(Simulator.run(onWire)).re)
        expect(getOrThrow(Simulator.probabilities(circuit))).toEqual(
          getOrThrow(Simulator.probabilities(onWire)),
        )
      }
    }
  })

  it.effect("is simulated over time, measured with noise and made a density matrix", () =>
    Effect.gen(function* () {
      const circuit = Circuit.ghz(3)
      const model = { oneQubit: 0, twoQubit: 0, qubits: 5 }
      const state = yield* Simulator.simulate(circuit)
      expect(state.re[0]! ** 2).toBeCloseTo(0.5, 12)
      const shots = yield* Simulator.measure(circuit, { model, shots: 100, seed: 1 })
      expect(new Set(shots)).toEqual(new Set([0, 7]))
      const { probabilities } = yield* Simulator.densityMatrix(circuit, { model })
      expect(probabilities[7]).toBeCloseTo(0.5, 12)
    }),
  )

  it("is refused with the circuit's own words where it is not whole", () => {
    const unbound = Circuit.qis(1, [Gates.rx(0, Circuit.param("theta"))])
    expect(messageOf(Simulator.run(unbound))).toEqual([
      "InvalidInput",
      "Gate 0 (rx) needs a value for theta in rotation",
    ])
    const wide = Circuit.qis(2, [Gates.h(0), Gates.h(2)])
    expect(messageOf(Simulator.check(wide))).toEqual(["InvalidInput", expect.stringContaining("qubit 2")])
  })
})
