import { placesOf } from "../gates/qubits.ts"
import type { Circuit } from "./model.ts"

/**
 * The number of time steps of a circuit when gates on different qubits run at the same time. A `nop` takes no step.
 *
 * @category getters
 * @since 0.1.0
 */
export const depth = (self: Circuit): number => {
  const steps = new Map<number, number>()
  let most = 0
  for (const gate of self.gates) {
    for (const qubits of placesOf(gate)) {
      const step = 1 + qubits.reduce((last, qubit) => Math.max(last, steps.get(qubit) ?? 0), 0)
      for (const qubit of qubits) steps.set(qubit, step)
      most = Math.max(most, step)
    }
  }
  return most
}

/**
 * The number of gates in total, by the number of qubits that they act on, and by name.
 *
 * @category models
 * @since 0.1.0
 */
export interface Counts {
  readonly gates: number
  /** By the number of qubits, including controls: `byArity[2]` is the number of two-qubit gates. */
  readonly byArity: Readonly<Record<number, number>>
  /** By the name of the gate on the wire. */
  readonly byName: Readonly<Record<string, number>>
}

/**
 * Counts the gates of a circuit. A single-qubit gate counts once for each target, a `pauliexp` counts once, and a
 * `nop` does not count.
 *
 * @category getters
 * @since 0.1.0
 */
export const counts = (self: Circuit): Counts => {
  const byArity: Record<number, number> = {}
  const byName = new Map<string, number>()
  let gates = 0
  for (const gate of self.gates) {
    for (const { length } of placesOf(gate)) {
      gates++
      byArity[length] = (byArity[length] ?? 0) + 1
      byName.set(gate.gate, (byName.get(gate.gate) ?? 0) + 1)
    }
  }
  return { gates, byArity, byName: Object.fromEntries(byName) }
}
