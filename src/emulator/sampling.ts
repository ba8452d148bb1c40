import type { Histogram, Probabilities } from "../schema/Result.ts"

/** A small generator of uniform numbers below 1 (sfc32), from a text: the same text gives the same numbers. */
const uniform = (seed: string): (() => number) => {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1]
  for (let i = 0; i < seed.length; i++) a = Math.imul(a ^ seed.charCodeAt(i), 0x01000193)
  const next = () => {
    const t = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    return (t >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 12; i++) next()
  return next
}

/** Decimal states drawn from a distribution, in the order of the shots. */
export const drawShots = (
  probabilities: Probabilities,
  shots: number,
  seed: string,
): ReadonlyArray<string> => {
  const states = Object.keys(probabilities)
  const sums = new Float64Array(states.length)
  let total = 0
  states.forEach((state, i) => {
    total += probabilities[state] ?? 0
    sums[i] = total
  })
  const next = uniform(seed)
  return Array.from({ length: shots }, () => {
    const u = next() * total
    let [low, high] = [0, states.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! > u) high = middle
      else low = middle + 1
    }
    return states[low] ?? "0"
  })
}

export const countShots = (shots: ReadonlyArray<string>): Histogram => {
  const counts: Record<string, number> = {}
  for (const state of shots) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

export const fractions = (histogram: Histogram): Probabilities => {
  const total = Object.values(histogram).reduce((sum, count) => sum + count, 0)
  return Object.fromEntries(Object.entries(histogram).map(([state, count]) => [state, count / total]))
}
