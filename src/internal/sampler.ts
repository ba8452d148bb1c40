import { make } from "./random.ts"

/**
 * Draws indexes by their weights, which are not negative and not all 0. The unit interval is cut into as many buckets as
 * there are weights, and a search starts where its bucket does, so that a draw costs the same whatever the number of
 * weights. Only sums and comparisons decide: the same seed gives the same indexes on every engine.
 */
export const sampler = (weights: Float64Array, seed: number): (() => number) => {
  const size = weights.length
  const sums = new Float64Array(size)
  let total = 0
  let last = 0
  for (let i = 0; i < size; i++) {
    total += weights[i]!
    sums[i] = total
    if (weights[i]! > 0) last = i
  }
  // starts[k] is the first index whose sum is above k buckets.
  const starts = new Uint32Array(size)
  for (let bucket = 0, i = 0; bucket < size; bucket++) {
    while (i < last && sums[i]! <= (bucket / size) * total) i++
    starts[bucket] = i
  }
  const next = make(seed)
  return () => {
    const u = next()
    const point = u * total
    let i = starts[Math.floor(u * size)]!
    // Rounding may have put the start of a bucket one too far.
    while (i > 0 && sums[i - 1]! > point) i--
    while (i < last && sums[i]! <= point) i++
    return i
  }
}
