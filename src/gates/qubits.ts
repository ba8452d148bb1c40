import { rowOf } from "../GateTable.ts"
import type { Gate } from "./Symbolic.ts"

interface Placed {
  readonly target?: number
  readonly targets?: ReadonlyArray<number>
  readonly control?: number
  readonly controls?: ReadonlyArray<number>
}

/**
 * The qubits that a gate acts on, without its controls.
 *
 * @category getters
 * @since 0.1.0
 */
export const targetsOf = (gate: Gate): ReadonlyArray<number> => {
  const { target, targets = [] }: Placed = gate
  return target === undefined ? targets : [target, ...targets]
}

/**
 * The qubits that must be 1 for a gate to act.
 *
 * @category getters
 * @since 0.1.0
 */
export const controlsOf = (gate: Gate): ReadonlyArray<number> => {
  const { control, controls = [] }: Placed = gate
  return control === undefined ? controls : [control, ...controls]
}

/**
 * Every qubit of a gate: its controls, then its targets.
 *
 * @category getters
 * @since 0.1.0
 */
export const qubitsOf = (gate: Gate): ReadonlyArray<number> => [...controlsOf(gate), ...targetsOf(gate)]

/** Whether a gate acts on all of its targets at once rather than on one after the other. */
export const actsAtOnce = (gate: Gate): boolean => {
  const row = rowOf(gate)
  return (row?.targets === "two" || row?.targets === "any") && row.action.does !== "nothing"
}

/**
 * The qubits of each separate operation: one for each target of a single-qubit gate, none for `nop`.
 *
 * @category getters
 * @since 0.1.0
 */
export const placesOf = (gate: Gate): ReadonlyArray<ReadonlyArray<number>> => {
  if (rowOf(gate)?.action.does === "nothing") return []
  if (actsAtOnce(gate)) return [qubitsOf(gate)]
  const controls = controlsOf(gate)
  return targetsOf(gate).map((target) => controls.concat(target))
}
