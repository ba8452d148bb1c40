import { Function, Result } from "effect"
import { sampler } from "../sampling/sampler.ts"
import { type DistributionError, refuse } from "./DistributionError.ts"
import { type Distribution, forEach, make } from "./model.ts"
import { largest } from "./order.ts"
import { type States, statesOf } from "./state.ts"
import { type Columns, fromDense, tally } from "./Tally.ts"

type Made = Result.Result<Distribution, DistributionError>

/** What a share may be off by rounding, for each shot. */
const rounding = 2 ** -44

/** The most shots that are drawn or dealt out. */
const maxShots = 1e9

const checkShots = (self: Distribution, shots: number): Result.Result<void, DistributionError> => {
  if (!Number.isInteger(shots) || shots < 1 || shots > maxShots) {
    return refuse("shots", `shots ${shots} is not a whole number from 1 to ${maxShots}`)
  }
  return self.total > 0 ? Result.void : refuse("value", "the distribution is empty: there is nothing to draw")
}

/** Only the states that a value is left for. */
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
 * The shots that fit the probabilities best, without chance: each state has the whole part of its share, and what is
 * left goes to the largest remainders, of equal ones to the lower state. They add up to `shots`. Remainders that differ by
 * rounding alone, which is less than 1e-13 a shot, are equal.
 *
 * Fails with a `DistributionError` for an empty distribution and for shots that are not a whole number from 1 to 1e9.
 *
 * **Example** (A thousand shots without chance)
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
 * So many shots drawn at random. The same seed (a whole number) gives the same shots on every engine.
 *
 * Fails with a `DistributionError` for an empty distribution, for shots that are not a whole number from 1 to 1e9, and for another seed.
 *
 * **Example** (A thousand shots by a seed)
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
 * Several distributions of one register as one: counts add up, probabilities are averaged, each made to add up to 1
 * first. Counts and probabilities are not merged: say what the shots weigh with `counts` or `normalize`.
 *
 * Fails with a `DistributionError` for none, for different widths and for different kinds.
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
  if (first === undefined) return refuse("parts", "there is nothing to merge")
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
