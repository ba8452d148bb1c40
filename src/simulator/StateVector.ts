/**
 * The amplitudes of a register of qubits.
 *
 * @since 0.1.0
 */
import type { Amplitudes } from "./Engine.ts"

/**
 * 2^qubits amplitudes, real and imaginary parts apart. Qubit 0 is the least significant bit of an index.
 *
 * @category models
 * @since 0.1.0
 */
export interface StateVector {
  readonly qubits: number
  /** 2^qubits real parts. Where `support` is there, they are made when they are first asked for. */
  readonly re: Float64Array
  /** 2^qubits imaginary parts, in the same way. */
  readonly im: Float64Array
  /** The amplitudes that are not 0, by ascending state, where the circuit left it at few: those of a GHZ state are two. */
  readonly support: Support | undefined
}

/**
 * Amplitudes and the states that they belong to.
 *
 * @category models
 * @since 0.1.0
 */
export interface Support extends Amplitudes {}

/** A state of all amplitudes. */
export const denseState = (
  qubits: number,
  { re, im }: { readonly re: Float64Array; readonly im: Float64Array },
): StateVector => ({ qubits, re, im, support: undefined })

/** A state of a few amplitudes. */
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
