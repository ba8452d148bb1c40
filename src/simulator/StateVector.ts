/**
 * The amplitudes of a register of qubits.
 *
 * @since 0.1.0
 */

/**
 * 2^qubits amplitudes, real and imaginary parts apart. Qubit 0 is the least significant bit of an index.
 *
 * @category models
 * @since 0.1.0
 */
export interface StateVector {
  readonly qubits: number
  readonly re: Float64Array
  readonly im: Float64Array
}

/** Keeps the two halves off the same cache lines: 64 bytes' worth of doubles, times a few. */
const padding = 64

/**
 * All qubits 0.
 *
 * @category constructors
 * @since 0.1.0
 */
export const zeroState = (qubits: number): StateVector => {
  const size = 2 ** qubits
  // One buffer with a gap: two buffers of a power of two can alias in the cache.
  const memory = new Float64Array(2 * size + padding)
  const re = memory.subarray(0, size)
  re[0] = 1
  return { qubits, re, im: memory.subarray(size + padding) }
}

/**
 * The probability of each state, by its decimal value.
 *
 * @category getters
 * @since 0.1.0
 */
export const probabilitiesOf = ({ re, im }: StateVector): Float64Array => {
  const out = new Float64Array(re.length)
  for (let i = 0; i < out.length; i++) out[i] = re[i]! * re[i]! + im[i]! * im[i]!
  return out
}
