import { Result } from "effect"
import { rowIn, type WireRow } from "../GateTable.ts"
import { flawOf } from "../gateTable/checkGate.ts"
import type { WireGate } from "../schema/Gate.ts"
import * as Unitary from "../Unitary.ts"
import { bitsOf, type Operation, pauli, single } from "./Operation.ts"
import { SimulationError } from "./SimulationError.ts"

/** A swap of two qubits. No amplitudes are moved: the operations before the swap act on the other qubit instead. */
export interface Swap {
  readonly kind: "swap"
  readonly first: number
  readonly second: number
}

/** One step of a gate, in order. */
export type Step = Operation | Swap

/** One application of a gate: to one of its targets, or of one of its Pauli terms. */
export interface Part {
  readonly steps: ReadonlyArray<Step>
  /** The qubits on which the part acts, targets first. */
  readonly qubits: ReadonlyArray<number>
}

/** The operations of a validated gate. */
const built = (gate: WireGate, row: WireRow): ReadonlyArray<Part> => {
  const { action } = row
  if (action.does === "nothing") return []
  const targets = gate.targets ?? [gate.target!]
  const controls = maskOf(gate)
  if (action.does === "pauliexp") return pauliExp(gate, targets, controls)
  if (row.targets !== "two") {
    const matrix = row.matrix?.(gate) ?? Unitary.identity
    return targets.map((target) => ({
      steps: [single(matrix, target, controls)],
      qubits: [target, ...bitsOf(controls)],
    }))
  }
  const [first = 0, second = 0] = targets
  return [{ steps: onPair(gate, row, first, second, controls), qubits: [first, second, ...bitsOf(controls)] }]
}

const onPair = (
  gate: WireGate,
  { action, matrix, numbers }: WireRow,
  first: number,
  second: number,
  controls: number,
): ReadonlyArray<Step> => {
  const both = (1 << first) | (1 << second)
  if (action.does === "swap") {
    if (controls === 0) return [{ kind: "swap", first, second }]
    return [{ kind: "pair", matrix: Unitary.x, flips: both, zero: 1 << first, controls }]
  }
  if (action.does === "rotation" && typeof action.angle === "string") {
    const [a, b] = action.axes
    const number = gate[action.angle] ?? 0
    const theta = numbers[action.angle]?.unit === "turns" ? Math.PI * number : number / 2
    if (typeof a === "string" && typeof b === "string") {
      const mask = (which: string) =>
        (which.includes(a) ? 1 << first : 0) | (which.includes(b) ? 1 << second : 0)
      return pauli(theta, mask("XY"), mask("YZ"), controls)
    }
  }
  const { re, im } = matrix?.(gate) ?? Unitary.swap
  // The matrix has only a diagonal and an antidiagonal, so it is a 2x2 matrix on 00 and 11, and another on 01 and 10.
  const corner = (places: ReadonlyArray<number>, zero: number): Step => ({
    kind: "pair",
    matrix: {
      size: 2,
      re: Float64Array.from(places, (place) => re[place]!),
      im: Float64Array.from(places, (place) => im[place]!),
    },
    flips: both,
    zero,
    controls,
  })
  return [corner([0, 3, 12, 15], 0), corner([5, 6, 9, 10], 1 << second)]
}

/** The controls of a gate as a mask. */
const maskOf = ({ control, controls }: WireGate): number => {
  let mask = control === undefined ? 0 : 1 << control
  if (controls !== undefined) for (const qubit of controls) mask |= 1 << qubit
  return mask
}

/** The table row of the gate at `index` in a circuit of `qubits` qubits. Fails if the gate is invalid. */
export const wholeRow = (
  gate: WireGate,
  index: number,
  qubits: number,
  gateset: "qis" | "native",
): Result.Result<WireRow, SimulationError> => {
  const row = rowIn(gateset, gate.gate)
  if (row === undefined) {
    return Result.fail(
      new SimulationError({
        code: "UnsupportedGate",
        message: `Gate ${index} is ${gate.gate}, which the gateset ${gateset} does not have`,
      }),
    )
  }
  const flaw = flawOf(gate, row, qubits)
  if (flaw !== undefined) {
    const message = `Gate ${index} (${gate.gate}) ${flaw.message}`
    return Result.fail(new SimulationError({ code: "InvalidInput", message }))
  }
  return Result.succeed(row)
}

/** The operations of the gate at `index` in a circuit of `qubits` qubits. Fails if the gate is invalid. */
export const partsOf = (
  gate: WireGate,
  index: number,
  qubits: number,
  gateset: "qis" | "native",
): Result.Result<ReadonlyArray<Part>, SimulationError> =>
  Result.map(wholeRow(gate, index, qubits, gateset), (row) => built(gate, row))

const pauliExp = (
  { terms = [], coefficients = [], time = 0 }: WireGate,
  targets: ReadonlyArray<number>,
  controls: number,
): ReadonlyArray<Part> =>
  terms.map((term, k) => {
    // The last letter acts on targets[0].
    const letters = [...term].reverse()
    const mask = (which: string) =>
      targets.reduce(
        (bits, target, i) => (which.includes(letters[i] ?? "I") ? bits | (1 << target) : bits),
        0,
      )
    return {
      steps: pauli(time * (coefficients[k] ?? 0), mask("XY"), mask("ZY"), controls),
      qubits: [...bitsOf(mask("XYZ")), ...bitsOf(controls)],
    }
  })
