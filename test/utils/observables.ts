/** Random observables, and their matrices by the textbook: Kronecker products of 2x2 matrices, without a look at the masks. */
import { Observable } from "effect-ionq"
import type { Seeded, State } from "./circuits.ts"

export interface Dense {
  readonly size: number
  readonly re: Float64Array
  readonly im: Float64Array
}

const small: Record<string, readonly [re: ReadonlyArray<number>, im: ReadonlyArray<number>]> = {
  I: [
    [1, 0, 0, 1],
    [0, 0, 0, 0],
  ],
  X: [
    [0, 1, 1, 0],
    [0, 0, 0, 0],
  ],
  Y: [
    [0, 0, 0, 0],
    [0, -1, 1, 0],
  ],
  Z: [
    [1, 0, 0, -1],
    [0, 0, 0, 0],
  ],
}

/** The left one is the more significant. */
const kron = (a: Dense, b: Dense): Dense => {
  const size = a.size * b.size
  const [re, im] = [new Float64Array(size * size), new Float64Array(size * size)]
  for (let i = 0; i < a.size; i++) {
    for (let j = 0; j < a.size; j++) {
      const [x, y] = [a.re[i * a.size + j]!, a.im[i * a.size + j]!]
      if (x === 0 && y === 0) continue
      for (let k = 0; k < b.size; k++) {
        for (let l = 0; l < b.size; l++) {
          const at = (i * b.size + k) * size + j * b.size + l
          const [u, v] = [b.re[k * b.size + l]!, b.im[k * b.size + l]!]
          re[at] = x * u - y * v
          im[at] = x * v + y * u
        }
      }
    }
  }
  return { size, re, im }
}

/** The matrix of a Pauli string with qubit 0 on the right. */
const ofString = (letters: string): Dense =>
  [...letters]
    .map((letter): Dense => {
      const [re, im] = small[letter]!
      return { size: 2, re: Float64Array.from(re), im: Float64Array.from(im) }
    })
    .reduce(kron)

export type Weighted = readonly [coefficient: readonly [re: number, im: number], letters: string]

/** The matrix of a sum of strings with qubit 0 on the right. */
export const denseOf = (terms: ReadonlyArray<Weighted>, qubits: number): Dense => {
  const size = 2 ** qubits
  const sum = { size, re: new Float64Array(size * size), im: new Float64Array(size * size) }
  for (const [[a, b], letters] of terms) {
    const { re, im } = ofString(letters)
    for (let i = 0; i < re.length; i++) {
      sum.re[i]! += a * re[i]! - b * im[i]!
      sum.im[i]! += a * im[i]! + b * re[i]!
    }
  }
  return sum
}

export const productOf = (a: Dense, b: Dense): Dense => {
  const { size } = a
  const [re, im] = [new Float64Array(size * size), new Float64Array(size * size)]
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const [x, y] = [a.re[i * size + k]!, a.im[i * size + k]!]
      if (x === 0 && y === 0) continue
      for (let j = 0; j < size; j++) {
        const [u, v] = [b.re[k * size + j]!, b.im[k * size + j]!]
        re[i * size + j]! += x * u - y * v
        im[i * size + j]! += x * v + y * u
      }
    }
  }
  return { size, re, im }
}

/** The largest difference of two entries. */
export const apart = (a: Dense, b: Dense): number => {
  let most = a.size === b.size ? 0 : Infinity
  for (let i = 0; i < a.re.length; i++) {
    most = Math.max(most, Math.abs(a.re[i]! - b.re[i]!), Math.abs(a.im[i]! - b.im[i]!))
  }
  return most
}

/** ⟨ψ|M|ψ⟩, which is real. */
export const meanOf = ({ size, re, im }: Dense, state: State): number => {
  let sum = 0
  for (let i = 0; i < size; i++) {
    let [x, y] = [0, 0]
    for (let j = 0; j < size; j++) {
      const [a, b] = [re[i * size + j]!, im[i * size + j]!]
      x += a * state.re[j]! - b * state.im[j]!
      y += a * state.im[j]! + b * state.re[j]!
    }
    sum += state.re[i]! * x + state.im[i]! * y
  }
  return sum
}

export const randomTerms = (random: Seeded, qubits: number, most = 6): ReadonlyArray<Weighted> =>
  Array.from({ length: 1 + random.int(most) }, () => [
    [4 * random.next() - 2, 0],
    Array.from({ length: qubits }, () => random.pick([..."IXYZ"])).join(""),
  ])

export const observableOf = (terms: ReadonlyArray<Weighted>): Observable.Observable =>
  Observable.sum(terms, { qubit0: "right" })
