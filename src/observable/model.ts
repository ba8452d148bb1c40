import { Inspectable, Pipeable, Predicate } from "effect"
import type { Side } from "../distribution/bitstrings.ts"
import type { ObservableError } from "./ObservableError.ts"

const TypeId = "~effect-ionq/Observable"

/** The highest qubit that an observable may have, the same as for a circuit. */
export const highestQubit = 65_535

/**
 * One Pauli matrix, or the identity.
 *
 * @category models
 * @since 0.2.0
 */
export type Letter = "I" | "X" | "Y" | "Z"

/**
 * A Pauli string: a Pauli matrix for each of some qubits, as two masks. Bit i of `x` is set if qubit i has X or Y,
 * and bit i of `z` if it has Z or Y.
 *
 * @category models
 * @since 0.2.0
 */
export interface PauliString {
  readonly x: bigint
  readonly z: bigint
}

/**
 * A Pauli string with its coefficient, `re + i im`.
 *
 * @category models
 * @since 0.2.0
 */
export interface Term extends PauliString {
  readonly re: number
  readonly im: number
}

/**
 * A sum of Pauli strings with coefficients. It has no fixed number of qubits, and acts as the identity on every qubit
 * that its strings do not have.
 *
 * **Details**
 *
 * No string occurs twice, and no coefficient is 0. Building never fails. An error is kept, and {@link validate} and
 * every function that uses the observable return it.
 *
 * @category models
 * @since 0.2.0
 */
export interface Observable extends Pipeable.Pipeable, Inspectable.Inspectable {
  readonly [TypeId]: typeof TypeId
  /** The strings, in the order in which they first occurred. */
  readonly terms: ReadonlyArray<Term>
  /** The first error in building the observable. */
  readonly fault: ObservableError | undefined
}

const Proto = {
  ...Pipeable.Prototype,
  ...Inspectable.BaseProto,
  [TypeId]: TypeId,
  toJSON(this: Observable) {
    const shown = this.terms.slice(0, 16)
    const more = this.terms.length - shown.length
    return {
      _id: "Observable",
      terms: shown.map((term) => [term.im === 0 ? term.re : [term.re, term.im], sparseText(term)]),
      ...(more === 0 ? {} : { more }),
    }
  },
}

/**
 * Whether a value is an observable.
 *
 * @category guards
 * @since 0.2.0
 */
export const isObservable = (value: unknown): value is Observable => Predicate.hasProperty(value, TypeId)

/** Creates an observable from terms whose strings differ. */
export const observableOf = (terms: ReadonlyArray<Term>, fault?: ObservableError): Observable =>
  Object.assign(Object.create(Proto), { terms, fault })

/** Creates an observable: adds terms with equal strings, and omits those with the coefficient 0. */
export const collect = (terms: Iterable<Term>, fault?: ObservableError): Observable => {
  const sums = new Map<string, { x: bigint; z: bigint; re: number; im: number }>()
  for (const { x, z, re, im } of terms) {
    const key = keyOf({ x, z })
    const sum = sums.get(key)
    if (sum === undefined) sums.set(key, { x, z, re, im })
    else {
      sum.re += re
      sum.im += im
    }
  }
  return observableOf(
    [...sums.values()].filter(({ re, im }) => re !== 0 || im !== 0),
    fault,
  )
}

/** A key that is the same only for equal strings. */
export const keyOf = ({ x, z }: PauliString): string => `${x.toString(36)} ${z.toString(36)}`

/** The number of bits that are 1. */
export const weight = (mask: bigint): number => {
  let count = 0
  for (let rest = mask; rest !== 0n; rest >>= 32n) {
    for (let word = Number(rest & 0xffff_ffffn) | 0; word !== 0; word &= word - 1) count++
  }
  return count
}

/** The bits that are 1, from the lowest. */
export const bitsOf = (mask: bigint): ReadonlyArray<number> => {
  const bits: Array<number> = []
  for (let rest = mask, base = 0; rest !== 0n; rest >>= 32n, base += 32) {
    for (let word = Number(rest & 0xffff_ffffn) | 0; word !== 0; word &= word - 1) {
      bits.push(base + 31 - Math.clz32(word & -word))
    }
  }
  return bits
}

/** The length of a mask: one more than its highest bit. */
const lengthOf = (mask: bigint): number => (mask === 0n ? 0 : mask.toString(2).length)

/**
 * The smallest number of qubits that an observable fits on: one more than its highest qubit.
 *
 * @category getters
 * @since 0.2.0
 */
export const width = (self: Observable): number =>
  lengthOf(self.terms.reduce((all, { x, z }) => all | x | z, 0n))

/** The letter of a string on a qubit. */
export const letterOf = ({ x, z }: PauliString, qubit: number): Letter => {
  const at = BigInt(qubit)
  const [flips, signs] = [((x >> at) & 1n) === 1n, ((z >> at) & 1n) === 1n]
  return flips ? (signs ? "Y" : "X") : signs ? "Z" : "I"
}

/** The Pauli string with one letter on one qubit. */
export const single = (qubit: number, letter: Letter): PauliString => {
  const bit = 1n << BigInt(qubit)
  return { x: letter === "X" || letter === "Y" ? bit : 0n, z: letter === "Z" || letter === "Y" ? bit : 0n }
}

/** A string as its letters with their qubits: `X0 Z3`; the identity is `I`. */
export const sparseText = (string: PauliString): string =>
  bitsOf(string.x | string.z)
    .map((qubit) => `${letterOf(string, qubit)}${qubit}`)
    .join(" ") || "I"

/** A string as text with a letter for each of `qubits` qubits. */
export const denseText = (string: PauliString, qubits: number, qubit0: Side): string => {
  const letters = Array.from({ length: qubits }, (_, qubit) => letterOf(string, qubit))
  return (qubit0 === "left" ? letters : letters.toReversed()).join("")
}
