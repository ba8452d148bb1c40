import { describe, expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import type { WireGate } from "effect-ionq/schema/Gate"
import * as Simulator from "effect-ionq/simulator"
import { casesOf } from "../utils/cases.ts"
import { runDense, runWide } from "../utils/dense.ts"
import { randomCircuit, uniform } from "../utils/randomCircuits.ts"

const setups: ReadonlyArray<Simulator.SimulateOptions> = [
  { engine: "wasm" },
  { engine: "javascript" },
  { engine: "wasm", tileQubits: 9 },
  { engine: "javascript", tileQubits: 9 },
  { engine: "wasm", tileQubits: 9, threads: 2 },
]

/** How far the states of all setups are from the textbook, and whether those with the same tiles are the same doubles. */
const compare = Effect.fnUntraced(function* (
  circuit: Simulator.SimulatedCircuit & { readonly qubits: number },
) {
  const expected = runWide(circuit.qubits, circuit.circuit)
  const first = new Map<number | undefined, Simulator.StateVector>()
  let distance = 0
  let differences = 0
  for (const options of setups) {
    // A small tile makes a difference only where it is smaller than the state.
    if ((options.tileQubits ?? 0) >= circuit.qubits) continue
    const state = yield* Simulator.simulate(circuit, options)
    const { re, im } = state
    const same = first.get(options.tileQubits) ?? state
    first.set(options.tileQubits, same)
    for (const [i, [r, m]] of expected.entries()) {
      distance = Math.max(distance, Math.abs(re[i]! - r), Math.abs(im[i]! - m))
      if (re[i] !== same.re[i] || im[i] !== same.im[i]) differences++
    }
  }
  return { distance, differences }
})

describe("the engines", () => {
  it.effect(
    "agree with the textbook, and with each other to the last bit",
    () =>
      Effect.gen(function* () {
        const next = uniform(20_260_921)
        const count = casesOf(120, 500)
        for (let k = 0; k < count; k++) {
          const gateset = k % 3 === 2 ? "native" : "qis"
          const qubits = 1 + (k % 12)
          const circuit = randomCircuit(gateset, qubits, qubits > 9 ? 24 : 40, next)
          const { distance, differences } = yield* compare({ gateset, qubits, circuit })
          expect(distance, `circuit ${k}`).toBeLessThan(1e-10)
          expect(differences, `circuit ${k}`).toBe(0)
        }
      }),
    120_000,
  )

  it.effect("merge long runs of diagonal gates", () =>
    Effect.gen(function* () {
      const next = uniform(9)
      const qubits = 11
      const all = Array.from({ length: qubits }, (_, qubit) => qubit)
      const spread = all.map((target): WireGate => ({ gate: "ry", target, rotation: 6 * next() }))
      const pairs = all.flatMap((a) => all.filter((b) => b < a).map((b) => [a, b] as const))
      const circuits: Record<string, ReadonlyArray<WireGate>> = {
        "the Fourier transform": pairs.flatMap(([target, control], k) => [
          ...(k === 0 || pairs[k - 1]![0] !== target ? [{ gate: "h", target }] : []),
          { gate: "z", target, control, rotation: Math.PI / 2 ** (target - control) },
        ]),
        "the same from the other end": pairs
          .toReversed()
          .flatMap(([a, b], k) => [
            ...(k === 0 || pairs[k - 1]![1] !== b ? [{ gate: "h", target: b }] : []),
            { gate: "z", target: b, control: a, rotation: Math.PI / 2 ** (a - b) },
          ]),
        "every interaction": pairs.map(([a, b]) => ({ gate: "zz", targets: [a, b], rotation: 6 * next() })),
        "phases under several controls": all.flatMap((target) => [
          { gate: "rz", target, rotation: next(), controls: [(target + 4) % qubits, (target + 9) % qubits] },
          { gate: "z", target, rotation: next(), controls: [(target + 1) % qubits, (target + 5) % qubits] },
          { gate: "t", target },
          {
            gate: "pauliexp",
            targets: [target, (target + 3) % qubits, (target + 7) % qubits],
            terms: ["ZZZ"],
            coefficients: [next()],
            time: 1,
          },
        ]),
      }
      for (const [name, gates] of Object.entries(circuits)) {
        const circuit = [...spread, ...gates, ...all.map((target) => ({ gate: "h", target }))]
        const { distance, differences } = yield* compare({ gateset: "qis", qubits, circuit })
        expect(distance, name).toBeLessThan(1e-11)
        expect(differences, name).toBe(0)
      }
    }),
  )

  it("are judged by a reference that is the textbook's matrix", () => {
    const next = uniform(5)
    for (let k = 0; k < 12; k++) {
      const circuit = randomCircuit(k % 3 === 2 ? "native" : "qis", 4, 12, next)
      const wide = runWide(4, circuit)
      for (const [i, [re, im]] of runDense(4, circuit).entries()) {
        expect(Math.abs(wide[i]![0] - re) + Math.abs(wide[i]![1] - im)).toBeLessThan(1e-12)
      }
    }
  })

  it("turn over more qubits at once than a tile has place for", () => {
    const qubits = 11
    const spread = Array.from({ length: qubits }, (_, target): WireGate => ({
      gate: "ry",
      target,
      rotation: 0.3 + target,
    }))
    const targets = Array.from({ length: qubits }, (_, qubit) => qubit)
    for (const term of ["XYZXYZXXYYX", "YYYYYYYYYYY", "ZXXXXXXXXXZ", "ZZZZZZZZZZZ", "XXXXXIXXXXX"]) {
      const circuit = [...spread, { gate: "pauliexp", targets, terms: [term], coefficients: [0.7], time: 1 }]
      for (const options of setups) {
        const state = Result.getOrThrow(Simulator.run({ gateset: "qis", qubits, circuit }, options))
        const plain = Result.getOrThrow(Simulator.run({ gateset: "qis", qubits, circuit: spread }, options))
        // exp(-i theta P) = cos(theta) - i sin(theta) P, with P letter by letter.
        for (let i = 0; i < 2 ** qubits; i++) {
          let [r, m, j] = [1, 0, i]
          for (const [k, letter] of [...term].reverse().entries()) {
            // The amplitude of |i⟩ comes from |j⟩: X|b⟩ = |1-b⟩, Y|0⟩ = i|1⟩, Y|1⟩ = -i|0⟩.
            const bit = (i >> k) & 1
            if (letter === "X" || letter === "Y") j ^= 1 << k
            if (letter === "Y") [r, m] = bit === 1 ? [-m, r] : [m, -r]
            if (letter === "Z" && bit === 1) [r, m] = [-r, -m]
          }
          const [cos, sin] = [Math.cos(0.7), Math.sin(0.7)]
          const [a, b] = [r * plain.re[j]! - m * plain.im[j]!, r * plain.im[j]! + m * plain.re[j]!]
          expect(Math.abs(state.re[i]! - (cos * plain.re[i]! + sin * b))).toBeLessThan(1e-12)
          expect(Math.abs(state.im[i]! - (cos * plain.im[i]! - sin * a))).toBeLessThan(1e-12)
        }
      }
    }
  })
})
