import type { Unitary } from "../Unitary.ts"
import type { StateVector } from "./StateVector.ts"

/** Sums of products of entries that are surely there: every index below is masked to the state's size. */

/** A one-qubit gate on the amplitudes whose bits in `controls` are all 1. */
export const applyOne = (state: StateVector, gate: Unitary, target: number, controls: number): void => {
  const { re, im } = gate
  if (re[1] === 0 && im[1] === 0 && re[2] === 0 && im[2] === 0) applyDiagonal(state, gate, target, controls)
  else if (re[0] === 0 && im[0] === 0 && re[3] === 0 && im[3] === 0)
    applyAntidiagonal(state, gate, target, controls)
  else applyGeneric(state, gate, target, controls)
}

const applyDiagonal = (state: StateVector, gate: Unitary, target: number, controls: number): void => {
  const [ar, dr] = [gate.re[0]!, gate.re[3]!]
  const [ai, di] = [gate.im[0]!, gate.im[3]!]
  const bit = 1 << target
  if (ar !== 1 || ai !== 0) scale(state, ar, ai, controls, 0, bit)
  if (dr !== 1 || di !== 0) scale(state, dr, di, controls, bit, bit)
}

/** Multiplies the amplitudes whose bits under `mask` are `wanted`. */
const scale = (
  { re, im }: StateVector,
  cr: number,
  ci: number,
  controls: number,
  wanted: number,
  mask: number,
) => {
  const care = controls | mask
  const pattern = controls | wanted
  for (let i = 0; i < re.length; i++) {
    if ((i & care) !== pattern) continue
    const r = re[i]!
    const m = im[i]!
    re[i] = cr * r - ci * m
    im[i] = cr * m + ci * r
  }
}

const applyAntidiagonal = (
  { re, im }: StateVector,
  gate: Unitary,
  target: number,
  controls: number,
): void => {
  const [br, cr] = [gate.re[1]!, gate.re[2]!]
  const [bi, ci] = [gate.im[1]!, gate.im[2]!]
  const bit = 1 << target
  for (let block = 0; block < re.length; block += 2 * bit) {
    for (let i = block; i < block + bit; i++) {
      if ((i & controls) !== controls) continue
      const j = i | bit
      const r0 = re[i]!
      const m0 = im[i]!
      const r1 = re[j]!
      const m1 = im[j]!
      re[i] = br * r1 - bi * m1
      im[i] = br * m1 + bi * r1
      re[j] = cr * r0 - ci * m0
      im[j] = cr * m0 + ci * r0
    }
  }
}

const applyGeneric = ({ re, im }: StateVector, gate: Unitary, target: number, controls: number): void => {
  const [ar, br, cr, dr] = [gate.re[0]!, gate.re[1]!, gate.re[2]!, gate.re[3]!]
  const [ai, bi, ci, di] = [gate.im[0]!, gate.im[1]!, gate.im[2]!, gate.im[3]!]
  const bit = 1 << target
  for (let block = 0; block < re.length; block += 2 * bit) {
    for (let i = block; i < block + bit; i++) {
      if ((i & controls) !== controls) continue
      const j = i | bit
      const r0 = re[i]!
      const m0 = im[i]!
      const r1 = re[j]!
      const m1 = im[j]!
      re[i] = ar * r0 - ai * m0 + br * r1 - bi * m1
      im[i] = ar * m0 + ai * r0 + br * m1 + bi * r1
      re[j] = cr * r0 - ci * m0 + dr * r1 - di * m1
      im[j] = cr * m0 + ci * r0 + dr * m1 + di * r1
    }
  }
}

/** A two-qubit gate; `first` is the left index of its matrix. */
export const applyTwo = (
  { re, im }: StateVector,
  gate: Unitary,
  first: number,
  second: number,
  controls: number,
): void => {
  const firstBit = 1 << first
  const secondBit = 1 << second
  const both = firstBit | secondBit
  const at = new Int32Array(4)
  const r = new Float64Array(4)
  const m = new Float64Array(4)
  for (let i = 0; i < re.length; i++) {
    if ((i & both) !== 0 || (i & controls) !== controls) continue
    at[0] = i
    at[1] = i | secondBit
    at[2] = i | firstBit
    at[3] = i | both
    for (let k = 0; k < 4; k++) {
      r[k] = re[at[k]!]!
      m[k] = im[at[k]!]!
    }
    for (let row = 0; row < 4; row++) {
      let sumRe = 0
      let sumIm = 0
      for (let column = 0; column < 4; column++) {
        const gr = gate.re[4 * row + column]!
        const gi = gate.im[4 * row + column]!
        sumRe += gr * r[column]! - gi * m[column]!
        sumIm += gr * m[column]! + gi * r[column]!
      }
      re[at[row]!] = sumRe
      im[at[row]!] = sumIm
    }
  }
}

export const applySwap = ({ re, im }: StateVector, first: number, second: number, controls: number): void => {
  const firstBit = 1 << first
  const both = firstBit | (1 << second)
  for (let i = 0; i < re.length; i++) {
    if ((i & both) !== firstBit || (i & controls) !== controls) continue
    const j = i ^ both
    const r = re[i]!
    const m = im[i]!
    re[i] = re[j]!
    im[i] = im[j]!
    re[j] = r
    im[j] = m
  }
}

/**
 * exp(-i theta P) = cos(theta) - i sin(theta) P for a Pauli string P: `flips` are the qubits of its X and Y, `signs`
 * those of its Z and Y, and `ys` counts its Y.
 */
export const applyPauli = (
  { re, im }: StateVector,
  theta: number,
  flips: number,
  signs: number,
  ys: number,
  controls: number,
): void => {
  const cos = Math.cos(theta)
  const sin = Math.sin(theta)
  // P|j⟩ = i^ys (-1)^(bits of j under signs) |j ^ flips⟩, so -i sin P has the factor below, up to the sign of j.
  const quarter = (ys + 3) % 4
  const fr = quarter === 0 ? sin : quarter === 2 ? -sin : 0
  const fi = quarter === 1 ? sin : quarter === 3 ? -sin : 0
  for (let i = 0; i < re.length; i++) {
    const j = i ^ flips
    if (j < i || (i & controls) !== controls) continue
    const r0 = re[i]!
    const m0 = im[i]!
    const r1 = re[j]!
    const m1 = im[j]!
    const s0 = parity(i & signs)
    const s1 = parity(j & signs)
    re[i] = cos * r0 + s1 * (fr * r1 - fi * m1)
    im[i] = cos * m0 + s1 * (fr * m1 + fi * r1)
    if (j === i) continue
    re[j] = cos * r1 + s0 * (fr * r0 - fi * m0)
    im[j] = cos * m1 + s0 * (fr * m0 + fi * r0)
  }
}

/** 1 for an even number of bits, -1 for an odd one. */
const parity = (bits: number): number => {
  let b = bits
  b ^= b >>> 16
  b ^= b >>> 8
  b ^= b >>> 4
  b ^= b >>> 2
  b ^= b >>> 1
  return (b & 1) === 0 ? 1 : -1
}
