/**
 * The amplitudes of a register of qubits.
 *
 * @since 0.1.0
 */
import type { Amplitudes } from "./Engine.ts"

/**
 * 2^qubits amplitudes, in separate arrays of real and imaginary parts. Qubit 0 is the least significant bit of an
 * index.
 *
 * @category models
 * @since 0.1.0
 */
export interface StateVector {
  readonly qubits: number
  /** 2^qubits real parts. If there is a `support`, the array is created at the first access. */
  readonly re: Float64Array
  /** 2^qubits imaginary parts, created in the same way. */
  readonly im: Float64Array
  /** The nonzero amplitudes, by ascending state, if the circuit left only a few: a GHZ state has two. */
  readonly support: Support | undefined
}

/**
 * Amplitudes with their states.
 *
 * @category models
 * @since 0.1.0
 */
export interface Support extends Amplitudes {}

/** A state of which all amplitudes are stored. */
export const denseState = (
  qubits: number,
  { re, im }: { readonly re: Float64Array; readonly im: Float64Array },
): StateVector => ({ qubits, re, im, support: undefined })

/** A state of which only the nonzero amplitudes are stored. `re` and `im` are created at the first access. */
export const sparseState = (qubits: number, support: Support): StateVector => {
  const fill = (values: ArrayLike<number>) => {
    const all = new Float64Array(2 ** qubits)
    for (let i = 0; i < values.length; i++) all[support.states[i]!] = values[i]!
    return all
  }
  let re: Float64Array | undefined
  let im: Float64Array | undefined
  return {
    qubits,
    get re() {
      return (re ??= fill(support.re))
    },
    get im() {
      return (im ??= fill(support.im))
    },
    support,
  }
}

/**
 * The probability of each state, by its decimal value.
 *
 * @category getters
 * @since 0.1.0
 */
export const probabilitiesOf = (state: StateVector): Float64Array => {
  const out = new Float64Array(2 ** state.qubits)
  if (state.support !== undefined) {
    const { states, re, im } = state.support
    for (let i = 0; i < states.length; i++) out[states[i]!] = re[i]! * re[i]! + im[i]! * im[i]!
    return out
  }
  const { re, im } = state
  for (let i = 0; i < out.length; i++) out[i] = re[i]! * re[i]! + im[i]! * im[i]!
  return out
}
