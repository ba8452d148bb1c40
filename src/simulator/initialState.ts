import { Result } from "effect"
import type { Amplitudes } from "./Engine.ts"
import { SimulationError } from "./SimulationError.ts"
import type { StateVector } from "./StateVector.ts"

/**
 * The state at the start. Either the decimal value of a state in which each qubit is 0 or 1, with qubit 0 as the
 * least significant bit; or amplitudes for the qubits of the circuit, whose squares sum to 1.
 *
 * @category models
 * @since 0.2.0
 */
export type InitialState = number | Pick<StateVector, "qubits" | "re" | "im">

/** The tolerance for the sum of the squares, which covers single precision and the rounding errors of many gates. */
const slack = 1e-6

const invalid = (message: string) => Result.fail(new SimulationError({ code: "InvalidInput", message }))

/**
 * The nonzero amplitudes of an initial state. Fails with `InvalidInput` if the state has another number of qubits, or
 * if its squares do not sum to 1.
 */
export const amplitudesOf = (
  initial: InitialState,
  qubits: number,
): Result.Result<Amplitudes, SimulationError> => {
  const size = 2 ** qubits
  if (typeof initial === "number") {
    return Number.isInteger(initial) && initial >= 0 && initial < size
      ? Result.succeed({ states: [initial], re: [1], im: [0] })
      : invalid(`initial is ${initial}, not a whole number from 0 to ${size - 1}`)
  }
  const { re, im } = initial
  if (initial.qubits !== qubits || re.length !== size || im.length !== size) {
    return invalid(
      `initial has ${initial.qubits} qubits, ${re.length} real and ${im.length} imaginary parts, but ${qubits} qubits have ${size} of each`,
    )
  }
  const states: Array<number> = []
  let sum = 0
  for (let i = 0; i < size; i++) {
    if (re[i] === 0 && im[i] === 0) continue
    sum += re[i]! * re[i]! + im[i]! * im[i]!
    states.push(i)
  }
  if (!(Math.abs(sum - 1) <= slack)) return invalid(`The squares of initial sum to ${sum}, not to 1`)
  return Result.succeed({
    states: Float64Array.from(states),
    re: Float64Array.from(states, (i) => re[i]!),
    im: Float64Array.from(states, (i) => im[i]!),
  })
}

/** Amplitudes with their qubits relabeled. */
export const permuted = (
  { states, re, im }: Amplitudes,
  names: ReadonlyArray<number> | undefined,
): Amplitudes => {
  if (names === undefined) return { states, re, im }
  const moved = new Float64Array(states.length)
  for (let i = 0; i < states.length; i++) {
    let state = 0
    for (let rest = states[i]!, qubit = 0; rest !== 0; rest >>>= 1, qubit++) {
      if ((rest & 1) === 1) state |= 1 << names[qubit]!
    }
    moved[i] = state
  }
  return { states: moved, re, im }
}
