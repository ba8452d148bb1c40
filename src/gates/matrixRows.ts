import type { InTurns } from "../Angle.ts"
import { rowOf } from "../GateTable.ts"
import type { NativeGate, QisGate } from "../schema/Gate.ts"
import * as Unitary from "../Unitary.ts"
import { controlsOf, targetsOf } from "./qubits.ts"

/** A complex number. @category models @since 0.1.0 */
export type Complex = readonly [re: number, im: number]

/** A complex matrix, row by row. @category models @since 0.1.0 */
export type Matrix = ReadonlyArray<ReadonlyArray<Complex>>

const zero: Complex = [0, 0]
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c]

const rows = ({ size, re, im }: Unitary.Unitary): Matrix =>
  Array.from({ length: size }, (_, r) =>
    Array.from({ length: size }, (_, c): Complex => [re[r * size + c] ?? 0, im[r * size + c] ?? 0]),
  )

/**
 * The matrix of GPi, [[0, e^(-2πi phi)], [e^(2πi phi), 0]], as in IonQ's Python SDK.
 *
 * @category matrices
 * @since 0.1.0
 */
export const gpiMatrix = (phi: InTurns): Matrix => rows(Unitary.gpi(phi))

/**
 * The matrix of GPi2, 1/√2 [[1, -i e^(-2πi phi)], [-i e^(2πi phi), 1]], as in IonQ's Python SDK.
 *
 * @category matrices
 * @since 0.1.0
 */
export const gpi2Matrix = (phi: InTurns): Matrix => rows(Unitary.gpi2(phi))

/**
 * The matrix of the Mølmer-Sørensen gate, as in IonQ's Python SDK. All arguments are in turns. `angle` is 0.25 by
 * default, which is fully entangling. The first phase belongs to the more significant qubit.
 *
 * @category matrices
 * @since 0.1.0
 */
export const msMatrix = (phi0: InTurns, phi1: InTurns, angle: InTurns = 0.25): Matrix =>
  rows(Unitary.ms(phi0, phi1, angle))

/**
 * The matrix of the native ZZ gate, diag(e^(-iπ angle), e^(iπ angle), e^(iπ angle), e^(-iπ angle)), as in IonQ's
 * Python SDK.
 *
 * @category matrices
 * @since 0.1.0
 */
export const zzMatrix = (angle: InTurns): Matrix => rows(Unitary.nativeZz(angle))

const kron = (a: Matrix, b: Matrix): Matrix =>
  a.flatMap((left) => b.map((right) => left.flatMap((x) => right.map((y) => times(x, y)))))

const identity = (size: number): Matrix =>
  Array.from({ length: size }, (_, r) =>
    Array.from({ length: size }, (_, c): Complex => (r === c ? [1, 0] : zero)),
  )

/** exp(-i angle P) times the matrix. Each row of P has one entry, so each row of the product is a sum of two. */
const pauliExp = (word: string, angle: number, matrix: Matrix): Matrix => {
  const bit = (i: number) => 1 << (word.length - 1 - i)
  const mask = (letters: string) =>
    [...word].reduce((bits, letter, i) => (letters.includes(letter) ? bits | bit(i) : bits), 0)
  const [flips, signs] = [mask("XY"), mask("YZ")]
  const ys = [...word].filter((letter) => letter === "Y").length
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const powers: ReadonlyArray<Complex> = [
    [1, 0],
    [0, -1],
    [-1, 0],
    [0, 1],
  ]
  return matrix.map((row, r) => {
    // The entry of P in row r: (-i)^ys (-1)^(signs of r), in column r ^ flips.
    const ones = [...(r & signs).toString(2)].filter((digit) => digit === "1").length
    const [re, im] = powers[ys % 4] ?? zero
    const sign = ones % 2 === 0 ? 1 : -1
    const factor = times([0, -sin], [sign * re, sign * im])
    const other = matrix[r ^ flips] ?? []
    return row.map((value, c): Complex => {
      const [x, y] = times(factor, other[c] ?? zero)
      return [cos * value[0] + x, cos * value[1] + y]
    })
  })
}

const uncontrolled = (gate: QisGate | NativeGate): Matrix => {
  const targets = targetsOf(gate)
  if (gate.gate !== "pauliexp") {
    // Every row except that of `pauliexp` has a matrix.
    const matrix = rows(rowOf(gate)?.matrix?.(gate) ?? Unitary.identity)
    if (matrix.length === 4) return matrix
    return targets.reduce<Matrix>((whole) => kron(whole, matrix), [[[1, 0]]])
  }
  return gate.terms.reduce(
    // The last letter acts on targets[0], which is the more significant qubit of the matrix.
    (whole, term, k) =>
      pauliExp([...term].toReversed().join(""), gate.time * (gate.coefficients[k] ?? 0), whole),
    identity(2 ** targets.length),
  )
}

/**
 * The matrix of a gate on the qubits of `qubitsOf(gate)`: its controls, then its targets. The first of them is the
 * most significant one, so that `unitary(cnot(0, 1))` is the matrix in textbooks. A gate on n qubits has 2^n rows.
 *
 * @category matrices
 * @since 0.1.0
 */
export const unitary = (gate: QisGate | NativeGate): Matrix => {
  const matrix = uncontrolled(gate)
  const size = matrix.length * 2 ** controlsOf(gate).length
  const start = size - matrix.length
  return identity(size).map((row, r) =>
    r < start ? row : row.map((value, c) => (c < start ? value : (matrix[r - start]?.[c - start] ?? zero))),
  )
}
