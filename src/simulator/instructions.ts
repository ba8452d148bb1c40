/**
 * The memory layout of a program, which `encode.ts` writes, and `scalarEngine.ts` and `wasm/kernels.ts` read.
 *
 * An operation is eight words: its code; a mask and a pattern, because it is only applied to tiles whose offset has
 * that pattern under the mask; and five words of its own. Bits of qubits inside the tile are positions in the tile,
 * and bits of qubits outside are positions in the state.
 */

/**
 * The opcodes. The first five multiply pairs of amplitudes by a 2x2 matrix, each for a different set of nonzero
 * entries.
 */
export const Code = {
  skip: 0,
  x: 1,
  anti: 2,
  real: 3,
  imaginary: 4,
  generic: 5,
  scale: 6,
  parity: 7,
  pauli: 8,
  table: 9,
} as const

/** The number of words of an operation. */
export const operationWords = 8
/**
 * The number of words of a pass's header: the number of its operations, its local qubits, the qubits of a run, and
 * its first word.
 */
export const headerWords = 4
/** The number of qubits of the largest tile: 2^14 amplitudes are 256 KiB, which fit into a second-level cache. */
export const maxTileQubits = 14
/**
 * The number of qubits of the smallest tile of a larger state. Such a tile is copied in runs of at least 2^3 amplitudes
 * and has room for `maxFlips`.
 */
export const minTileQubits = 9
/** The largest number of qubits that one operation flips. */
export const maxFlips = 6
/** The number of lowest qubits that every tile contains, so that it is copied in runs: 512 bytes for a large tile. */
export const runQubits = (tile: number): number => Math.min(6, tile - maxFlips)
/** The number of qubits of a block: a table of 2^7 factors fits into a first-level cache. */
export const blockQubits = 7
/** The largest number of columns and of tables of a table operation. Its kernel has room for this many. */
export const maxTables = 32
/** The largest number of scalars of a table operation. Their number is stored in half a word. */
export const maxScalars = 32_767
/**
 * The largest number of operations of a pass: 2^24 steps on a tile take some milliseconds, in which nothing else can
 * run.
 */
export const maxOperations = 1024

/** A compiled circuit, in the layout above. */
export interface Program {
  readonly qubits: number
  /** The number of qubits of a tile. */
  readonly tile: number
  readonly words: Int32Array
  readonly constants: Float64Array
  readonly passes: ReadonlyArray<Pass>
  /** The offset of the operation of each slot, in words. See `Slot` in `Operation.ts`. */
  readonly slots: ReadonlyArray<number>
}

/** One pass over the state. */
export interface Pass {
  /** The offset of the header of the pass, in words. */
  readonly header: number
  readonly operations: number
  /** A mask of the qubits whose amplitudes are in one tile of the pass. */
  readonly local: number
}
