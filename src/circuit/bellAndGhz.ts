import * as Gates from "../Gates.ts"
import { type Circuit, named, qis } from "./model.ts"
import { range } from "./range.ts"

/**
 * The Bell state (|00⟩ + |11⟩)/√2.
 *
 * **Example** (As a picture)
 *
 * ```ts
 * Circuit.draw(Circuit.bell())
 * //      ┌───┐
 * // q0: ─┤ H ├──●──
 * //      └───┘  │
 * // q1: ────────⊕──
 * ```
 *
 * @category library
 * @since 0.1.0
 */
export const bell = (): Circuit<"qis"> => named(ghz(2), "bell")

/**
 * The Greenberger-Horne-Zeilinger state (|0...0⟩ + |1...1⟩)/√2 on `qubits` qubits.
 *
 * **Example** (Three qubits)
 *
 * ```ts
 * Circuit.counts(Circuit.ghz(3)).byName // { h: 1, cnot: 2 }
 * ```
 *
 * @category library
 * @since 0.1.0
 */
export const ghz = (qubits: number): Circuit<"qis"> =>
  named(qis(qubits, [Gates.h(0), ...range(qubits - 1).map((i) => Gates.cnot(i, i + 1))]), `ghz-${qubits}`)
