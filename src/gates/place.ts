import type { Gate } from "./Symbolic.ts"

interface Placed {
  readonly target?: number
  readonly targets?: ReadonlyArray<number>
  readonly control?: number
  readonly controls?: ReadonlyArray<number>
}

/**
 * The qubits a gate acts on, without its controls.
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
 * Every qubit that a gate names: its controls, then its targets.
 *
 * @category getters
 * @since 0.1.0
 */
export const qubitsOf = (gate: Gate): ReadonlyArray<number> => [...controlsOf(gate), ...targetsOf(gate)]
