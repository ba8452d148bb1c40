import { type Complex, factor, type Operation, sign } from "./Operation.ts"
import type { Step } from "./gateOperations.ts"

/** Amplitudes, or the entries of a density matrix, which are modified in place. */
export interface Dense {
  readonly re: Float64Array
  readonly im: Float64Array
}

/** The sums of the squared moduli of the amplitudes in which a qubit is |0⟩ and |1⟩. */
export const weightsOf = ({ re, im }: Dense, qubit: number): readonly [zeros: number, ones: number] => {
  let [zeros, ones] = [0, 0]
  for (let i = 0; i < re.length; i++) {
    const weight = re[i]! * re[i]! + im[i]! * im[i]!
    if (((i >> qubit) & 1) === 0) zeros += weight
    else ones += weight
  }
  return [zeros, ones]
}

/** Applies a step to all amplitudes, in place. A slot has no effect. */
export const applyStep = (state: Dense, step: Step): void => {
  switch (step.kind) {
    case "slot":
      return
    case "swap":
      return exchange(state, (1 << step.first) | (1 << step.second), 1 << step.first)
    case "phase": {
      const bit = 1 << step.qubit
      return scale(state, step.controls, (i) => ((i & bit) === 0 ? step.zero : step.one))
    }
    case "pair":
      return pair(state, step)
    case "pauli":
      return pauli(state, step)
  }
}

const exchange = ({ re, im }: Dense, flips: number, one: number): void => {
  for (let i = 0; i < re.length; i++) {
    if ((i & flips) !== one) continue
    const j = i ^ flips
    const [r, m] = [re[i]!, im[i]!]
    re[i] = re[j]!
    im[i] = im[j]!
    re[j] = r
    im[j] = m
  }
}

const scale = ({ re, im }: Dense, controls: number, by: (i: number) => Complex): void => {
  for (let i = 0; i < re.length; i++) {
    if ((i & controls) !== controls) continue
    const [cr, ci] = by(i)
    const [r, m] = [re[i]!, im[i]!]
    re[i] = cr * r - ci * m
    im[i] = cr * m + ci * r
  }
}

type Of<Kind extends Operation["kind"]> = Extract<Operation, { readonly kind: Kind }>

const pair = ({ re, im }: Dense, { matrix, flips, zero, controls }: Of<"pair">): void => {
  const [ar, br, cr, dr] = [matrix.re[0]!, matrix.re[1]!, matrix.re[2]!, matrix.re[3]!]
  const [ai, bi, ci, di] = [matrix.im[0]!, matrix.im[1]!, matrix.im[2]!, matrix.im[3]!]
  const [mask, wanted] = [flips | controls, zero | controls]
  for (let i = 0; i < re.length; i++) {
    if ((i & mask) !== wanted) continue
    const j = i ^ flips
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

const pauli = (state: Dense, { theta, ys, flips, signs, controls }: Of<"pauli">): void => {
  const [cos, sin] = [Math.cos(theta), Math.sin(theta)]
  if (flips === 0) return scale(state, controls, (i) => [cos, -sign(i & signs) * sin])
  const { re, im } = state
  const [fr, fi] = factor(theta, ys)
  const pivot = flips & -flips
  for (let i = 0; i < re.length; i++) {
    if ((i & (controls | pivot)) !== controls) continue
    const j = i ^ flips
    const [s0, s1] = [sign(i & signs), sign(j & signs)]
    const [r0, m0, r1, m1] = [re[i]!, im[i]!, re[j]!, im[j]!]
    re[i] = cos * r0 + s1 * (fr * r1 - fi * m1)
    im[i] = cos * m0 + s1 * (fr * m1 + fi * r1)
    re[j] = cos * r1 + s0 * (fr * r0 - fi * m0)
    im[j] = cos * m1 + s0 * (fr * m0 + fi * r0)
  }
}
