import * as Random from "../random/generator.ts"
import type { ReadoutError } from "./NoiseModel.ts"

/** Readout errors have their own random numbers, so that the same seed gives the same gate errors with and without them. */
const seedOffset = 0x5eed

/** Flips the bits of each state with the probabilities of readout errors. */
export const misread = (
  states: Uint32Array,
  qubits: number,
  { zeroAsOne, oneAsZero }: ReadoutError,
  seed: number,
): void => {
  if (zeroAsOne === 0 && oneAsZero === 0) return
  const next = Random.make(seed >= 0 ? seed - seedOffset : seed + seedOffset)
  for (let shot = 0; shot < states.length; shot++) {
    const state = states[shot]!
    let read = state
    for (let qubit = 0; qubit < qubits; qubit++) {
      const wrong = ((state >> qubit) & 1) === 0 ? zeroAsOne : oneAsZero
      if (next() < wrong) read ^= 1 << qubit
    }
    states[shot] = read
  }
}

/** The probabilities of reading each state, from the probabilities of the states themselves. */
export const readProbabilities = (
  probabilities: Float64Array,
  qubits: number,
  { zeroAsOne, oneAsZero }: ReadoutError,
): void => {
  for (let qubit = 0; qubit < qubits; qubit++) {
    const bit = 1 << qubit
    for (let i = 0; i < probabilities.length; i++) {
      if ((i & bit) !== 0) continue
      const [zero, one] = [probabilities[i]!, probabilities[i | bit]!]
      probabilities[i] = (1 - zeroAsOne) * zero + oneAsZero * one
      probabilities[i | bit] = zeroAsOne * zero + (1 - oneAsZero) * one
    }
  }
}
