import { channelsAfter } from "./noiseAfterGate.ts"
import type { NoiseModel } from "./NoiseModel.ts"
import type { Slot } from "./Operation.ts"
import type { Part, Step } from "./gateOperations.ts"

/** A position in a circuit where an error may occur, and the slots of its qubits. */
export interface ErrorPlace {
  readonly probability: number
  readonly slots: ReadonlyArray<number>
  /** The possible errors: all products of Pauli matrices, or Z alone. */
  readonly errors: "all" | "z"
}

/** A circuit with slots after its gates. */
export interface NoisyCircuit {
  readonly steps: ReadonlyArray<Step | Slot>
  readonly places: ReadonlyArray<ErrorPlace>
}

/**
 * Adds slots after each gate for the errors of a model, which are Pauli matrices. Phase damping is an occasional Z,
 * which negates coherences: with probability (1 - √(1 - rate))/2 it reduces them to √(1 - rate) of their value on
 * average.
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
    for (const { probability, qubits, errors } of chancesAfter(part, model)) add(probability, qubits, errors)
  }
  return { steps, places }
}

/** A possible error after a gate. With this probability, one of the `errors` occurs on the qubits. */
export interface Chance {
  readonly probability: number
  readonly qubits: ReadonlyArray<number>
  readonly errors: ErrorPlace["errors"]
}

/** The Pauli errors that may follow a gate. The model must have no amplitude damping. */
export const chancesAfter = (part: Pick<Part, "qubits">, model: NoiseModel): ReadonlyArray<Chance> =>
  channelsAfter(part, model).map((channel) => {
    const { rate } = channel
    return channel.kind === "depolarizing"
      ? { probability: rate * (1 - 4 ** -channel.qubits.length), qubits: channel.qubits, errors: "all" }
      : { probability: (1 - Math.sqrt(1 - rate)) / 2, qubits: [channel.qubit], errors: "z" }
  })

/** A Pauli matrix in a slot: 1 is X, 2 is Y, 3 is Z. */
export interface PauliError {
  readonly slot: number
  readonly pauli: number
}

/** The number of positions that are examined at once. The product of their probabilities stays far from 0. */
const block = 1024

/** Returns a function that draws the errors of the next shot. Each error takes two random numbers. */
export const errorsOf = (
  places: ReadonlyArray<ErrorPlace>,
  next: () => number,
): (() => ReadonlyArray<PauliError>) => {
  // The probability of no error from the start of the block up to each position.
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
        // The next error is at the first position whose probability of no error up to it is not above `bound`.
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

/** Chooses one of the 3 or 15 errors of a position by a random number, or returns Z if that is the only one. */
const paulis = ({ slots, errors }: ErrorPlace, uniform: number): ReadonlyArray<PauliError> => {
  const code = errors === "z" ? 3 : 1 + Math.floor(uniform * (4 ** slots.length - 1))
  return slots.flatMap((slot, i) => {
    const pauli = (code >> (2 * i)) & 3
    return pauli === 0 ? [] : [{ slot, pauli }]
  })
}
