import { areWide, type State, type States, statesOf } from "./bitstrings.ts"

/** States in ascending order, with the value of each. */
export interface Columns {
  readonly states: States
  readonly values: Float64Array
}

/** Sums values by state. */
export interface Tally {
  readonly add: (state: State, value: number) => void
  /** The nonzero entries. */
  readonly columns: () => Columns
}

/** Up to this width a dense array of sums is kept, if enough states are expected to fill it. */
const denseWidth = 24

/** Sums the values of a register of `width` qubits. `expected` is the expected number of values. */
export const tally = (width: number, expected: number): Tally =>
  width <= denseWidth && expected * 16 >= 2 ** width ? denseTally(width) : sparseTally(width)

const denseTally = (width: number): Tally => {
  const sums = new Float64Array(2 ** width)
  return {
    add: (state, value) => {
      sums[Number(state)]! += value
    },
    columns: () => fromDense(sums),
  }
}

/** The nonzero entries of an array by index. */
export const fromDense = (sums: ArrayLike<number>) => {
  let size = 0
  for (let state = 0; state < sums.length; state++) if (sums[state] !== 0) size++
  const states = new Uint32Array(size)
  const values = new Float64Array(size)
  for (let state = 0, i = 0; state < sums.length; state++) {
    if (sums[state] === 0) continue
    states[i] = state
    values[i++] = sums[state]!
  }
  return { states, values }
}

const sparseTally = (width: number): Tally => {
  const sums = new Map<State, number>()
  // Whether the states were added in ascending order, as in most input. They need not be sorted then.
  let [sorted, last]: [boolean, State] = [true, -1]
  return {
    add: (state, value) => {
      if (value === 0) return
      const sum = sums.get(state)
      if (sum === undefined) {
        sorted &&= state > last
        last = state
      }
      sums.set(state, (sum ?? 0) + value)
    },
    columns: () => {
      const states = sorted ? statesOf(sums.keys(), sums.size, width) : sortedStates(sums, width)
      const values = new Float64Array(sums.size)
      for (let i = 0; i < states.length; i++) values[i] = sums.get(states[i]!) ?? 0
      return { states, values }
    },
  }
}

const sortedStates = (sums: ReadonlyMap<State, number>, width: number): States => {
  const states = statesOf(sums.keys(), sums.size, width)
  return areWide(states) ? states.toSorted((a, b) => (a < b ? -1 : 1)) : states.sort()
}
