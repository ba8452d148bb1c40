import { Function } from "effect"
import { type Distribution, forEach, make, type SideOptions } from "./model.ts"
import { largest } from "./largest.ts"
import { fromDecimal, type State, toBits } from "./bitstrings.ts"

/**
 * The value of a state, or 0 if it did not occur. The state is a number, a bigint or a decimal string.
 *
 * @category getters
 * @since 0.1.0
 */
export const get: {
  (state: State | string): (self: Distribution) => number
  (self: Distribution, state: State | string): number
} = Function.dual(2, ({ width, states, values }: Distribution, decimal: State | string): number => {
  const state = fromDecimal(decimal, width)
  if (state === undefined) return 0
  let [low, high] = [0, states.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (states[middle]! < state) low = middle + 1
    else high = middle
  }
  return low < states.length && states[low] === state ? values[low]! : 0
})

/**
 * Iterates over the states in ascending order, each with its value.
 *
 * @category getters
 * @since 0.1.0
 */
export function* entries({
  states,
  values,
}: Distribution): Generator<readonly [state: State, value: number]> {
  for (let i = 0; i < values.length; i++) yield [states[i]!, values[i]!]
}

/**
 * Values by decimal state, in which qubit 0 is the least significant bit.
 *
 * **Example** (X on qubit 0 of three)
 *
 * ```ts
 * Distribution.toDecimals(flipped) // { "1": 1 }
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const toDecimals = (self: Distribution): Readonly<Record<string, number>> => {
  const record: Record<string, number> = {}
  forEach(self, (state, value) => {
    record[String(state)] = value
  })
  return record
}

/**
 * Values by bitstring, with qubit 0 on the named side.
 *
 * **Example** (X on qubit 0 of three)
 *
 * ```ts
 * Distribution.toBitstrings(flipped, { qubit0: "left" }) // { "100": 1 }
 * Distribution.toBitstrings(flipped, { qubit0: "right" }) // { "001": 1 }
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const toBitstrings: {
  (options: SideOptions): (self: Distribution) => Readonly<Record<string, number>>
  (self: Distribution, options: SideOptions): Readonly<Record<string, number>>
} = Function.dual(2, (self: Distribution, { qubit0 }: SideOptions): Readonly<Record<string, number>> => {
  const record: Record<string, number> = {}
  forEach(self, (state, value) => {
    record[toBits(state, self.width, qubit0)] = value
  })
  return record
})

/**
 * A state as a bitstring of `width` qubits, with qubit 0 on the named side.
 *
 * **Example** (Qubit 0 of three is 1)
 *
 * ```ts
 * Distribution.bitstring(1, { width: 3, qubit0: "left" }) // "100"
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const bitstring = (state: State, options: SideOptions & { readonly width: number }): string =>
  toBits(state, options.width, options.qubit0)

/**
 * The outcomes with the `n` largest values, largest first. For equal values the lower state comes first. Values that
 * differ by less than 1e-12 of their size count as equal, so that a simulator's rounding does not change the order.
 *
 * @category getters
 * @since 0.1.0
 */
export const top: {
  (n: number): (self: Distribution) => ReadonlyArray<readonly [state: State, value: number]>
  (self: Distribution, n: number): ReadonlyArray<readonly [state: State, value: number]>
} = Function.dual(2, ({ states, values }: Distribution, n: number) =>
  // Anything except a number of 1 or more gives no outcomes.
  largest(values, Math.max(0, Math.floor(n) || 0), (value) => value * rounding).map(
    (i) => [states[i]!, values[i]!] as const,
  ),
)

/** A smaller relative difference is a rounding error. */
const rounding = 1e-12

/**
 * Scales the values to probabilities that sum to 1: counts divided by the number of shots, or probabilities that a
 * server rounded. An empty distribution stays empty.
 *
 * **Example** (Counts as probabilities)
 *
 * ```ts
 * Distribution.toDecimals(Distribution.normalize(counts)) // { "0": 0.48, "3": 0.52 }
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const normalize = ({ width, states, values, total }: Distribution): Distribution =>
  make(width, "probabilities", {
    states,
    values: total === 0 ? values : values.map((value) => value / total),
  })
