import { Function, Result } from "effect"
import { validateOn } from "../observable/make.ts"
import type { Observable, ObservableError } from "../Observable.ts"
import { sign } from "./Operation.ts"
import type { StateVector } from "./StateVector.ts"

/** A Pauli string without its flips: its factor, and the qubits that determine its sign. */
interface Signed {
  readonly re: number
  readonly im: number
  readonly signs: number
}

/** Groups the terms by the qubits that they flip. */
const byFlips = (observable: Observable): ReadonlyMap<number, ReadonlyArray<Signed>> => {
  const found = new Map<number, Array<Signed>>()
  for (const { x, z, re } of observable.terms) {
    const [flips, signs] = [Number(x), Number(z)]
    const ys = bitsIn(flips & signs) % 4
    // The coefficient times i^ys: each Y is i X Z.
    const term = { re: ys === 0 ? re : ys === 2 ? -re : 0, im: ys === 1 ? re : ys === 3 ? -re : 0, signs }
    const same = found.get(flips)
    if (same === undefined) found.set(flips, [term])
    else same.push(term)
  }
  return found
}

const bitsIn = (word: number): number => {
  let count = 0
  for (let rest = word; rest !== 0; rest &= rest - 1) count++
  return count
}

/** The sum of the terms' factors in a state, as one complex number. */
const factorIn = (terms: ReadonlyArray<Signed>, state: number): readonly [number, number] => {
  let [re, im] = [0, 0]
  for (const term of terms) {
    const plus = sign(state & term.signs)
    re += plus * term.re
    im += plus * term.im
  }
  return [re, im]
}

/**
 * The exact expectation of an observable in a state, ⟨ψ|O|ψ⟩, computed from the amplitudes without a matrix.
 *
 * **Details**
 *
 * Takes one step for each amplitude and term. Fails with the code `TooWide` for an observable that acts on qubits
 * that the state does not have, and with `NotHermitian` for one with complex coefficients.
 *
 * **Example** (A correlation of a Bell pair)
 *
 * ```ts
 * const state = Result.getOrThrow(Simulator.run(Circuit.bell()))
 * const value = Simulator.expectation(state, Observable.pauli("XX", { qubit0: "left" })) // 1
 * ```
 *
 * @category running
 * @since 0.2.0
 */
export const expectation: {
  (observable: Observable): (state: StateVector) => Result.Result<number, ObservableError>
  (state: StateVector, observable: Observable): Result.Result<number, ObservableError>
} = Function.dual(2, (state: StateVector, observable: Observable) =>
  Result.map(validateOn(observable, state.qubits), () => {
    let sum = 0
    const { support } = state
    const places =
      support === undefined ? undefined : new Map(Array.from(support.states, (at, i) => [at, i] as const))
    const { re, im } = support ?? state
    for (const [flips, terms] of byFlips(observable)) {
      for (let i = 0; i < re.length; i++) {
        const at = support === undefined ? i : support.states[i]!
        const j = places === undefined ? at ^ flips : places.get(at ^ flips)
        if (j === undefined) continue
        // Adds the real part of the product of three numbers: the conjugate of the amplitude of the flipped state, the
        // amplitude of this state, and the factor.
        const real = re[j]! * re[i]! + im[j]! * im[i]!
        const imaginary = re[j]! * im[i]! - im[j]! * re[i]!
        const [a, b] = factorIn(terms, at)
        sum += real * a - imaginary * b
      }
    }
    return sum
  }),
)
