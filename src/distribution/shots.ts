import { Function, Result } from "effect"
import { sampler } from "../random/weighted.ts"
import { type DistributionError, refuse } from "./DistributionError.ts"
import { type Distribution, forEach, make } from "./model.ts"
import { largest } from "./largest.ts"
import { type States, statesOf } from "./bitstrings.ts"
import { type Columns, fromDense, tally } from "./Tally.ts"

type Made = Result.Result<Distribution, DistributionError>

/** The rounding error of a share, per shot. */
const rounding = 2 ** -44

/** The largest number of shots that are drawn or distributed. */
const maxShots = 1e9

const checkShots = (self: Distribution, shots: number): Result.Result<void, DistributionError> => {
  if (!Number.isInteger(shots) || shots < 1 || shots > maxShots) {
    return refuse("shots", `shots ${shots} is not a whole number from 1 to ${maxShots}`)
  }
  return self.total > 0 ? Result.void : refuse("value", "the distribution is empty, so no shots can be drawn")
}

/** Drops the states without shots. */
const compact = (states: States, values: Float64Array, width: number): Columns => {
  const { states: kept, values: left } = fromDense(values)
  return {
    states: statesOf(
      Array.from(kept, (i) => states[i]!),
      kept.length,
      width,
    ),
    values: left,
  }
}

/**
 * The numbers of shots that fit the probabilities best, without randomness. Each state gets the integer part of its
 * share. The rest goes to the states with the largest remainders, and to the lower state if remainders are equal. The
 * counts sum to `shots`. Remainders count as equal if they differ by rounding errors, which are below 1e-13 per shot.
 *
 * Fails with a `DistributionError` for an empty distribution and for shots that are not an integer from 1 to 1e9.
 *
 * **Example** (A thousand shots without randomness)
 *
 * ```ts
 * const counts = Distribution.counts(probabilities, 1000)
 * ```
 *
 * @category shots
 * @since 0.1.0
 */
export const counts: {
  (shots: number): (self: Distribution) => Made
  (self: Distribution, shots: number): Made
} = Function.dual(2, (self: Distribution, shots: number): Made =>
  Result.map(checkShots(self, shots), () => {
    const shares = self.values.map((value) => (value / self.total) * shots)
    const dealt = shares.map(Math.floor)
    const left = shots - dealt.reduce((sum, count) => sum + count, 0)
    const remainders = shares.map((share, i) => share - dealt[i]!)
    for (const i of largest(remainders, left, () => shots * rounding)) dealt[i]! += 1
    return make(self.width, "counts", compact(self.states, dealt, self.width))
  }),
)

/**
 * Draws shots at random. The same seed (an integer) gives the same shots on every engine.
 *
 * Fails with a `DistributionError` for an empty distribution, for shots that are not an integer from 1 to 1e9, and
 * for a seed that is not a safe integer.
 *
 * **Example** (A thousand shots from a seed)
 *
 * ```ts
 * const counts = Distribution.sample(probabilities, 1000, 7)
 * ```
 *
 * @category shots
 * @since 0.1.0
 */
export const sample: {
  (shots: number, seed: number): (self: Distribution) => Made
  (self: Distribution, shots: number, seed: number): Made
} = Function.dual(3, (self: Distribution, shots: number, seed: number): Made => {
  if (!Number.isSafeInteger(seed)) return refuse("seed", `seed ${seed} is not a whole number up to 2^53`)
  return Result.map(checkShots(self, shots), () => {
    const draw = sampler(self.values, seed)
    const drawn = new Float64Array(self.values.length)
    for (let i = 0; i < shots; i++) drawn[draw()]! += 1
    return make(self.width, "counts", compact(self.states, drawn, self.width))
  })
})

/**
 * Merges several distributions of one register. Counts are added. Probabilities are normalized and averaged. Counts
 * and probabilities cannot be mixed: convert them with `counts` or `normalize` first.
 *
 * Fails with a `DistributionError` for an empty list, for different widths and for different kinds.
 *
 * **Example** (The counts of two jobs)
 *
 * ```ts
 * const together = Distribution.merge([first, second])
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const merge = (parts: ReadonlyArray<Distribution>): Made => {
  const [first] = parts
  if (first === undefined) return refuse("parts", "the list of distributions is empty")
  const { width, kind } = first
  for (const part of parts) {
    if (part.width !== width) return refuse("width", `widths ${width} and ${part.width} differ`)
    if (part.kind !== kind) return refuse("parts", "counts and probabilities cannot be merged")
  }
  const sums = tally(
    width,
    parts.reduce((sum, { values }) => sum + values.length, 0),
  )
  for (const part of parts) {
    const scale = kind === "counts" || part.total === 0 ? 1 : 1 / (part.total * parts.length)
    forEach(part, (state, value) => sums.add(state, value * scale))
  }
  return Result.succeed(make(width, kind, sums.columns()))
}
