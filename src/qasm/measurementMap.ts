import * as Circuit from "../Circuit.ts"
import type { Gateset } from "../schema/Circuit.ts"

/**
 * What each classical register reads: bit i is the qubit at index i, or `null` if nothing was measured into it.
 *
 * @category models
 * @since 0.1.0
 */
export type MeasurementMap = Readonly<Record<string, ReadonlyArray<number | null>>>

/** Adds registers to a circuit. A register is left out if a bit has no qubit, or if two bits have the same qubit. */
export const withRegisters = <G extends Gateset>(
  circuit: Circuit.Circuit<G>,
  registers: ReadonlyArray<readonly [string, ReadonlyArray<number | null>]>,
): Circuit.Circuit<G> => {
  let found = circuit
  for (const [name, read] of registers) {
    const qubits = read.filter((qubit) => qubit !== null)
    if (qubits.length === read.length && new Set(qubits).size === read.length) {
      found = Circuit.register(found, name, qubits)
    }
  }
  return found
}
