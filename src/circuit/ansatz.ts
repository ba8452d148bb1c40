import * as Gates from "../Gates.ts"
import type { GateOf } from "../gates/Symbolic.ts"
import * as Param from "../Param.ts"
import { type Circuit, named, qis } from "./model.ts"
import { range } from "./range.ts"

const rotation = { rx: Gates.rx, ry: Gates.ry, rz: Gates.rz }

/**
 * Options of {@link hardwareEfficient}.
 *
 * @category options
 * @since 0.1.0
 */
export interface AnsatzOptions {
  /** The number of layers of rotations and entanglers. One more row of rotations ends the circuit. Default: 1. */
  readonly layers?: number | undefined
  /** The rotations of a row, in order. Default: `ry` and `rz`. */
  readonly rotations?: ReadonlyArray<"rx" | "ry" | "rz"> | undefined
  /**
   * The pairs of qubits that are entangled. `linear`, the default: neighbors; `circular`: also the last qubit and the
   * first; `full`: all pairs.
   */
  readonly entangler?: "linear" | "circular" | "full" | undefined
  /** The prefix of the parameter names: `theta` gives `theta0`, `theta1` and so on. Default: `theta`. */
  readonly prefix?: string | undefined
}

const pairs = (qubits: number, entangler: "linear" | "circular" | "full") => {
  const order = range(qubits)
  if (entangler === "full") return order.flatMap((a) => order.slice(a + 1).map((b) => [a, b] as const))
  const line = order.slice(1).map((b) => [b - 1, b] as const)
  return entangler === "circular" && qubits > 2 ? [...line, [qubits - 1, 0] as const] : line
}

/**
 * The hardware-efficient ansatz: rows of parametrized rotations with CNOTs between them. The (layers + 1) × qubits ×
 * rotations parameters are numbered in the order of the gates.
 *
 * **Example** (Two layers, with values for all parameters)
 *
 * ```ts
 * const ansatz = Circuit.hardwareEfficient(4, { layers: 2 })
 * const values = Object.fromEntries([...Circuit.parameters(ansatz)].map((name) => [name, 0.1]))
 * const bound = Circuit.bind(ansatz, values)
 * ```
 *
 * @category library
 * @since 0.1.0
 */
export const hardwareEfficient = (qubits: number, options: AnsatzOptions = {}): Circuit<"qis"> => {
  const { layers = 1, rotations = ["ry", "rz"], entangler = "linear", prefix = "theta" } = options
  const row = (layer: number) =>
    rotations.flatMap((word, k) =>
      range(qubits).map((qubit) =>
        rotation[word](qubit, Param.make(`${prefix}${(layer * rotations.length + k) * qubits + qubit}`)),
      ),
    )
  const entangled: ReadonlyArray<GateOf["qis"]> = pairs(qubits, entangler).map(([a, b]) => Gates.cnot(a, b))
  const gates = range(layers + 1).flatMap((layer) => (layer === 0 ? row(0) : entangled.concat(row(layer))))
  return named(qis(qubits, gates), "hardware-efficient")
}
