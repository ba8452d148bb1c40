/**
 * The two-qubit gates of our compiler against those of others, on 39 circuits. The counts of the others are recorded: qiskit-ionq's native
 * transpiler, Qiskit at level 3 (where `qiskitSwapsElided`, without the swaps at the end), cirq-ionq and tket.
 */
import { readFileSync } from "node:fs"
import { Result } from "effect"
import { Circuit, Compiler } from "effect-ionq"
import type { QisGate } from "effect-ionq/schema/Gate"

interface Entry {
  readonly qubits: number
  readonly twoQubitGates: Readonly<Record<string, number>>
  readonly gates: ReadonlyArray<QisGate>
}

// The file beside this one, written with these fields.
const entries = Object.entries(
  JSON.parse(readFileSync(new URL("circuits.json", import.meta.url), "utf8")) as Readonly<
    Record<string, Entry>
  >,
)

const mean = (ratios: ReadonlyArray<number>): number =>
  Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length)

/** The ratio of each circuit to its best peer, the means over all and over each peer. */
export interface Comparison {
  readonly circuits: ReadonlyArray<{
    readonly name: string
    readonly ours: number
    readonly best: number
    readonly ratio: number
    readonly milliseconds: number
  }>
  readonly mean: number
  readonly worst: number
  readonly peers: ReadonlyArray<readonly [peer: string, mean: number]>
}

/** Compiles every circuit and counts. Qubits that no gate acts on start in |0⟩, for the others as for us. */
export const compare = (effort: Compiler.Effort): Comparison => {
  const ratios: Record<string, Array<number>> = {}
  const circuits = entries.map(([name, { qubits, gates, twoQubitGates }]) => {
    const circuit = Circuit.qis(qubits, gates)
    const start = performance.now()
    const compiled = Result.getOrThrow(
      Compiler.compile(circuit, { target: "ms", end: "measured", start: "zero", effort }),
    )
    const milliseconds = performance.now() - start
    // None counts as one, so that a ratio has a logarithm.
    const ours = Math.max(1, Circuit.counts(compiled).byArity[2] ?? 0)
    for (const [peer, count] of Object.entries(twoQubitGates)) (ratios[peer] ??= []).push(ours / count)
    const best = Math.min(...Object.values(twoQubitGates))
    return { name, ours, best, ratio: ours / best, milliseconds }
  })
  return {
    circuits,
    mean: mean(circuits.map(({ ratio }) => ratio)),
    worst: Math.max(...circuits.map(({ ratio }) => ratio)),
    peers: Object.entries(ratios).map(([peer, all]) => [peer, mean(all)]),
  }
}
