import type { Program } from "./instructions.ts"
import { weight } from "./Operation.ts"

/** A few amplitudes by their state: all others are 0. */
export interface Amplitudes {
  readonly states: ArrayLike<number>
  readonly re: ArrayLike<number>
  readonly im: ArrayLike<number>
}

/** A state in memory and the program that runs on it. */
export interface Engine {
  /** Sets the state. */
  readonly start: (amplitudes: Amplitudes) => void
  /**
   * Runs a pass on `count` tiles from `first`, out of those that are not surely 0: amplitudes at an index with a bit outside
   * `support` are. Tiles do not depend on each other.
   */
  readonly run: (pass: number, support: number, first: number, count: number) => void
  /** Changes words of the program. */
  readonly patch: (word: number, values: ReadonlyArray<number>) => void
  /** The state, valid until the next call of another function. */
  readonly view: () => { readonly re: Float64Array; readonly im: Float64Array }
  /** The state to keep. The engine is not used any more. */
  readonly finish: () => { readonly re: Float64Array; readonly im: Float64Array }
  /** Gives the memory back without a state. */
  readonly release: () => void
}

/** Makes an engine for a program. Throws `RangeError` where there is no memory. */
export type MakeEngine = (program: Program) => Engine

/** The bits that the states of amplitudes have: every other state is 0. */
export const supportOf = ({ states }: Amplitudes): number => {
  let support = 0
  for (let i = 0; i < states.length; i++) support |= states[i]!
  return support
}

/** The number of tiles of a pass that are not surely 0. */
export const tilesOf = (local: number, support: number): number => 2 ** weight(support & ~local)

/** Doubles between the real and the imaginary parts, so that they do not stand on the same cache lines. */
export const gap = 64
