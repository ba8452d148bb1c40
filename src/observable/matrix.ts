import { Result } from "effect"
import { validate } from "./make.ts"
import { type Observable, weight, width } from "./model.ts"
import { ObservableError } from "./ObservableError.ts"

/** The largest number of qubits of a matrix, which takes 256 MiB. */
const limit = 12

/**
 * A square complex matrix, row by row: the entry in row r and column c is at `r * size + c`. Qubit 0 is the least
 * significant bit of both.
 *
 * @category models
 * @since 0.2.0
 */
export interface DenseMatrix {
  readonly size: number
  readonly re: Float64Array
  readonly im: Float64Array
}

/**
 * The matrix of an observable on 1 to 12 qubits. By default it has as many qubits as the observable needs, at least
 * 1.
 *
 * Fails with `TooWide`, and with the error of an invalid observable.
 *
 * **Example** (Z)
 *
 * ```ts
 * const { re } = Result.getOrThrow(Observable.toMatrix(Observable.z(0))) // 1, 0, 0, -1
 * ```
 *
 * @category conversions
 * @since 0.2.0
 */
export const toMatrix = (
  self: Observable,
  qubits: number = Math.max(1, width(self)),
): Result.Result<DenseMatrix, ObservableError> =>
  Result.flatMap(validate(self), () => {
    const least = Math.max(1, width(self))
    if (!Number.isInteger(qubits) || qubits < least || qubits > limit) {
      const message = `A matrix of this observable can have ${least} to ${limit} qubits, not ${qubits}`
      return Result.fail(new ObservableError({ code: "TooWide", field: "qubits", message, limit }))
    }
    const size = 2 ** qubits
    const [re, im] = [new Float64Array(size * size), new Float64Array(size * size)]
    for (const term of self.terms) {
      const [x, z] = [Number(term.x), Number(term.z)]
      const [a, b] = turned([term.re, term.im], weight(term.x & term.z))
      for (let column = 0; column < size; column++) {
        const at = (column ^ x) * size + column
        const sign = parityOf(column & z) === 0 ? 1 : -1
        re[at]! += sign * a
        im[at]! += sign * b
      }
    }
    return Result.succeed({ size, re, im })
  })

/** A complex number times i to a power, which must not be negative. */
export const turned = ([re, im]: readonly [number, number], power: number): readonly [number, number] => {
  switch (power % 4) {
    case 0:
      return [re, im]
    case 1:
      return [-im, re]
    case 2:
      return [-re, -im]
    default:
      return [im, -re]
  }
}

/** 1 if an odd number of the 32 bits are set, otherwise 0. */
export const parityOf = (bits: number): number => {
  let word = bits ^ (bits >>> 16)
  word ^= word >>> 8
  word ^= word >>> 4
  return (0x6996 >>> (word & 15)) & 1
}
