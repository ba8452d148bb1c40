import type { Unitary } from "../Unitary.ts"
import type { WideStep } from "./WideStep.ts"

/**
 * How a step maps Pauli strings: a Clifford gate maps each string to a string, up to its sign.
 *
 * A string on one or two qubits is a number: bit 0 is the X of the first qubit, bit 1 its Z, and bits 2 and 3 those
 * of the second. If both bits are set, the Pauli matrix is Y.
 */
export type Clifford =
  | {
      readonly kind: "table"
      readonly qubits: ReadonlyArray<number>
      /** The image of each string. Bit 4 is set if its sign changes. */
      readonly images: Uint8Array
    }
  | {
      /** exp(-i quarters π/4 P). */
      readonly kind: "rotation"
      readonly letters: ReadonlyArray<readonly [qubit: number, letter: "X" | "Y" | "Z"]>
      readonly quarters: 1 | 2 | 3
    }

export const signBit = 16

/**
 * A gate that differs from a Clifford gate by at most this is treated as one. The outcomes differ by less than
 * rounding errors.
 */
const near = 1e-9

interface Matrix {
  readonly size: number
  readonly re: Float64Array
  readonly im: Float64Array
}

/** The Clifford gate of a step: `"nothing"` if it is only a global phase, undefined if it is not a Clifford gate. */
export type CliffordOf = (step: WideStep) => Clifford | "nothing" | undefined

/** Returns a function that finds the Clifford gate of a step. Results are cached by the `key` of the step. */
export const cliffords = (): CliffordOf => {
  const known = new Map<string, Uint8Array | undefined>()
  return (step) => {
    if (step.kind === "pauli") return rotation(step.theta, step.letters, step.controls.length)
    const { matrix, targets, controls, key } = step
    if (controls.length + targets.length > 2) return undefined
    let images = known.get(key)
    if (images === undefined && !known.has(key)) {
      images = imagesOf(controls.length === 1 ? controlled(matrix) : matrix)
      known.set(key, images)
    }
    return images === undefined ? undefined : { kind: "table", qubits: [...controls, ...targets], images }
  }
}

const rotation = (
  theta: number,
  letters: Extract<Clifford, { readonly kind: "rotation" }>["letters"],
  controls: number,
): Clifford | "nothing" | undefined => {
  const eighths = theta / (Math.PI / 4)
  const whole = Math.round(eighths)
  if (Math.abs(eighths - whole) > near) return undefined
  // With controls, a global phase becomes a phase on some of the states.
  if (controls > 0) return whole % 8 === 0 ? "nothing" : undefined
  const quarters = ((whole % 4) + 4) % 4
  if (quarters === 0 || letters.length === 0) return "nothing"
  return { kind: "rotation", letters, quarters: quarters as 1 | 2 | 3 }
}

/** The matrix of a gate with one control, which is the more significant bit of the index. */
const controlled = ({ re, im }: Unitary): Matrix => {
  const wide = { size: 4, re: new Float64Array(16), im: new Float64Array(16) }
  wide.re[0] = 1
  wide.re[5] = 1
  for (const row of [0, 1]) {
    for (const column of [0, 1]) {
      wide.re[(row + 2) * 4 + column + 2] = re[row * 2 + column]!
      wide.im[(row + 2) * 4 + column + 2] = im[row * 2 + column]!
    }
  }
  return wide
}

/** The masks of a string over the index of a matrix. The first qubit is the more significant bit of the index. */
const masksOf = (string: number, size: number): { readonly flips: number; readonly signs: number } => {
  const [x0, z0, x1, z1] = [string & 1, (string >> 1) & 1, (string >> 2) & 1, (string >> 3) & 1]
  return size === 2 ? { flips: x0, signs: z0 } : { flips: 2 * x0 + x1, signs: 2 * z0 + z1 }
}

const parity = (bits: number): number => (bits ^ (bits >> 1)) & 1

/** The images of all strings under a gate; undefined if one of them is not a Pauli string. */
const imagesOf = (matrix: Matrix): Uint8Array | undefined => {
  const { size } = matrix
  const strings = size * size
  const images = new Uint8Array(strings)
  for (let string = 1; string < strings; string++) {
    const image = asString(conjugated(matrix, string), size)
    if (image === undefined) return undefined
    images[string] = image
  }
  return images
}

/** U P U†, where U is the matrix of a gate and P the Pauli string. */
const conjugated = ({ size, re, im }: Matrix, string: number): Matrix => {
  const { flips, signs } = masksOf(string, size)
  const ys = flips & signs
  const turns = (ys & 1) + (ys >> 1)
  const out = { size, re: new Float64Array(size * size), im: new Float64Array(size * size) }
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let [r, m] = [0, 0]
      // P|j⟩ = i^turns (-1)^(j under signs) |j ^ flips⟩.
      for (let j = 0; j < size; j++) {
        const [a, b] = [row * size + (j ^ flips), column * size + j]
        const sign = parity(j & signs) === 0 ? 1 : -1
        r += sign * (re[a]! * re[b]! + im[a]! * im[b]!)
        m += sign * (im[a]! * re[b]! - re[a]! * im[b]!)
      }
      for (let turn = 0; turn < turns; turn++) [r, m] = [-m, r]
      out.re[row * size + column] = r
      out.im[row * size + column] = m
    }
  }
  return out
}

/** The Pauli string that a matrix equals, with its sign; undefined if it does not equal one. */
const asString = ({ re, im }: Matrix, size: number): number | undefined => {
  for (let string = 1; string < size * size; string++) {
    const { flips, signs } = masksOf(string, size)
    const ys = flips & signs
    const turns = (ys & 1) + (ys >> 1)
    for (const sign of [1, -1]) {
      let fits = true
      for (let row = 0; fits && row < size; row++) {
        for (let column = 0; fits && column < size; column++) {
          let [r, m] = [0, 0]
          if (row === (column ^ flips)) {
            r = parity(column & signs) === 0 ? sign : -sign
            for (let turn = 0; turn < turns; turn++) [r, m] = [-m, r]
          }
          const at = row * size + column
          fits = Math.abs(re[at]! - r) < near && Math.abs(im[at]! - m) < near
        }
      }
      if (fits) return sign === 1 ? string : string | signBit
    }
  }
  return undefined
}
