import type { NoiseModel } from "./NoiseModel.ts"
import type { Slot } from "./Operation.ts"
import type { Part, Step } from "./operations.ts"

/** A place in a circuit where an error may happen, and the slots of its qubits. */
export interface Channel {
  readonly probability: number
  readonly slots: ReadonlyArray<number>
}

/** A circuit with a slot after each gate for each of its qubits. */
export interface NoisyCircuit {
  readonly steps: ReadonlyArray<Step | Slot>
  readonly channels: ReadonlyArray<Channel>
}

/**
 * Puts the noise of a model behind each gate. A gate on more than two qubits has that of two qubits for each neighbouring
 * pair of its qubits: IonQ's models know gates on one and two qubits, into which such a gate is compiled.
 */
export const withNoise = (parts: ReadonlyArray<Part>, model: NoiseModel): NoisyCircuit => {
  const steps: Array<Step | Slot> = []
  const channels: Array<Channel> = []
  let slots = 0
  const add = (probability: number, qubits: ReadonlyArray<number>) => {
    channels.push({ probability, slots: qubits.map((_, i) => slots + i) })
    for (const qubit of qubits) steps.push({ kind: "slot", qubit, slot: slots++ })
  }
  for (const part of parts) {
    steps.push(...part.steps)
    if (part.qubits.length === 1) add((3 * model.oneQubit) / 4, part.qubits)
    for (let i = 1; i < part.qubits.length; i++) {
      add((15 * model.twoQubit) / 16, part.qubits.slice(i - 1, i + 1))
    }
  }
  return { steps, channels }
}

/** A Pauli matrix in a slot: 1 is X, 2 is Y, 3 is Z. */
export interface PauliError {
  readonly slot: number
  readonly pauli: number
}

/** So many channels are looked over at once: the product of their chances stays far from 0. */
const block = 1024

/** Draws the errors of one shot after the other: each takes one random number more than it has errors, for each block. */
export const errorsOf = (
  channels: ReadonlyArray<Channel>,
  next: () => number,
): (() => ReadonlyArray<PauliError>) => {
  // The chance that all has gone well from the block's begin to the end of each channel.
  const well = new Float64Array(channels.length)
  for (const [i, { probability }] of channels.entries()) {
    well[i] = (i % block === 0 ? 1 : well[i - 1]!) * (1 - probability)
  }
  return () => {
    const errors: Array<PauliError> = []
    for (let begin = 0; begin < channels.length; begin += block) {
      const end = Math.min(begin + block, channels.length)
      let place = begin
      let before = 1
      while (place < end) {
        const bound = next() * before
        // The first channel after which the chance is not above the number is the one that fails.
        let [low, high] = [place, end]
        while (low < high) {
          const middle = (low + high) >> 1
          if (well[middle]! <= bound) high = middle
          else low = middle + 1
        }
        if (low === end) break
        errors.push(...paulis(channels[low]!, next()))
        before = well[low]!
        place = low + 1
      }
    }
    return errors
  }
}

/** One of the 3 or 15 errors of a channel, all alike. */
const paulis = ({ slots }: Channel, uniform: number): ReadonlyArray<PauliError> => {
  const code = 1 + Math.floor(uniform * (4 ** slots.length - 1))
  return slots.flatMap((slot, i) => {
    const pauli = (code >> (2 * i)) & 3
    return pauli === 0 ? [] : [{ slot, pauli }]
  })
}
