/**
 * How a program lies in memory: what `encode.ts` writes, and `scalarEngine.ts` and `wasm/kernels.ts` read.
 *
 * An operation is eight words: its code; a mask and a pattern, so that it is done only on tiles whose offset has that pattern
 * under the mask; and five of its own. Bits of qubits inside the tile stand where the tile has them, and bits of
 * qubits outside stand where the state has them.
 */

/** The codes. The first five are pairs of amplitudes under a 2x2 matrix, each with the entries it may have. */
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

/** The words of one operation. */
export const operationWords = 8
/** The words of a pass's header: the number of its operations, its local qubits, the qubits of a run, its first word. */
export const headerWords = 4
/** The qubits of the largest tile: 2^14 amplitudes are 256 KiB, which stay in a cache of the second level. */
export const maxTileQubits = 14
/** The smallest tile of a larger state: it is copied in runs of 2^3 amplitudes at least, and has place for `maxFlips`. */
export const minTileQubits = 9
/** The most qubits that one operation flips. */
export const maxFlips = 6
/** The number of lowest qubits that every tile holds, so that it is copied in runs: 512 bytes of a large tile. */
export const runQubits = (tile: number): number => Math.min(6, tile - maxFlips)
/** The qubits of a block: a table of 2^7 factors stays in a cache of the first level. */
export const blockQubits = 7
/** The most columns and the most tables of one table operation: for as many its kernel has room. */
export const maxTables = 32
/** The most scalars of one: their number has half a word. */
export const maxScalars = 32_767
/** The most operations of a pass: 2^24 steps on a tile are some milliseconds, in which nothing else can run. */
export const maxOperations = 1024

/** A circuit ready to run: see above. */
export interface Program {
  readonly qubits: number
  /** The qubits of a tile. */
  readonly tile: number
  readonly words: Int32Array
  readonly constants: Float64Array
  readonly passes: ReadonlyArray<Pass>
  /** The word at which each slot's operation begins: see `Operation`. */
  readonly slots: ReadonlyArray<number>
}

/** One pass over the state. */
export interface Pass {
  /** The word at which its header begins. */
  readonly header: number
  readonly operations: number
  /** The qubits of its tiles. */
  readonly local: number
}
