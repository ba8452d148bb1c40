/**
 * Shots of registers of any width.
 *
 * @since 0.2.0
 */

/**
 * How circuits are simulated: `dense` keeps all amplitudes, `sparse` only the nonzero ones, and `stabilizer` none,
 * which works for Clifford circuits.
 *
 * @category models
 * @since 0.2.0
 */
export type Method = "dense" | "sparse" | "stabilizer"

/**
 * Shots in their order. Each shot takes `stride` words of 32 bits: qubit q is bit q % 32 of word floor(q / 32).
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
 * How often each state was measured, in any order. `states` has `stride` words for each state, in the layout of
 * {@link Samples}.
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

/** The number of words of a state of `qubits` qubits. */
export const strideOf = (qubits: number): number => Math.ceil(qubits / 32)

/**
 * The decimal value of the state whose words are at a place. Qubit 0 is the least significant bit.
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
 * The decimal value of a state as text. Like {@link stateAt}, but it avoids `BigInt` for states that fit into a
 * number.
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
  // Open addressing. A slot has the place of a state plus one, because 0 means empty.
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

/** A 32-bit hash of `count` words, starting at `from`. */
export const hashOf = (words: Uint32Array, from: number, count: number): number => {
  let hash = 0x9e3779b9
  for (let word = 0; word < count; word++) {
    hash = Math.imul(hash ^ words[from + word]!, 0x85ebca6b)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Whether `count` words are equal, starting at `from` in one array and at `at` in the other. */
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
