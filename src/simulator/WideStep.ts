import { Result } from "effect"
import type { WireRow } from "../GateTable.ts"
import type { WireGate } from "../schema/Gate.ts"
import * as Unitary from "../Unitary.ts"
import { wholeRow } from "./gateOperations.ts"
import type { SimulationError } from "./SimulationError.ts"

/**
 * The action of a gate on a register of any width. Qubits are lists of indices, because there may be more than the 32
 * that a bit mask can hold. A gate acts only where all of its controls are 1.
 */
export type WideStep =
  | {
      readonly kind: "matrix"
      readonly matrix: Unitary.Unitary
      /** One or two qubits. The first is the more significant bit of the matrix's index. */
      readonly targets: ReadonlyArray<number>
      readonly controls: ReadonlyArray<number>
      /** Equal for all steps with the same matrix and the same number of controls. */
      readonly key: string
    }
  | {
      readonly kind: "pauli"
      /** exp(-i theta P). */
      readonly theta: number
      readonly letters: ReadonlyArray<readonly [qubit: number, letter: "X" | "Y" | "Z"]>
      readonly controls: ReadonlyArray<number>
    }

/** Every qubit of a step: targets first, in the order in which noise is applied. */
export const qubitsOf = (step: WideStep): ReadonlyArray<number> =>
  step.kind === "matrix"
    ? [...step.targets, ...step.controls]
    : [...step.letters.map(([qubit]) => qubit), ...step.controls]

/**
 * The steps of the gate at `index`: one for each target, pair of targets or Pauli term. Fails if the gate is invalid.
 */
export const wideSteps = (
  gate: WireGate,
  index: number,
  qubits: number,
  gateset: "qis" | "native",
): Result.Result<ReadonlyArray<WideStep>, SimulationError> =>
  Result.map(wholeRow(gate, index, qubits, gateset), (row) => built(gate, row))

const built = (gate: WireGate, row: WireRow): ReadonlyArray<WideStep> => {
  const { action } = row
  if (action.does === "nothing") return []
  // The gate was validated, so its qubits and numbers exist.
  const targets = gate.targets ?? [gate.target!]
  const controls =
    gate.control === undefined ? (gate.controls ?? []) : [gate.control, ...(gate.controls ?? [])]
  if (action.does === "pauliexp") return exponent(gate, targets, controls)
  const matrix = row.matrix?.(gate) ?? Unitary.identity
  const { rotation, phase, phases, angle } = gate
  const key = [gate.gate, rotation, phase, phases?.join("/"), angle, controls.length].join(" ")
  const groups = row.targets === "two" ? [targets] : targets.map((target) => [target])
  return groups.map((group) => ({ kind: "matrix", matrix, targets: group, controls, key }))
}

const exponent = (
  { terms = [], coefficients = [], time = 0 }: WireGate,
  targets: ReadonlyArray<number>,
  controls: ReadonlyArray<number>,
): ReadonlyArray<WideStep> =>
  terms.map((term, k) => {
    // The last letter acts on targets[0].
    const last = term.length - 1
    const letters = targets.flatMap((target, i): ReadonlyArray<readonly [number, "X" | "Y" | "Z"]> => {
      const letter = term[last - i]
      return letter === "X" || letter === "Y" || letter === "Z" ? [[target, letter]] : []
    })
    return { kind: "pauli", theta: time * (coefficients[k] ?? 0), letters, controls }
  })
