/** The circuits of `bench/compiler`: the result is still the same, and takes no more two-qubit gates than other compilers' results. */
import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { Circuit, Compiler, Gates } from "effect-ionq"
import type { QisGate } from "effect-ionq/schema/Gate"
import { readFileSync } from "node:fs"
import { applyAll, distance, randomState, seeded, type State } from "./utils/circuits.ts"

interface Entry {
  readonly qubits: number
  readonly gates: ReadonlyArray<QisGate>
  readonly twoQubitGates: Readonly<Record<string, number>>
}

const entries = Object.entries(
  // Our own file, with these fields.
  JSON.parse(readFileSync(new URL("../bench/compiler/circuits.json", import.meta.url), "utf8")) as Readonly<
    Record<string, Entry>
  >,
)

const probabilities = ({ re, im }: State) => re.map((x, i) => x * x + im[i]! * im[i]!)

/** A state in which the qubits that no gate acts on are |0⟩. */
const startOf = (qubits: number, gates: ReadonlyArray<QisGate>): State => {
  const used = 1 + Math.max(...gates.flatMap(Gates.qubitsOf))
  const { re, im } = randomState(seeded(qubits), used)
  const wide = { re: new Float64Array(2 ** qubits), im: new Float64Array(2 ** qubits) }
  wide.re.set(re)
  wide.im.set(im)
  return wide
}

describe("circuits that other compilers were given", () => {
  const ratios: Array<number> = []
  it.each(entries)("%s", (_, { qubits, gates, twoQubitGates }) => {
    const circuit = Circuit.qis(qubits, gates)
    const state = startOf(qubits, gates)
    const expected = applyAll(state, gates)
    const outcomes = probabilities(expected)
    for (const target of ["ms", "zz"] as const) {
      const exact = Result.getOrThrow(Compiler.compile(circuit, { target, start: "zero" }))
      expect(distance(expected, applyAll(state, exact.gates))).toBeLessThan(1e-9)
      const measured = Result.getOrThrow(
        Compiler.compile(circuit, { target, end: "measured", start: "zero" }),
      )
      const found = probabilities(applyAll(state, measured.gates))
      const { measurementMap } = measured
      const off = outcomes.reduce((most, outcome, index) => {
        const wires = measurementMap?.reduce(
          (bits, wire, qubit) => bits | (((index >> qubit) & 1) << wire),
          0,
        )
        return Math.max(most, Math.abs(found[wires ?? index]! - outcome))
      }, 0)
      expect(off).toBeLessThan(1e-9)
      const ours = Circuit.counts(measured).byArity[2] ?? 0
      const ratio = ours / Math.min(...Object.values(twoQubitGates))
      expect(ratio).toBeLessThanOrEqual(1.2)
      if (target === "ms") ratios.push(Math.max(ratio, 1e-3))
    }
  })

  it("take no more than 0.97 of the best one's two-qubit gates in the geometric mean", () => {
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / entries.length)
    expect(ratios.length).toBe(entries.length)
    expect(mean).toBeLessThanOrEqual(0.97)
  })
})
