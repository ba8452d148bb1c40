import { identityOf, type Matrix, zeros } from "./Matrix.ts"
import type { Interaction } from "./Program.ts"
import type { Axis } from "./quaternion.ts"

/** Applies n·σ on one qubit to all columns. */
const applySigma = (matrix: Matrix, qubit: number, [x, y, z]: Axis): Matrix => {
  const { size, re, im } = matrix
  const out = zeros(size)
  const bit = 1 << qubit
  for (let r = 0; r < size; r++) {
    const [sign, other] = [(r & bit) === 0 ? 1 : -1, r ^ bit]
    for (let c = 0; c < size; c++) {
      const [i, j] = [r * size + c, other * size + c]
      // The entries of n·σ off the diagonal: x - iy takes the amplitude of 1 to 0, and x + iy that of 0 to 1.
      out.re[i] = sign * z * re[i]! + x * re[j]! + sign * y * im[j]!
      out.im[i] = sign * z * im[i]! + x * im[j]! - sign * y * re[j]!
    }
  }
  return out
}

/** The unitary of interactions on a few wires; the first wire is the lowest bit of rows and columns. */
export const wholeUnitary = (
  interactions: ReadonlyArray<Interaction>,
  wires: ReadonlyArray<number>,
): Matrix => {
  let whole = identityOf(2 ** wires.length)
  for (const { a, b, m, n, angle } of interactions) {
    const turned = applySigma(applySigma(whole, wires.indexOf(a), m), wires.indexOf(b), n)
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    const before = whole
    whole = {
      size: before.size,
      re: before.re.map((x, k) => cos * x + sin * turned.im[k]!),
      im: before.im.map((y, k) => cos * y - sin * turned.re[k]!),
    }
  }
  return whole
}
