import type { Axis } from "./quaternion.ts"

/**
 * A product of Pauli matrices on up to 31 qubits, with a sign. A qubit has X if only its bit of `x` is set, Z if only
 * its bit of `z` is set, and Y if both are.
 */
export interface Pauli {
  readonly x: number
  readonly z: number
  readonly negative: boolean
}

/** The largest number of qubits of a product. */
export const mostQubits = 31

/** A letter as bits: 1 is X, 2 is Z, 3 is Y. */
export type Letter = 1 | 2 | 3

/** The number of bits that are set. */
export const bitCount = (bits: number): number => {
  let left = bits - ((bits >>> 1) & 0x55555555)
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333)
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** The number of qubits on which a product is not the identity. */
export const weightOf = ({ x, z }: Pauli): number => bitCount(x | z)

export const commute = (a: Pauli, b: Pauli): boolean => bitCount((a.x & b.z) ^ (a.z & b.x)) % 2 === 0

/** i^power times the product of two. `power` must be such that only a sign remains. */
export const product = (a: Pauli, b: Pauli, power: number): Pauli => {
  const [x, z] = [a.x ^ b.x, a.z ^ b.z]
  const signs = (a.negative ? 2 : 0) + (b.negative ? 2 : 0) + 2 * bitCount(a.z & b.x)
  const quarters = bitCount(a.x & a.z) + bitCount(b.x & b.z) - bitCount(x & z) + signs + power
  return { x, z, negative: (quarters & 3) === 2 }
}

/** g P g† for g = exp(-iπ/4 Q). */
export const conjugate = (p: Pauli, q: Pauli): Pauli => (commute(p, q) ? p : product(q, p, 3))

/** One letter on one qubit. */
export const single = (qubit: number, letter: Letter): Pauli => ({
  x: letter & 1 ? 1 << qubit : 0,
  z: letter & 2 ? 1 << qubit : 0,
  negative: false,
})

/** The letter on a qubit, 0 for none. */
export const letterAt = ({ x, z }: Pauli, qubit: number): Letter | 0 => {
  const letter = ((x >>> qubit) & 1) | (((z >>> qubit) & 1) << 1)
  return letter === 1 || letter === 2 || letter === 3 ? letter : 0
}

/** The qubits on which a product is not the identity. */
export const supportOf = ({ x, z }: Pauli): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let left = x | z; left !== 0; left &= left - 1) found.push(31 - Math.clz32(left & -left))
  return found
}

const axes: Readonly<Record<Letter, Axis>> = { 1: [1, 0, 0], 2: [0, 0, 1], 3: [0, 1, 0] }

/** The axis of a letter: X, Y or Z. */
export const axisOf = (letter: Letter): Axis => axes[letter]
