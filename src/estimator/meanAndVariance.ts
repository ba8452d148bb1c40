import { type Distribution, entries } from "../Distribution.ts"
import { parity } from "../distribution/bitstrings.ts"
import type { Measured } from "./measurementGroups.ts"

/**
 * The mean of each observable's part of a group, and the variance of that mean; the variance is 0 if the distribution
 * is exact.
 *
 * If all shots have the same outcome, the counts alone would give no error. One shot of the fully mixed state is
 * therefore added. For a single term this is Jeffreys' prior.
 */
export const momentsOf = (
  distribution: Distribution,
  { terms }: Measured,
  shots: number | undefined,
): ReadonlyArray<readonly [mean: number, variance: number]> =>
  terms.map((reads) => {
    const parities = reads.map(({ coefficient, qubits }) => ({
      coefficient,
      odd: parity(distribution.width, qubits),
    }))
    // The value of all terms together in each shot, so that the variance includes their covariances.
    const weighted = Array.from(entries(distribution), ([state, weight]) => {
      let value = 0
      for (const { coefficient, odd } of parities) value += odd(state) === 1 ? -coefficient : coefficient
      return [value, weight / distribution.total] as const
    })
    const mean = weighted.reduce((sum, [value, share]) => sum + share * value, 0)
    if (shots === undefined) return [mean, 0]
    // Computed about the mean, because the difference of two squares would lose digits.
    const variance = weighted.reduce((sum, [value, share]) => sum + share * (value - mean) ** 2, 0)
    // In the fully mixed state the mean is 0, and no two terms are correlated.
    const mixed = reads.reduce((sum, { coefficient }) => sum + coefficient ** 2, 0)
    const [known, prior] = [shots / (shots + 1), 1 / (shots + 1)]
    return [mean, (known * variance + prior * mixed + known * prior * mean ** 2) / shots]
  })
