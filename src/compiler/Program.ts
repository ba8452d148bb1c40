import type { Axis, Rotation } from "./quaternion.ts"

/** exp(-i angle m⊗n), m on qubit a and n on qubit b, a < b. */
export interface Interaction {
  readonly a: number
  readonly b: number
  readonly m: Axis
  readonly n: Axis
  readonly angle: number
}

/**
 * A circuit with all single-qubit gates at the end: interactions in order, each about the axes that result from
 * moving the earlier gates through it, then one rotation on each qubit. Two interactions that share one qubit commute
 * if their axes on it are parallel.
 */
export interface Program {
  readonly interactions: ReadonlyArray<Interaction>
  readonly locals: ReadonlyArray<Rotation>
  /** The wire on which each qubit of the circuit ends. */
  readonly wires: ReadonlyArray<number>
}

/** Each qubit on its own wire. */
export const inPlace = (qubits: number): ReadonlyArray<number> => Array.from({ length: qubits }, (_, i) => i)
