import { make } from "./generator.ts"

/** The sums of the weights up to and including each index. */
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
 * Returns a function that maps a number from 0 (included) to 1 (excluded) to the first index whose cumulative sum is
 * above this fraction of the total. The weights are not negative and not all 0. The unit interval is divided into equal
 * pieces, and a table has the first index of each piece. A search starts there, so its expected cost does not depend on
 * the number of weights. `finds` is the expected number of searches; a smaller number gives a smaller table. Only
 * products and comparisons are used, so the same number gives the same index on every engine.
 */
export const finder = (sums: Float64Array, finds: number): ((uniform: number) => number) => {
  const total = sums.at(-1) ?? 0
  // A product that rounds up to the total belongs to the last index with a positive weight.
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

/** Returns a function that draws an index by weights. They are not negative and not all 0. */
export const sampler = (weights: Float64Array, seed: number): (() => number) => {
  const next = make(seed)
  const find = finder(cumulate(weights), weights.length)
  return () => find(next())
}
