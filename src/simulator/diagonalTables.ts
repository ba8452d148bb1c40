import { blockQubits, maxScalars, maxTables } from "./instructions.ts"
import {
  type Complex,
  conjugate,
  one,
  type Operation,
  type Pauli,
  type Phase,
  times,
  weight,
} from "./Operation.ts"

/** A diagonal operation that a table can include. */
export type Diagonal = Phase | Pauli

/** A factor for the amplitudes whose bits under `mask` are all 1. */
interface Monomial {
  readonly mask: number
  readonly factor: Complex
}

/** A table of at least three operations is cheaper than applying them one by one. */
export const fewestForTable = 3

/** Whether an operation is diagonal and a product of a few monomials: a phase, or a ZZ interaction without controls. */
export const isDiagonal = (operation: Operation): operation is Diagonal =>
  operation.kind === "phase" ||
  (operation.kind === "pauli" &&
    operation.flips === 0 &&
    operation.controls === 0 &&
    weight(operation.signs) === 2)

/** The qubits of a diagonal operation. */
export const qubitsOf = (diagonal: Diagonal): number =>
  diagonal.kind === "phase" ? (1 << diagonal.qubit) | diagonal.controls : diagonal.signs

const monomialsOf = (diagonal: Diagonal): ReadonlyArray<Monomial> => {
  if (diagonal.kind === "phase") {
    const { qubit, zero, controls } = diagonal
    // `zero` has modulus 1, so its conjugate is its inverse.
    const ratio = times(diagonal.one, conjugate(zero))
    return [
      { mask: controls, factor: zero },
      { mask: controls | (1 << qubit), factor: ratio },
    ]
  }
  const { theta, signs } = diagonal
  const low = signs & -signs
  const [cos, sin] = [Math.cos(2 * theta), Math.sin(2 * theta)]
  return [
    { mask: 0, factor: [Math.cos(theta), -Math.sin(theta)] },
    { mask: low, factor: [cos, sin] },
    { mask: signs ^ low, factor: [cos, sin] },
    { mask: signs, factor: times([cos, -sin], [cos, -sin]) },
  ]
}

/**
 * The factors of a table operation. A tile consists of blocks of 2^low amplitudes, and a factor depends on the
 * position in the block, the block's number and the tile's offset. All values are stored as real parts followed by
 * imaginary parts.
 */
export interface Table {
  readonly low: number
  /** For the positions with these bits: a factor for each block. The first column is for all positions. */
  readonly columns: ReadonlyArray<{ readonly places: number; readonly values: Float64Array }>
  /** Another factor for a column's blocks with these bits, on tiles whose offset has those bits. */
  readonly scalars: ReadonlyArray<Condition & { readonly column: number }>
  /** A factor for each position, on some tiles and blocks. */
  readonly tables: ReadonlyArray<Condition>
}

interface Condition {
  readonly outer: number
  readonly blocks: number
  readonly values: Float64Array
}

/**
 * A monomial whose mask is split into the qubits outside the tile, the bits of the block's number and the bits of the
 * position in the block.
 */
interface Placed {
  readonly outer: number
  readonly blocks: number
  readonly places: number
  readonly factor: Complex
}

/** Merges diagonal operations on a tile. Undefined if that takes too many tables, columns or scalars. */
export const tableOf = (
  diagonals: ReadonlyArray<Diagonal>,
  tile: number,
  local: number,
  inTile: (mask: number) => number,
): Table | undefined => {
  const low = Math.min(blockQubits, tile)
  const placed = diagonals.flatMap(monomialsOf).flatMap(({ mask, factor }): ReadonlyArray<Placed> => {
    if (factor[0] === one[0] && factor[1] === one[1]) return []
    const inner = inTile(mask & local)
    return [{ outer: mask & ~local, blocks: inner >> low, places: inner & (2 ** low - 1), factor }]
  })
  // A factor that depends on positions and blocks goes into a table for its blocks or a column for its positions,
  // whichever needs fewer of them.
  const crossing = placed.filter(({ outer, blocks, places }) => places !== 0 && (outer !== 0 || blocks !== 0))
  const byBlocks = new Set(crossing.map(({ outer, blocks }) => `${outer} ${blocks}`)).size
  const byPlaces = new Set(crossing.map(({ places }) => places)).size
  const inColumns = byPlaces <= byBlocks
  if (Math.min(byPlaces, byBlocks) + 1 > maxTables) return undefined

  const blockCount = 2 ** (tile - low)
  const columns = new Map([[0, ones(blockCount)]])
  const scalars = new Map<string, Condition & { readonly column: number }>()
  const tables = new Map<string, Condition>()
  for (const { outer, blocks, places, factor } of placed) {
    const key = `${outer} ${blocks}`
    if (places !== 0 && ((outer === 0 && blocks === 0) || !inColumns)) {
      const found = tables.get(key) ?? { outer, blocks, values: ones(2 ** low) }
      tables.set(key, found)
      multiply(found.values, places, factor)
      continue
    }
    const column = columns.get(places) ?? ones(blockCount)
    columns.set(places, column)
    if (outer === 0) {
      multiply(column, blocks, factor)
      continue
    }
    const keyInColumn = `${key} ${places}`
    const index = [...columns.keys()].indexOf(places)
    const found = scalars.get(keyInColumn) ?? { outer, blocks, column: index, values: ones(1) }
    scalars.set(keyInColumn, found)
    multiply(found.values, 0, factor)
  }
  if (scalars.size > maxScalars) return undefined
  return {
    low,
    columns: [...columns].map(([places, values]) => ({ places, values })),
    scalars: [...scalars.values()],
    tables: [...tables.values()],
  }
}

const ones = (length: number): Float64Array => new Float64Array(2 * length).fill(1, 0, length)

/** Multiplies the entries whose index has all the bits of `mask`. */
const multiply = (values: Float64Array, mask: number, [cr, ci]: Complex): void => {
  const length = values.length / 2
  for (let i = mask; i < length; i = (i + 1) | mask) {
    const [r, m] = [values[i]!, values[length + i]!]
    values[i] = cr * r - ci * m
    values[length + i] = cr * m + ci * r
  }
}
