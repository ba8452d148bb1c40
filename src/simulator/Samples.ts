/**
 * Shots of registers of any width.
 *
 * @since 0.2.0
 */

/**
 * What circuits are simulated with: `dense` keeps all amplitudes, `sparse` those that are not 0, and `stabilizer` none, which is
 * possible for Clifford circuits.
 *
 * @category models
 * @since 0.2.0
 */
export type Method = "dense" | "sparse" | "stabilizer"

/**
 * Shots in their order. Each takes `stride` words of 32 bits: bit q % 32 of word floor(q / 32) is qubit q.
 *
 * @category models
 * @since 0.2.0
 */
export interface Samples {
  readonly qubits: number
  readonly method: Method
  readonly shots: number
  readonly stride: number
  readonly words: Uint32Array
}

/**
 * How often each state was measured, in no order: `states` has `stride` words for each, as {@link Samples} has them.
 *
 * @category models
 * @since 0.2.0
 */
export interface SampleCounts {
  readonly qubits: number
  readonly stride: number
  readonly states: Uint32Array
  readonly counts: Uint32Array
}

/** The words of a state of so many qubits. */
export const strideOf = (qubits: number): number => Math.ceil(qubits / 32)

/**
 * The decimal value of a state, in which qubit 0 is the least significant bit, out of words at a place.
 *
 * @category getters
 * @since 0.2.0
 */
export const stateAt = (words: Uint32Array, stride: number, place: number): bigint => {
  let state = 0n
  for (let word = stride - 1; word >= 0; word--)
    state = (state << 32n) | BigInt(words[place * stride + word]!)
  return state
}

/**
 * The decimal value of a state as text: {@link stateAt} without a big number where a small one will do.
 *
 * **Example** (The first shot)
 *
 * ```ts
 * const first = (samples: Simulator.Samples) => Simulator.decimalAt(samples.words, samples.stride, 0)
 * ```
 *
 * @category getters
 * @since 0.2.0
 */
export const decimalAt = (words: Uint32Array, stride: number, place: number): string => {
  if (stride === 1) return String(words[place]!)
  const high = words[place * stride + 1]!
  return stride === 2 && high < 2 ** 21
    ? String(high * 2 ** 32 + words[place * stride]!)
    : stateAt(words, stride, place).toString()
}

/**
 * Counts how often each state was measured.
 *
 * **Example** (How many states were seen)
 *
 * ```ts
 * const seen = (samples: Simulator.Samples) => Simulator.countSamples(samples).counts.length
 * ```
 *
 * @category sampling
 * @since 0.2.0
 */
export const countSamples = ({ qubits, stride, shots, words }: Samples): SampleCounts => {
  let size = 16
  while (size < 2 * shots) size *= 2
  // Open addressing: a slot has one more than the place of a state.
  const slots = new Uint32Array(size)
  const states = new Uint32Array(words.length)
  const counts = new Uint32Array(shots)
  let found = 0
  for (let shot = 0; shot < shots; shot++) {
    const from = shot * stride
    let slot = hashOf(words, from, stride) & (size - 1)
    for (;;) {
      const place = slots[slot]! - 1
      if (place === -1) {
        slots[slot] = ++found
        for (let word = 0; word < stride; word++) states[(found - 1) * stride + word] = words[from + word]!
        counts[found - 1] = 1
        break
      }
      if (isSame(words, from, states, place * stride, stride)) {
        counts[place]!++
        break
      }
      slot = (slot + 1) & (size - 1)
    }
  }
  return { qubits, stride, states: states.slice(0, found * stride), counts: counts.slice(0, found) }
}

/** A hash of some words. */
export const hashOf = (words: Uint32Array, from: number, count: number): number => {
  let hash = 0x9e3779b9
  for (let word = 0; word < count; word++) {
    hash = Math.imul(hash ^ words[from + word]!, 0x85ebca6b)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Whether words are the same as others. */
export const isSame = (
  words: Uint32Array,
  from: number,
  others: Uint32Array,
  at: number,
  count: number,
): boolean => {
  for (let word = 0; word < count; word++) if (words[from + word] !== others[at + word]) return false
  return true
}
