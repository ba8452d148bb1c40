import { type Unitary, x } from "../Unitary.ts"
import { maxFlips } from "./instructions.ts"

/**
 * The operations of the engines. Sets of qubits are bit masks: bit q is qubit q. Every operation acts only where all
 * of its controls are 1.
 */
export type Operation = Pair | Phase | Pauli | Slot

/**
 * A 2x2 matrix on each pair of amplitudes i and i ^ flips, where i has the bits `zero` under `flips`. With one flipped
 * qubit, it is a gate on that qubit. With two, it is half of a gate that flips both: the other half has another `zero`.
 */
export interface Pair {
  readonly kind: "pair"
  readonly matrix: Unitary
  readonly flips: number
  readonly zero: number
  readonly controls: number
}

/** diag(zero, one) on a qubit. */
export interface Phase {
  readonly kind: "phase"
  readonly qubit: number
  readonly zero: Complex
  readonly one: Complex
  readonly controls: number
}

/**
 * exp(-i theta P) for the Pauli string P|j⟩ = i^ys (-1)^(number of bits of j under signs) |j ^ flips⟩. `flips` are the
 * qubits with X or Y, `signs` those with Z or Y, and `ys` is the number of qubits with Y.
 */
export interface Pauli {
  readonly kind: "pauli"
  readonly theta: number
  readonly ys: number
  readonly flips: number
  readonly signs: number
  readonly controls: number
}

/** A place where a Pauli matrix can be inserted between two runs of the same program. */
export interface Slot {
  readonly kind: "slot"
  readonly qubit: number
  readonly slot: number
}

/** A complex number. */
export type Complex = readonly [re: number, im: number]

export const one: Complex = [1, 0]

export const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c]

export const conjugate = ([re, im]: Complex): Complex => [re, 0 - im]

/** The number of bits that are 1. */
export const weight = (bits: number): number => {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}

/** The bits that are 1, from the lowest. */
export const bitsOf = (mask: number): ReadonlyArray<number> => {
  const bits: Array<number> = []
  for (let rest = mask; rest !== 0; rest &= rest - 1) bits.push(31 - Math.clz32(rest & -rest))
  return bits
}

/** A gate on one qubit: a phase if its matrix is diagonal, otherwise a pair. */
export const single = (matrix: Unitary, qubit: number, controls: number): Pair | Phase => {
  const { re, im } = matrix
  const zeroOff = re[1] === 0 && im[1] === 0 && re[2] === 0 && im[2] === 0
  return zeroOff
    ? { kind: "phase", qubit, zero: [re[0]!, im[0]!], one: [re[3]!, im[3]!], controls }
    : { kind: "pair", matrix, flips: 1 << qubit, zero: 0, controls }
}

/**
 * exp(-i theta P) in the cheapest form. A single Z is a phase, a string of one or two X and Y is one or two pairs, and
 * any other string is a Pauli operation.
 */
export const pauli = (
  theta: number,
  flips: number,
  signs: number,
  controls: number,
): ReadonlyArray<Operation> => {
  if (flips === 0 && weight(signs) === 1) {
    const [cos, sin] = [Math.cos(theta), Math.sin(theta)]
    return [{ kind: "phase", qubit: 31 - Math.clz32(signs), zero: [cos, -sin], one: [cos, sin], controls }]
  }
  if (flips === 0 || weight(flips) > 2 || (signs & ~flips) !== 0) {
    return narrowed({ kind: "pauli", theta, ys: weight(flips & signs), flips, signs, controls })
  }
  const high = 1 << (31 - Math.clz32(flips))
  const starts = weight(flips) === 1 ? [0] : [0, flips ^ high]
  const [fr, fi] = factor(theta, weight(flips & signs))
  return starts.map((zero) => {
    const [there, back] = [sign((zero ^ flips) & signs), sign(zero & signs)]
    const cos = Math.cos(theta)
    const matrix: Unitary = {
      size: 2,
      re: Float64Array.of(cos, there * fr, back * fr, cos),
      im: Float64Array.of(0, there * fi, back * fi, 0),
    }
    return { kind: "pair", matrix, flips, zero, controls }
  })
}

/**
 * Replaces a string that flips too many qubits for a tile by one that flips a single qubit, between CNOTs from this
 * qubit to the others.
 */
const narrowed = (string: Pauli): ReadonlyArray<Operation> => {
  const { flips, signs } = string
  if (weight(flips) <= maxFlips) return [string]
  const pivot = flips & -flips
  const turns = bitsOf(flips ^ pivot).map((qubit): Pair => ({
    kind: "pair",
    matrix: x,
    flips: 1 << qubit,
    zero: 0,
    controls: pivot,
  }))
  // A CNOT turns a Z on its target into a Z on both of its qubits.
  const odd = (weight(signs & flips & ~pivot) & 1) === 1
  return [...turns, { ...string, flips: pivot, signs: odd ? signs ^ pivot : signs }, ...turns]
}

/** The number -i sin(theta) i^ys. */
export const factor = (theta: number, ys: number): Complex => {
  const sin = Math.sin(theta)
  const quarter = ys % 4
  return quarter === 0 ? [0, -sin] : quarter === 1 ? [sin, 0] : quarter === 2 ? [0, sin] : [-sin, 0]
}

/** 1 for an even number of bits, -1 for an odd one. */
export const sign = (bits: number): number => ((weight(bits) & 1) === 0 ? 1 : -1)

/**
 * How an operation acts on each of its qubits. Two operations commute if each qubit that both have is `z` in both,
 * `x` in both or `y` in both. `z` holds the qubits on which it is diagonal, `x` and `y` those on which it commutes
 * with X or Y.
 */
export interface Reach {
  readonly all: number
  readonly x: number
  readonly y: number
  readonly z: number
}

/** How an operation acts on its qubits. A tile must contain those on which it is not diagonal. */
export const reachOf = (operation: Operation): Reach => {
  switch (operation.kind) {
    case "slot":
      return { all: 1 << operation.qubit, x: 0, y: 0, z: 0 }
    case "phase": {
      const all = (1 << operation.qubit) | operation.controls
      return { all, x: 0, y: 0, z: all }
    }
    case "pauli": {
      const { flips, signs, controls } = operation
      return {
        all: flips | signs | controls,
        x: flips & ~signs,
        y: flips & signs,
        z: (signs & ~flips) | controls,
      }
    }
    case "pair": {
      const { matrix, flips, controls } = operation
      const { re, im } = matrix
      const alone = weight(flips) === 1 && re[0] === re[3] && im[0] === im[3]
      return {
        all: flips | controls,
        x: alone && re[1] === re[2] && im[1] === im[2] ? flips : 0,
        y: alone && re[1] === -re[2]! && im[1] === -im[2]! ? flips : 0,
        z: controls,
      }
    }
  }
}
