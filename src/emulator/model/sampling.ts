import * as random from "../../sampling/random.ts"
import type { Histogram, Probabilities } from "../../schema/Result.ts"

/** The counted shots as decimal states, in an order determined by a text. */
export const dealShots = (counts: Histogram, seed: string): ReadonlyArray<string> => {
  const shots = Object.entries(counts).flatMap(([state, count]) => Array.from({ length: count }, () => state))
  const next = random.make(random.seedOf(seed))
  // The Fisher-Yates shuffle.
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

/** The state of a shot: of a program that goes on after measurements, without its classical bits. */
export const stateOf = (shot: string): string => {
  const colon = shot.indexOf(":")
  return colon < 0 ? shot : shot.slice(0, colon)
}

/** The classical bits of such a shot, bit 0 first. */
export const bitsIn = (shot: string): string => shot.slice(shot.indexOf(":") + 1)

/** The counts of states, out of those of states with classical bits. */
export const countStates = (counts: Histogram): Histogram => {
  const states: Record<string, number> = {}
  for (const [shot, count] of Object.entries(counts)) {
    const state = stateOf(shot)
    states[state] = (states[state] ?? 0) + count
  }
  return states
}

export const fractions = (histogram: Histogram): Probabilities => {
  const total = Object.values(histogram).reduce((sum, count) => sum + count, 0)
  return Object.fromEntries(Object.entries(histogram).map(([state, count]) => [state, count / total]))
}
