import type { Amplitudes } from "./Engine.ts"
import { type Complex, factor, type Operation, type Pair, type Pauli, sign } from "./Operation.ts"

/** Amplitudes that are not 0, by their state. */
type Sparse = Map<number, Complex>

/** The most amplitudes for which this is worth it: one costs here what some hundred cost an engine. */
const mostOf = (qubits: number): number => Math.min(128, 2 ** (qubits - 9))

/** How far a circuit comes while few amplitudes are not 0. */
export interface SparseStart {
  /** By ascending state. */
  readonly amplitudes: Amplitudes
  /** The number of operations that are done. */
  readonly done: number
}

/**
 * Begins with all qubits 0 and keeps only the amplitudes that are not 0, until they become many. GHZ states and classical
 * circuits never get further, whatever their width.
 */
export const startSparse = (operations: ReadonlyArray<Operation>, qubits: number): SparseStart => {
  const most = mostOf(qubits)
  let state: Sparse = new Map([[0, [1, 0]]])
  let done = 0
  for (; done < operations.length && state.size <= most; done++) state = apply(operations[done]!, state)
  const sorted = [...state].sort(([a], [b]) => a - b)
  return {
    amplitudes: {
      states: Float64Array.from(sorted, ([index]) => index),
      re: Float64Array.from(sorted, ([, [re]]) => re),
      im: Float64Array.from(sorted, ([, [, im]]) => im),
    },
    done,
  }
}

const apply = (operation: Operation, state: Sparse): Sparse => {
  switch (operation.kind) {
    case "slot":
      return state
    case "phase": {
      const { qubit, zero, one, controls } = operation
      return scaled(state, controls, (index) => (((index >> qubit) & 1) === 0 ? zero : one))
    }
    case "pauli":
      return operation.flips === 0 ? parity(operation, state) : pauli(operation, state)
    case "pair":
      return pairs(operation, state)
  }
}

const scaled = (state: Sparse, controls: number, by: (index: number) => Complex): Sparse => {
  for (const [index, [r, m]] of state) {
    if ((index & controls) !== controls) continue
    const [cr, ci] = by(index)
    state.set(index, [cr * r - ci * m, cr * m + ci * r])
  }
  return state
}

const parity = ({ theta, signs, controls }: Pauli, state: Sparse): Sparse => {
  const [cos, sin] = [Math.cos(theta), Math.sin(theta)]
  return scaled(state, controls, (index) => [cos, -sign(index & signs) * sin])
}

const nothing: Complex = [0, 0]

/** The images of pairs of amplitudes; `transform` takes the first and the second of a pair to what they become. */
const paired = (
  state: Sparse,
  flips: number,
  controls: number,
  isFirst: (index: number) => boolean | undefined,
  transform: (index: number, first: Complex, second: Complex) => readonly [Complex, Complex],
): Sparse => {
  const next: Sparse = new Map()
  const keep = (index: number, [r, m]: Complex) => {
    if (r !== 0 || m !== 0) next.set(index, [r, m])
  }
  for (const [index, amplitude] of state) {
    const first = (index & controls) === controls ? isFirst(index) : undefined
    if (first === undefined) {
      next.set(index, amplitude)
      continue
    }
    const other = index ^ flips
    const there = state.get(other)
    if (first) {
      const [a, b] = transform(index, amplitude, there ?? nothing)
      keep(index, a)
      keep(other, b)
    } else if (there === undefined) {
      const [a, b] = transform(other, nothing, amplitude)
      keep(other, a)
      keep(index, b)
    }
  }
  return next
}

const pairs = ({ matrix, flips, zero, controls }: Pair, state: Sparse): Sparse => {
  const [ar, br, cr, dr] = [matrix.re[0]!, matrix.re[1]!, matrix.re[2]!, matrix.re[3]!]
  const [ai, bi, ci, di] = [matrix.im[0]!, matrix.im[1]!, matrix.im[2]!, matrix.im[3]!]
  const second = zero ^ flips
  return paired(
    state,
    flips,
    controls,
    (index) => ((index & flips) === zero ? true : (index & flips) === second ? false : undefined),
    (_, [r0, m0], [r1, m1]) => [
      [ar * r0 - ai * m0 + (br * r1 - bi * m1), ar * m0 + ai * r0 + (br * m1 + bi * r1)],
      [cr * r0 - ci * m0 + (dr * r1 - di * m1), cr * m0 + ci * r0 + (dr * m1 + di * r1)],
    ],
  )
}

const pauli = ({ theta, ys, flips, signs, controls }: Pauli, state: Sparse): Sparse => {
  const cos = Math.cos(theta)
  const [fr, fi] = factor(theta, ys)
  const pivot = flips & -flips
  return paired(
    state,
    flips,
    controls,
    (index) => (index & pivot) === 0,
    (index, [r0, m0], [r1, m1]) => {
      const [s0, s1] = [sign(index & signs), sign((index ^ flips) & signs)]
      return [
        [cos * r0 + s1 * (fr * r1 - fi * m1), cos * m0 + s1 * (fr * m1 + fi * r1)],
        [cos * r1 + s0 * (fr * r0 - fi * m0), cos * m1 + s0 * (fr * m0 + fi * r0)],
      ]
    },
  )
}
