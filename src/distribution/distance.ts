import { Function, Result } from "effect"
import { type DistributionError, refuse } from "./DistributionError.ts"
import type { Distribution } from "./model.ts"

type Found = Result.Result<number, DistributionError>
type Measure = {
  (that: Distribution): (self: Distribution) => Found
  (self: Distribution, that: Distribution): Found
}

/** The sum over all states of a term of the two probabilities. The states of both are in ascending order. */
const sumOver = (self: Distribution, that: Distribution, term: (p: number, q: number) => number): Found => {
  if (self.width !== that.width) {
    return refuse(
      "width",
      `widths ${self.width} and ${that.width} differ, so the registers cannot be compared`,
    )
  }
  if (self.total === 0 || that.total === 0) return refuse("value", "an empty distribution has no distance")
  let [sum, i, j] = [0, 0, 0]
  while (i < self.values.length || j < that.values.length) {
    const [a, b] = [self.states[i], that.states[j]]
    const first = a !== undefined && (b === undefined || a <= b)
    const second = b !== undefined && (a === undefined || b <= a)
    sum += term(first ? self.values[i]! / self.total : 0, second ? that.values[j]! / that.total : 0)
    if (first) i++
    if (second) j++
  }
  return Result.succeed(sum)
}

/**
 * The total variation distance: half the sum of |p - q|, from 0 to 1. It is the largest difference in the probability
 * of any event.
 *
 * Fails with a `DistributionError` for registers of different widths and for an empty distribution.
 *
 * **Example** (The error of a machine)
 *
 * ```ts
 * const found = measured.pipe(Distribution.totalVariation(ideal))
 * ```
 *
 * @category distances
 * @since 0.1.0
 */
export const totalVariation: Measure = Function.dual(2, (self: Distribution, that: Distribution): Found =>
  sumOver(self, that, (p, q) => Math.abs(p - q) / 2),
)

/**
 * The Hellinger distance: the root of half the sum of (√p - √q)², from 0 to 1.
 *
 * Fails with a `DistributionError` for registers of different widths and for an empty distribution.
 *
 * **Example** (The error of a machine)
 *
 * ```ts
 * const found = Distribution.hellinger(measured, ideal)
 * ```
 *
 * @category distances
 * @since 0.1.0
 */
export const hellinger: Measure = Function.dual(2, (self: Distribution, that: Distribution): Found =>
  Result.map(
    sumOver(self, that, (p, q) => (Math.sqrt(p) - Math.sqrt(q)) ** 2 / 2),
    Math.sqrt,
  ),
)

/**
 * The classical fidelity: the square of the sum of √(p q). It is 1 for equal distributions and 0 if no state is in
 * both. It equals (1 - H²)², where H is the Hellinger distance. Qiskit calls it the Hellinger fidelity.
 *
 * Fails with a `DistributionError` for registers of different widths and for an empty distribution.
 *
 * **Example** (The fidelity of a machine)
 *
 * ```ts
 * const found = Distribution.fidelity(measured, ideal)
 * ```
 *
 * @category distances
 * @since 0.1.0
 */
export const fidelity: Measure = Function.dual(2, (self: Distribution, that: Distribution): Found =>
  Result.map(
    sumOver(self, that, (p, q) => Math.sqrt(p * q)),
    (sum) => sum * sum,
  ),
)
