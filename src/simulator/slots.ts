import { channelsAfter } from "./Channel.ts"
import type { NoiseModel } from "./NoiseModel.ts"
import type { Slot } from "./Operation.ts"
import type { Part, Step } from "./operations.ts"

/** A place in a circuit where an error may happen, and the slots of its qubits. */
export interface ErrorPlace {
  readonly probability: number
  readonly slots: ReadonlyArray<number>
  /** The errors that may be: all products of Pauli matrices, or Z alone. */
  readonly errors: "all" | "z"
}

/** A circuit with slots after its gates. */
export interface NoisyCircuit {
  readonly steps: ReadonlyArray<Step | Slot>
  readonly places: ReadonlyArray<ErrorPlace>
}

/**
 * Puts slots behind each gate for the errors of a model, which are Pauli matrices. Phase damping is a Z now and then: each
 * turns coherences over, so that with probability (1 - √(1 - rate))/2 they are √(1 - rate) of what they were in the mean.
 */
export const withNoise = (parts: ReadonlyArray<Part>, model: NoiseModel): NoisyCircuit => {
  const steps: Array<Step | Slot> = []
  const places: Array<ErrorPlace> = []
  let slots = 0
  const add = (probability: number, qubits: ReadonlyArray<number>, errors: ErrorPlace["errors"]) => {
    places.push({ probability, slots: qubits.map((_, i) => slots + i), errors })
    for (const qubit of qubits) steps.push({ kind: "slot", qubit, slot: slots++ })
  }
  for (const part of parts) {
    steps.push(...part.steps)
    for (const channel of channelsAfter(part, model)) {
      const { rate } = channel
      if (channel.kind === "depolarizing") {
        add(rate * (1 - 4 ** -channel.qubits.length), channel.qubits, "all")
      } else add((1 - Math.sqrt(1 - rate)) / 2, [channel.qubit], "z")
    }
  }
  return { steps, places }
}

/** A Pauli matrix in a slot: 1 is X, 2 is Y, 3 is Z. */
export interface PauliError {
  readonly slot: number
  readonly pauli: number
}

/** So many places are looked over at once: the product of their chances stays far from 0. */
const block = 1024

/** Draws the errors of one shot after the other: each takes one random number more than it has errors, for each block. */
export const errorsOf = (
  places: ReadonlyArray<ErrorPlace>,
  next: () => number,
): (() => ReadonlyArray<PauliError>) => {
  // The chance that all has gone well from the block's begin to each place.
  const well = new Float64Array(places.length)
  for (const [i, { probability }] of places.entries()) {
    well[i] = (i % block === 0 ? 1 : well[i - 1]!) * (1 - probability)
  }
  return () => {
    const errors: Array<PauliError> = []
    for (let begin = 0; begin < places.length; begin += block) {
      const end = Math.min(begin + block, places.length)
      let place = begin
      let before = 1
      while (place < end) {
        const bound = next() * before
        // The first place after which the chance is not above the number is the one that fails.
        let [low, high] = [place, end]
        while (low < high) {
          const middle = (low + high) >> 1
          if (well[middle]! <= bound) high = middle
          else low = middle + 1
        }
        if (low === end) break
        errors.push(...paulis(places[low]!, next()))
        before = well[low]!
        place = low + 1
      }
    }
    return errors
  }
}

/** One of the 3 or 15 errors of a place, all alike, or its only one. */
const paulis = ({ slots, errors }: ErrorPlace, uniform: number): ReadonlyArray<PauliError> => {
  const code = errors === "z" ? 3 : 1 + Math.floor(uniform * (4 ** slots.length - 1))
  return slots.flatMap((slot, i) => {
    const pauli = (code >> (2 * i)) & 3
    return pauli === 0 ? [] : [{ slot, pauli }]
  })
}
