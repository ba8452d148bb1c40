import type { Axis } from "./quaternion.ts"

/** Sixteen numbers: four rows of four. A plain array, because a small typed array costs more to create than to fill. */
export type Sixteen = Array<number>

/**
 * A 4x4 matrix, row by row, in real and imaginary parts. The first of two qubits is the high bit of rows and columns.
 */
export interface Four {
  readonly re: Sixteen
  readonly im: Sixteen
}

export const sixteen = (): Sixteen => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
const zero = (): Four => ({ re: sixteen(), im: sixteen() })
export const real = (re: Sixteen): Four => ({ re, im: sixteen() })

export const product = (a: Four, b: Four): Four => {
  const out = zero()
  for (let r = 0; r < 4; r++) {
    for (let k = 0; k < 4; k++) {
      const ar = a.re[r * 4 + k] ?? 0
      const ai = a.im[r * 4 + k] ?? 0
      if (ar === 0 && ai === 0) continue
      for (let c = 0; c < 4; c++) {
        const br = b.re[k * 4 + c] ?? 0
        const bi = b.im[k * 4 + c] ?? 0
        out.re[r * 4 + c] = (out.re[r * 4 + c] ?? 0) + ar * br - ai * bi
        out.im[r * 4 + c] = (out.im[r * 4 + c] ?? 0) + ar * bi + ai * br
      }
    }
  }
  return out
}

/** The transpose for the sign 1, the adjoint for -1. */
export const transpose = ({ re, im }: Four, sign: 1 | -1): Four => {
  const out = zero()
  for (let r = 0; r < 4; r++) {
    for (let c = 0; c < 4; c++) {
      out.re[c * 4 + r] = re[r * 4 + c] ?? 0
      out.im[c * 4 + r] = sign * (im[r * 4 + c] ?? 0)
    }
  }
  return out
}

/** n·σ for an axis, as two rows. */
const sigma = ([x, y, z]: Axis) => ({ re: [z, x, x, -z], im: [0, -y, y, 0] })

/** The interaction exp(-i angle m⊗n) of two qubits. */
export interface Exponent {
  readonly m: Axis
  readonly n: Axis
  readonly angle: number
}

/** exp(-i angle m⊗n). */
export const exponential = ({ m, n, angle }: Exponent): Four => {
  const out = zero()
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const [left, right] = [sigma(m), sigma(n)]
  for (let r = 0; r < 4; r++) {
    for (let c = 0; c < 4; c++) {
      const i = (r >> 1) * 2 + (c >> 1)
      const j = (r & 1) * 2 + (c & 1)
      const lr = left.re[i] ?? 0
      const li = left.im[i] ?? 0
      const rr = right.re[j] ?? 0
      const ri = right.im[j] ?? 0
      out.re[r * 4 + c] = (r === c ? cos : 0) + sin * (lr * ri + li * rr)
      out.im[r * 4 + c] = -sin * (lr * rr - li * ri)
    }
  }
  return out
}

/** The product of interactions of the same two qubits, in the order of time. */
export const productOf = (interactions: ReadonlyArray<Exponent>): Four =>
  interactions.map(exponential).reduce((before, next) => product(next, before))

/** Scales a unitary to determinant 1, which changes only its phase. */
export const special = ({ re, im }: Four): Four => {
  const { re: x, im: y } = determinantOf({ re, im })
  const phase = -Math.atan2(y, x) / 4
  const [cos, sin] = [Math.cos(phase), Math.sin(phase)]
  return {
    re: re.map((value, k) => value * cos - (im[k] ?? 0) * sin),
    im: im.map((value, k) => value * cos + (re[k] ?? 0) * sin),
  }
}

/** The determinant, by elimination with the largest entry of each column as the pivot. */
const determinantOf = (matrix: Four): { readonly re: number; readonly im: number } => {
  const [re, im] = [[...matrix.re], [...matrix.im]]
  let [x, y] = [1, 0]
  for (let k = 0; k < 4; k++) {
    const sizes = [0, 1, 2, 3].map((r) => (r < k ? -1 : Math.hypot(re[r * 4 + k] ?? 0, im[r * 4 + k] ?? 0)))
    const pivot = sizes.indexOf(Math.max(...sizes))
    if (pivot !== k) {
      for (const part of [re, im]) {
        for (let c = 0; c < 4; c++) {
          const held = part[k * 4 + c] ?? 0
          part[k * 4 + c] = part[pivot * 4 + c] ?? 0
          part[pivot * 4 + c] = held
        }
      }
      x = -x
      y = -y
    }
    const [a, b] = [re[k * 5] ?? 0, im[k * 5] ?? 0]
    const size = a * a + b * b
    const was = x
    x = x * a - y * b
    y = was * b + y * a
    for (let r = k + 1; r < 4; r++) {
      const [c, d] = [re[r * 4 + k] ?? 0, im[r * 4 + k] ?? 0]
      const [p, q] = [(c * a + d * b) / size, (d * a - c * b) / size]
      for (let column = k; column < 4; column++) {
        const [e, f] = [re[k * 4 + column] ?? 0, im[k * 4 + column] ?? 0]
        re[r * 4 + column] = (re[r * 4 + column] ?? 0) - (p * e - q * f)
        im[r * 4 + column] = (im[r * 4 + column] ?? 0) - (p * f + q * e)
      }
    }
  }
  return { re: x, im: y }
}
