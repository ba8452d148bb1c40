import { Function, Result } from "effect"
import { CircuitError } from "../CircuitError.ts"
import * as Gates from "../Gates.ts"
import type { DenseMatrix } from "../Observable.ts"
import type { NativeGate, QisGate } from "../schema/Gate.ts"
import type { Circuit } from "./model.ts"
import { boundGates } from "./request.ts"

/** The largest number of qubits of a unitary, which takes 16 MiB. */
const limit = 10

/** A gate without its controls, on its targets. */
interface Step {
  readonly re: Float64Array
  readonly im: Float64Array
  /** The bits of the targets that are 1, as a mask over the qubits, for each row of the matrix. */
  readonly places: ReadonlyArray<number>
  /** The mask of all targets. */
  readonly targets: number
  readonly controls: number
}

const stepOf = (gate: QisGate | NativeGate): Step => {
  const controls = Gates.controlsOf(gate).reduce((mask, qubit) => mask | (1 << qubit), 0)
  const { control: _, controls: __, ...bare } = { control: undefined, controls: undefined, ...gate }
  const rows = Gates.unitary(bare)
  // The first target is the left, most significant one.
  const targets = Gates.targetsOf(gate).toReversed()
  return {
    re: Float64Array.from(rows.flat(), ([re]) => re),
    im: Float64Array.from(rows.flat(), ([, im]) => im),
    places: rows.map((_, row) =>
      targets.reduce((bits, qubit, i) => (((row >> i) & 1) === 1 ? bits | (1 << qubit) : bits), 0),
    ),
    targets: targets.reduce((mask, qubit) => mask | (1 << qubit), 0),
    controls,
  }
}

/** Applies a gate to the amplitudes of a column. */
const apply = (re: Float64Array, im: Float64Array, step: Step): void => {
  const { places, targets, controls } = step
  const count = places.length
  const [oldRe, oldIm] = [new Float64Array(count), new Float64Array(count)]
  for (let base = 0; base < re.length; base++) {
    if ((base & targets) !== 0 || (base & controls) !== controls) continue
    for (let k = 0; k < count; k++) {
      oldRe[k] = re[base | places[k]!]!
      oldIm[k] = im[base | places[k]!]!
    }
    for (let row = 0; row < count; row++) {
      let [x, y] = [0, 0]
      for (let k = 0, at = row * count; k < count; k++, at++) {
        x += step.re[at]! * oldRe[k]! - step.im[at]! * oldIm[k]!
        y += step.re[at]! * oldIm[k]! + step.im[at]! * oldRe[k]!
      }
      re[base | places[row]!] = x
      im[base | places[row]!] = y
    }
  }
}

/**
 * The unitary of a circuit on up to 10 qubits, without unbound parameters. Qubit 0 is the least significant bit of rows
 * and columns. The measurement map of a compiled circuit is not applied.
 *
 * **Details**
 *
 * Fails with the first {@link CircuitError} of the circuit, and with `InvalidWidth` for a wider one.
 *
 * **Example** (A CNOT)
 *
 * ```ts
 * const matrix = Circuit.toUnitary(Circuit.qis(2, [Gates.cnot(0, 1)])) // |01⟩ and |11⟩ change places
 * ```
 *
 * @category conversions
 * @since 0.2.0
 */
export const toUnitary = (self: Circuit): Result.Result<DenseMatrix, CircuitError> =>
  Result.flatMap(boundGates(self), (gates: ReadonlyArray<QisGate | NativeGate>) => {
    if (self.qubits > limit) {
      const message = `A circuit of ${self.qubits} qubits is too wide for a unitary: the limit is ${limit}`
      return Result.fail(new CircuitError({ code: "InvalidWidth", message, field: "qubits", limit }))
    }
    const steps = gates.filter(({ gate }) => gate !== "nop").map(stepOf)
    const size = 2 ** self.qubits
    const whole = { size, re: new Float64Array(size * size), im: new Float64Array(size * size) }
    for (let column = 0; column < size; column++) {
      const [re, im] = [new Float64Array(size), new Float64Array(size)]
      re[column] = 1
      for (const step of steps) apply(re, im, step)
      for (let row = 0; row < size; row++) {
        whole.re[row * size + column] = re[row]!
        whole.im[row * size + column] = im[row]!
      }
    }
    return Result.succeed(whole)
  })

/**
 * Options of {@link equivalent}.
 *
 * @category options
 * @since 0.2.0
 */
export interface EquivalentOptions {
  /** The largest allowed difference of two entries. Default: 1e-9. */
  readonly tolerance?: number | undefined
}

/**
 * Whether two circuits have the same unitary up to a global phase. Circuits of different widths are not equivalent, and
 * those of different gatesets may be. Fails as {@link toUnitary} does.
 *
 * **Example** (A compiled circuit)
 *
 * ```ts
 * const compiled = Result.getOrThrow(Compiler.compile(circuit, { target: "ms" }))
 * const same = Circuit.equivalent(circuit, compiled) // true
 * ```
 *
 * @category getters
 * @since 0.2.0
 */
export const equivalent: {
  (that: Circuit, options?: EquivalentOptions): (self: Circuit) => Result.Result<boolean, CircuitError>
  (self: Circuit, that: Circuit, options?: EquivalentOptions): Result.Result<boolean, CircuitError>
} = Function.dual(
  (args) => typeof args[1] === "object" && args[1] !== null && "gateset" in args[1],
  (self: Circuit, that: Circuit, { tolerance = 1e-9 }: EquivalentOptions = {}) =>
    Result.flatMap(toUnitary(self), (a) =>
      Result.map(toUnitary(that), (b) => a.size === b.size && apart(a, b) <= tolerance),
    ),
)

/** The largest difference of two entries, up to the global phase between the two matrices. */
const apart = (a: DenseMatrix, b: DenseMatrix): number => {
  let [re, im] = [0, 0]
  for (let i = 0; i < a.re.length; i++) {
    re += a.re[i]! * b.re[i]! + a.im[i]! * b.im[i]!
    im += a.re[i]! * b.im[i]! - a.im[i]! * b.re[i]!
  }
  const length = Math.hypot(re, im)
  const [cos, sin] = length === 0 ? [1, 0] : [re / length, im / length]
  let most = 0
  for (let i = 0; i < a.re.length; i++) {
    const x = a.re[i]! * cos - a.im[i]! * sin - b.re[i]!
    const y = a.re[i]! * sin + a.im[i]! * cos - b.im[i]!
    most = Math.max(most, Math.hypot(x, y))
  }
  return most
}
