/**
 * The matrices of gates.
 *
 * In a two-qubit matrix the first target is the more significant bit of an index. Rows and columns are |00⟩, |01⟩,
 * |10⟩, |11⟩ with the first target on the left, as in IonQ's Python SDK.
 *
 * @since 0.1.0
 */

/**
 * A square complex matrix, row by row: the entry in row r and column c is at `r * size + c`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Unitary {
  readonly size: 2 | 4
  readonly re: Float64Array
  readonly im: Float64Array
}

/** A complex number. */
type Complex = readonly [re: number, im: number]

const zero: Complex = [0, 0]
const one: Complex = [1, 0]
const half = Math.SQRT1_2

const matrix = (size: 2 | 4, ...entries: ReadonlyArray<Complex>): Unitary => ({
  size,
  re: Float64Array.from(entries, ([re]) => re),
  im: Float64Array.from(entries, ([, im]) => im),
})

const polar = (radians: number): Complex => [Math.cos(radians), Math.sin(radians)]
const turns = (fraction: number): Complex => polar(2 * Math.PI * fraction)
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c]

/** The identity on one qubit. @category qis @since 0.1.0 */
export const identity: Unitary = matrix(2, one, zero, zero, one)

/** Pauli X. @category qis @since 0.1.0 */
export const x: Unitary = matrix(2, zero, one, one, zero)

/** Pauli Y. @category qis @since 0.1.0 */
export const y: Unitary = matrix(2, zero, [0, -1], [0, 1], zero)

/** Pauli Z. @category qis @since 0.1.0 */
export const z: Unitary = matrix(2, one, zero, zero, [-1, 0])

/** The Hadamard gate. @category qis @since 0.1.0 */
export const h: Unitary = matrix(2, [half, 0], [half, 0], [half, 0], [-half, 0])

/** Exchanges two qubits. @category qis @since 0.1.0 */
export const swap: Unitary = {
  size: 4,
  re: Float64Array.of(1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1),
  im: new Float64Array(16),
}

/** S: diag(1, i). @category qis @since 0.1.0 */
export const s: Unitary = matrix(2, one, zero, zero, [0, 1])

/** The inverse of S. @category qis @since 0.1.0 */
export const si: Unitary = matrix(2, one, zero, zero, [0, -1])

/** T: diag(1, e^(iπ/4)). @category qis @since 0.1.0 */
export const t: Unitary = matrix(2, one, zero, zero, [half, half])

/** The inverse of T. @category qis @since 0.1.0 */
export const ti: Unitary = matrix(2, one, zero, zero, [half, -half])

/** V, the square root of X. @category qis @since 0.1.0 */
export const v: Unitary = matrix(2, [0.5, 0.5], [0.5, -0.5], [0.5, -0.5], [0.5, 0.5])

/** The inverse of V. @category qis @since 0.1.0 */
export const vi: Unitary = matrix(2, [0.5, -0.5], [0.5, 0.5], [0.5, 0.5], [0.5, -0.5])

/** diag(1, e^(i radians)). @category qis @since 0.1.0 */
export const phase = (radians: number): Unitary => matrix(2, one, zero, zero, polar(radians))

/** exp(-i radians/2 X). @category qis @since 0.1.0 */
export const rx = (radians: number): Unitary => {
  const [cos, sin] = polar(radians / 2)
  return matrix(2, [cos, 0], [0, -sin], [0, -sin], [cos, 0])
}

/** exp(-i radians/2 Y). @category qis @since 0.1.0 */
export const ry = (radians: number): Unitary => {
  const [cos, sin] = polar(radians / 2)
  return matrix(2, [cos, 0], [-sin, 0], [sin, 0], [cos, 0])
}

/** exp(-i radians/2 Z). @category qis @since 0.1.0 */
export const rz = (radians: number): Unitary => matrix(2, polar(-radians / 2), zero, zero, polar(radians / 2))

/** exp(-i radians/2 X⊗X). @category qis @since 0.1.0 */
export const xx = (radians: number): Unitary => {
  const [cos, sin] = polar(radians / 2)
  return crossed([cos, 0], [0, -sin], [0, -sin], [0, -sin], [0, -sin])
}

/** exp(-i radians/2 Y⊗Y). @category qis @since 0.1.0 */
export const yy = (radians: number): Unitary => {
  const [cos, sin] = polar(radians / 2)
  return crossed([cos, 0], [0, sin], [0, -sin], [0, -sin], [0, sin])
}

/** exp(-i radians/2 Z⊗Z). @category qis @since 0.1.0 */
export const zz = (radians: number): Unitary => {
  const same = polar(-radians / 2)
  const other = polar(radians / 2)
  return matrix(
    4,
    same,
    zero,
    zero,
    zero,
    zero,
    other,
    zero,
    zero,
    zero,
    zero,
    other,
    zero,
    zero,
    zero,
    zero,
    same,
  )
}

/** GPi: [[0, e^(-2πi φ)], [e^(2πi φ), 0]], φ in turns. @category native @since 0.1.0 */
export const gpi = (phi: number): Unitary => matrix(2, zero, turns(-phi), turns(phi), zero)

/** GPi2: 1/√2 [[1, -i e^(-2πi φ)], [-i e^(2πi φ), 1]], φ in turns. @category native @since 0.1.0 */
export const gpi2 = (phi: number): Unitary =>
  matrix(2, [half, 0], times([0, -half], turns(-phi)), times([0, -half], turns(phi)), [half, 0])

/**
 * The Mølmer-Sørensen gate: cos(π angle) on the diagonal, and -i sin(π angle) times a phase on the antidiagonal. All
 * three arguments are in turns.
 *
 * @category native
 * @since 0.1.0
 */
export const ms = (phi0: number, phi1: number, angle = 0.25): Unitary => {
  const [cos, sin] = polar(Math.PI * angle)
  const entry = (fraction: number) => times([0, -sin], turns(fraction))
  return crossed([cos, 0], entry(-phi0 - phi1), entry(phi1 - phi0), entry(phi0 - phi1), entry(phi0 + phi1))
}

/** The native ZZ gate: diag(e^(-iπa), e^(iπa), e^(iπa), e^(-iπa)), where a is `angle` in turns. @category native @since 0.1.0 */
export const nativeZz = (angle: number): Unitary => zz(2 * Math.PI * angle)

const row = (...entries: ReadonlyArray<Complex>) => entries

/** A matrix with one value on the diagonal and four on the antidiagonal, from the top right to the bottom left. */
const crossed = (
  diagonal: Complex,
  first: Complex,
  second: Complex,
  third: Complex,
  fourth: Complex,
): Unitary =>
  matrix(
    4,
    ...row(diagonal, zero, zero, first),
    ...row(zero, diagonal, second, zero),
    ...row(zero, third, diagonal, zero),
    ...row(fourth, zero, zero, diagonal),
  )
