import * as random from "../../random/generator.ts"
import type { StateTable } from "./StateTable.ts"

/** The place in the table of each counted shot, shuffled with a seed. */
export const dealShots = ({ values }: StateTable, seed: string): Uint32Array => {
  let count = 0
  for (let place = 0; place < values.length; place++) count += values.at(place)!
  const shots = new Uint32Array(count)
  let at = 0
  for (let place = 0; place < values.length; place++) {
    shots.fill(place, at, at + values.at(place)!)
    at += values.at(place)!
  }
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

/** The number of occurrences of each state of a table among some shots. */
export const countShots = (table: StateTable, shots: Iterable<number>): StateTable => {
  const values = new Float64Array(table.values.length)
  for (const place of shots) values[place]!++
  return { ...table, values }
}
