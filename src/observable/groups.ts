import { type Observable, observableOf, type PauliString, type Term } from "./model.ts"

/**
 * Terms that are read from one measurement: on each qubit, all of them have the same letter or none.
 *
 * @category models
 * @since 0.2.0
 */
export interface Group {
  /** The basis in which each qubit is measured: the letters of all terms together. */
  readonly basis: PauliString
  /** The sum of the terms of the group. */
  readonly observable: Observable
}

/** Whether two strings have the same letter on each qubit that both act on. */
const fits = (a: PauliString, b: PauliString): boolean => {
  const both = (a.x | a.z) & (b.x | b.z)
  return (a.x & both) === (b.x & both) && (a.z & both) === (b.z & both)
}

/**
 * Sorts strings into groups that commute qubit by qubit. Strings are taken by the size of their coefficients, largest
 * first, and each is added to the first group that it fits into. Returns the basis of each group and the group of each
 * string.
 */
export const grouped = (
  strings: ReadonlyArray<PauliString & { readonly size: number }>,
): { readonly bases: ReadonlyArray<PauliString>; readonly groupOf: ReadonlyArray<number> } => {
  const order = strings.map((_, i) => i).sort((a, b) => strings[b]!.size - strings[a]!.size || a - b)
  const bases: Array<PauliString> = []
  const groupOf = strings.map(() => 0)
  for (const i of order) {
    const { x, z } = strings[i]!
    const found = bases.findIndex((basis) => fits(basis, { x, z }))
    if (found === -1) bases.push({ x, z })
    else bases[found] = { x: bases[found]!.x | x, z: bases[found]!.z | z }
    groupOf[i] = found === -1 ? bases.length - 1 : found
  }
  return { bases, groupOf }
}

/**
 * Sorts the terms into groups that can be measured together, because they commute qubit by qubit. Each term is in one
 * group.
 *
 * **Details**
 *
 * Terms are taken by the size of their coefficients, largest first, and each goes into the first group that it fits
 * into. This is the sorted insertion of Crawford and others, "Efficient quantum measurement of Pauli operators in the
 * presence of finite sampling error" (2021). The identity fits into any group.
 *
 * **Example** (The hydrogen molecule)
 *
 * ```ts
 * const bases = Observable.groups(h2).length // 2: one of Z, one of X X
 * ```
 *
 * @category measuring
 * @since 0.2.0
 */
export const groups = (self: Observable): ReadonlyArray<Group> => {
  const { bases, groupOf } = grouped(
    self.terms.map(({ x, z, re, im }) => ({ x, z, size: Math.hypot(re, im) })),
  )
  const terms = bases.map((): Array<Term> => [])
  self.terms.forEach((term, i) => terms[groupOf[i]!]!.push(term))
  return bases.map((basis, i) => ({ basis, observable: observableOf(terms[i]!) }))
}
