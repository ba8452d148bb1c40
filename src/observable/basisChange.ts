import type { GateOf } from "../gates/Symbolic.ts"
import * as Gates from "../Gates.ts"
import type { Gateset } from "../schema/Circuit.ts"
import { bitsOf, letterOf, type PauliString } from "./model.ts"

type Turn = { readonly [G in Gateset]: (qubit: number) => ReadonlyArray<GateOf[G]> }

/** The gates that map the eigenstates of X and of Y to those of Z. */
const turns: Readonly<Record<"X" | "Y", Turn>> = {
  X: { qis: (qubit) => [Gates.h(qubit)], native: (qubit) => [Gates.gpi2(qubit, 0.75)] },
  Y: { qis: (qubit) => [Gates.si(qubit), Gates.h(qubit)], native: (qubit) => [Gates.gpi2(qubit, 0)] },
}

/**
 * The gates that turn a measurement of Z into one in a given basis: after them, Z on a qubit has the value that the
 * basis's letter had before. A qubit with Z or I needs no gate. In a native circuit, a qubit with X or Y gets one
 * `gpi2`.
 *
 * **Example** (X is measured after H)
 *
 * ```ts
 * const [group] = Observable.groups(Observable.x(0))
 * const gates = group === undefined ? [] : Observable.basisChange(group.basis, "qis") // h on qubit 0
 * ```
 *
 * @category measuring
 * @since 0.2.0
 */
export const basisChange = <G extends Gateset>(basis: PauliString, gateset: G): ReadonlyArray<GateOf[G]> =>
  bitsOf(basis.x).flatMap((qubit) => turns[letterOf(basis, qubit) === "Y" ? "Y" : "X"][gateset](qubit))
