import { make } from "./generator.ts"

/** The sum of the weights up to each index. */
export const cumulate = (weights: ArrayLike<number>): Float64Array => {
  const sums = new Float64Array(weights.length)
  let total = 0
  for (let i = 0; i < sums.length; i++) {
    total += weights[i]!
    sums[i] = total
  }
  return sums
}

/**
 * Finds the first index whose cumulative sum is above a given fraction of the total. The weights are not negative and
 * not all 0. The unit interval is divided into pieces, and a search starts at its piece, so the cost does not depend
 * on the number of weights. `finds` is the expected number of searches. A small number gives a smaller table. Only
 * products and comparisons decide, so the same number gives the same index on every engine.
 */
export const finder = (sums: Float64Array, finds: number): ((uniform: number) => number) => {
  const total = sums.at(-1) ?? 0
  // A number that rounds up to the total belongs to the last index with a weight.
  let last = sums.length - 1
  while (last > 0 && sums[last - 1] === total) last--
  // A power of two, so that the pieces have exact bounds and products with the total keep their order.
  let pieces = 1
  while (pieces < Math.min(sums.length, 16 * finds)) pieces *= 2
  const starts = new Uint32Array(pieces)
  let index = 0
  for (let piece = 0; piece < pieces; piece++) {
    const bound = (piece / pieces) * total
    while (index < last && sums[index]! <= bound) index++
    starts[piece] = index
  }
  return (uniform) => {
    const bound = uniform * total
    let found = starts[Math.floor(uniform * pieces)]!
    while (found < last && sums[found]! <= bound) found++
    return found
  }
}

/** Draws one index per call by weights that are not negative and not all 0. */
export const sampler = (weights: Float64Array, seed: number): (() => number) => {
  const next = make(seed)
  const find = finder(cumulate(weights), weights.length)
  return () => find(next())
}
