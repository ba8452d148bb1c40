import * as random from "../../sampling/random.ts"
import type { Histogram, Probabilities } from "../../schema/Result.ts"

/** The shots that were counted, as decimal states, in an order that a text decides. */
export const dealShots = (counts: Histogram, seed: string): ReadonlyArray<string> => {
  const shots = Object.entries(counts).flatMap(([state, count]) => Array.from({ length: count }, () => state))
  const next = random.make(random.seedOf(seed))
  // Fisher and Yates.
  for (let left = shots.length - 1; left > 0; left--) {
    const other = Math.floor(next() * (left + 1))
    const shot = shots[left]!
    shots[left] = shots[other]!
    shots[other] = shot
  }
  return shots
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
