import { CircuitError } from "../CircuitError.ts"
import * as Gates from "../Gates.ts"
import { make } from "../random/generator.ts"
import type { QisGate } from "../schema/Gate.ts"
import { type Circuit, limits, named, qis, withFault } from "./model.ts"

/**
 * Options of {@link random}.
 *
 * @category options
 * @since 0.2.0
 */
export interface RandomOptions {
  /** The number of layers, a whole number from 1. Each layer has a gate on every qubit. */
  readonly depth: number
  /** A safe integer: the same seed gives the same circuit, on every platform. */
  readonly seed: number
}

const fixed = [Gates.h, Gates.x, Gates.y, Gates.z, Gates.s, Gates.si, Gates.t, Gates.ti, Gates.v, Gates.vi]
const rotations = [Gates.rx, Gates.ry, Gates.rz]
const pairs = [Gates.cnot, Gates.cz, Gates.swap]
const interactions = [Gates.xx, Gates.yy, Gates.zz]

/**
 * A random circuit. In each layer the qubits are shuffled, and each gets with equal probability either a single-qubit
 * gate or a two-qubit gate with the next qubit in the shuffled order. Angles are uniform from 0 to 2π.
 *
 * **Example** (Ten layers)
 *
 * ```ts
 * const drawn = Circuit.random(5, { depth: 10, seed: 1 })
 * ```
 *
 * @category library
 * @since 0.2.0
 */
export const random = (qubits: number, { depth, seed }: RandomOptions): Circuit<"qis"> => {
  const refused = (field: string, message: string) =>
    withFault(qis(qubits), new CircuitError({ code: "InvalidOption", field, message }))
  if (!Number.isInteger(qubits) || qubits < 1 || qubits > limits.qubits) return qis(qubits)
  const most = Math.floor(limits.gates / qubits)
  if (!Number.isInteger(depth) || depth < 1 || depth > most) {
    return refused("depth", `depth is ${depth}, not a whole number from 1 to ${most}`)
  }
  if (!Number.isSafeInteger(seed)) return refused("seed", `seed is ${seed}, not a whole number within 2^53`)
  const next = make(seed)
  const below = (bound: number) => Math.floor(next() * bound)
  const angle = () => 2 * Math.PI * next()
  const gates: Array<QisGate> = []
  for (let layer = 0; layer < depth; layer++) {
    const order = Array.from({ length: qubits }, (_, qubit) => qubit)
    for (let i = qubits - 1; i > 0; i--) {
      const j = below(i + 1)
      ;[order[i], order[j]] = [order[j]!, order[i]!]
    }
    for (let i = 0; i < qubits; i++) {
      const [a, b] = [order[i]!, order[i + 1]]
      if (b !== undefined && next() < 0.5) {
        i++
        const fixedPair = next() < 0.5
        gates.push(fixedPair ? pairs[below(3)]!(a, b) : interactions[below(3)]!(a, b, angle()))
      } else gates.push(next() < 0.5 ? fixed[below(fixed.length)]!(a) : rotations[below(3)]!(a, angle()))
    }
  }
  return named(qis(qubits, gates), `random-${seed}`)
}
