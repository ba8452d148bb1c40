import type { Program } from "./instructions.ts"
import { weight } from "./Operation.ts"

/** The amplitudes of a few states; all others are 0. */
export interface Amplitudes {
  readonly states: ArrayLike<number>
  readonly re: ArrayLike<number>
  readonly im: ArrayLike<number>
}

/** The state in which all qubits are 0. */
export const zeroState: Amplitudes = { states: [0], re: [1], im: [0] }

/** A state in memory and the program that runs on it. */
export interface Engine {
  /** Sets the state. */
  readonly start: (amplitudes: Amplitudes) => void
  /**
   * Runs a pass on `count` tiles from `first`. Only tiles that may be nonzero are counted: amplitudes at an index
   * with a bit outside `support` are 0. Tiles are independent of each other.
   */
  readonly run: (pass: number, support: number, first: number, count: number) => void
  /** Overwrites words of the program, from the given one on. */
  readonly patch: (word: number, values: ReadonlyArray<number>) => void
  /** The state, valid until another method is called. */
  readonly view: () => { readonly re: Float64Array; readonly im: Float64Array }
  /** The final state, which the caller may keep. The engine must not be used afterwards. */
  readonly finish: () => { readonly re: Float64Array; readonly im: Float64Array }
  /** Releases the memory without returning a state. */
  readonly release: () => void
}

/** Creates an engine for a program. Throws `RangeError` if there is not enough memory. */
export type MakeEngine = (program: Program) => Engine

/** The union of the bits of the states. All states with other bits have amplitude 0. */
export const supportOf = ({ states }: Amplitudes): number => {
  let support = 0
  for (let i = 0; i < states.length; i++) support |= states[i]!
  return support
}

/** The number of tiles of a pass that may be nonzero. */
export const tilesOf = (local: number, support: number): number => 2 ** weight(support & ~local)

/** Padding between the real and imaginary parts, in doubles, so that they are not on the same cache lines. */
export const gap = 64
