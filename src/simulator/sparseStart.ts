import type { Amplitudes } from "./Engine.ts"
import { type Complex, factor, type Operation, type Pair, type Pauli, sign } from "./Operation.ts"
import { shapeOf } from "./fuse.ts"

/** Nonzero amplitudes and their states, in any order. */
interface Sparse {
  readonly states: Array<number>
  readonly re: Array<number>
  readonly im: Array<number>
}

/** The largest number of amplitudes to keep in lists, where one costs as much as about a hundred in an engine. */
const mostOf = (qubits: number): number => Math.min(128, 2 ** (qubits - 9))

/** The state up to the point where too many amplitudes are nonzero. */
export interface SparseStart {
  /** By ascending state. */
  readonly amplitudes: Amplitudes
  /** The number of completed operations. */
  readonly done: number
}

/**
 * Applies the first operations to a list of the nonzero amplitudes, until the list is too long to pay off. GHZ
 * states and classical circuits never need more, whatever their width.
 */
export const startSparse = (
  operations: ReadonlyArray<Operation>,
  qubits: number,
  initial: Amplitudes,
): SparseStart => {
  const most = mostOf(qubits)
  if (initial.states.length > Math.max(1, most)) return { amplitudes: initial, done: 0 }
  let state: Sparse = {
    states: Array.from(initial.states),
    re: Array.from(initial.re),
    im: Array.from(initial.im),
  }
  let done = 0
  for (; done < operations.length && state.states.length <= most; done++)
    state = apply(operations[done]!, state)
  const { states, re, im } = state
  const order = states.map((_, i) => i).sort((a, b) => states[a]! - states[b]!)
  const sorted = (values: ReadonlyArray<number>) => Float64Array.from(order, (i) => values[i]!)
  return { amplitudes: { states: sorted(states), re: sorted(re), im: sorted(im) }, done }
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
      return shapeOf(operation.matrix) === "x" ? exchanged(operation, state) : pairs(operation, state)
  }
}

const scaled = (state: Sparse, controls: number, by: (index: number) => Complex): Sparse => {
  const { states, re, im } = state
  for (let i = 0; i < states.length; i++) {
    const index = states[i]!
    if ((index & controls) !== controls) continue
    const [cr, ci] = by(index)
    const r = re[i]!
    const m = im[i]!
    re[i] = cr * r - ci * m
    im[i] = cr * m + ci * r
  }
  return state
}

const parity = ({ theta, signs, controls }: Pauli, state: Sparse): Sparse => {
  const [cos, sin] = [Math.cos(theta), Math.sin(theta)]
  return scaled(state, controls, (index) => [cos, -sign(index & signs) * sin])
}

/** Swaps the two amplitudes of each pair. */
const exchanged = ({ flips, zero, controls }: Pair, state: Sparse): Sparse => {
  const { states } = state
  const second = zero ^ flips
  for (let i = 0; i < states.length; i++) {
    const index = states[i]!
    const bits = index & flips
    if ((index & controls) === controls && (bits === zero || bits === second)) states[i] = index ^ flips
  }
  return state
}

/** Up to this length, searching a list is faster than building a map. */
const fewest = 8

const finderOf = (states: ReadonlyArray<number>): ((index: number) => number) => {
  if (states.length <= fewest) return (index) => states.indexOf(index)
  const places = new Map(states.map((index, place) => [index, place]))
  return (index) => places.get(index) ?? -1
}

/**
 * Applies `transform` to the pairs of amplitudes at an index and at index ^ flips. `isFirst` is whether an index is the
 * first of its pair; undefined if it belongs to no pair.
 */
const paired = (
  { states, re, im }: Sparse,
  flips: number,
  controls: number,
  isFirst: (index: number) => boolean | undefined,
  transform: (index: number, first: Complex, second: Complex) => readonly [Complex, Complex],
): Sparse => {
  const next: Sparse = { states: [], re: [], im: [] }
  const find = finderOf(states)
  const keep = (index: number, [r, m]: Complex) => {
    if (r === 0 && m === 0) return
    next.states.push(index)
    next.re.push(r)
    next.im.push(m)
  }
  const at = (place: number): Complex => (place === -1 ? [0, 0] : [re[place]!, im[place]!])
  for (const [place, index] of states.entries()) {
    const first = (index & controls) === controls ? isFirst(index) : undefined
    const other = index ^ flips
    if (first === undefined) keep(index, at(place))
    else if (first) {
      const [a, b] = transform(index, at(place), at(find(other)))
      keep(index, a)
      keep(other, b)
    } else if (find(other) === -1) {
      const [a, b] = transform(other, at(-1), at(place))
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
