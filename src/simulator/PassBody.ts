import { type Diagonal, fewestForTable, tableOf } from "./diagonalTables.ts"
import { Code, operationWords } from "./instructions.ts"
import {
  bitsOf,
  type Complex,
  factor,
  one,
  type Operation,
  type Pair,
  type Pauli,
  type Phase,
} from "./Operation.ts"
import { shapeOf } from "./fuse.ts"

/** The offsets of the constants of a slot's Y and Z from its first constant. */
export const slotConstants = { y: 0, z: 8 }
/** The word of an operation that holds the offset of its constants. */
export const slotConstantsWord = 6

/** Encodes the operations of one pass as words of a program. */
export class PassBody {
  private readonly operations: Array<number> = []
  private readonly groups: Array<number> = []
  /** The words that hold the offset of an operation's groups, to which `words` adds the offset of the first group. */
  private readonly tables: Array<number> = []
  /** The position of each local qubit in the tile. */
  private readonly places: ReadonlyArray<number>

  private readonly tile: number
  private readonly local: number
  private readonly constants: Array<number>

  constructor(tile: number, local: number, constants: Array<number>) {
    this.tile = tile
    this.local = local
    this.constants = constants
    const places: Array<number> = []
    for (const [place, qubit] of bitsOf(local).entries()) places[qubit] = place
    this.places = places
  }

  get count(): number {
    return this.operations.length / operationWords
  }

  /** The offset of an operation in words, relative to the first operation. */
  wordOf(operation: number): number {
    return operation * operationWords
  }

  /**
   * All words of the pass, operations first. `first` is the offset of the first word. It may be called only once,
   * because it adds the offset of the groups in place.
   */
  words(first: number): ReadonlyArray<number> {
    const groupsAt = first + this.operations.length
    for (const word of this.tables) this.operations[word]! += groupsAt
    return [...this.operations, ...this.groups]
  }

  add(operation: Operation): void {
    switch (operation.kind) {
      case "pair":
        return this.pair(operation)
      case "phase":
        return this.phase(operation)
      case "pauli":
        return this.pauli(operation)
      case "slot": {
        const constants = this.write([0, 0, 0, 0, 0, -1, 1, 0, -1, 0])
        const bit = this.inTile(1 << operation.qubit)
        return this.push(Code.skip, 0, 0, bit, 0, bit, constants)
      }
    }
  }

  /** Adds diagonal operations as a table if possible, otherwise one by one. */
  addDiagonals(diagonals: ReadonlyArray<Diagonal>): void {
    if (!this.addTable(diagonals)) for (const diagonal of diagonals) this.add(diagonal)
  }

  /**
   * Adds diagonal operations as a table. Returns false, and adds nothing, if a table would not be cheaper or would need
   * too many parts.
   */
  addTable(diagonals: ReadonlyArray<Diagonal>): boolean {
    if (diagonals.length < fewestForTable) return false
    const found = tableOf(diagonals, this.tile, this.local, (mask) => this.inTile(mask))
    if (found === undefined) return false
    const { low, columns, scalars, tables } = found
    const constants = this.constants.length
    for (const { values } of [...columns, ...scalars, ...tables]) this.write(values)
    this.tables.push(this.operations.length + 3)
    const sizes = columns.length | (scalars.length << 16)
    this.push(Code.table, 0, 0, this.groups.length, sizes, tables.length, constants, low)
    for (const { places } of columns) this.groups.push(places)
    for (const { outer, blocks, column } of scalars) this.groups.push(outer, blocks, column)
    for (const { outer, blocks } of tables) this.groups.push(outer, blocks)
    return true
  }

  private pair({ matrix, flips, zero, controls }: Pair): void {
    const { re, im } = matrix
    const inside = this.inTile(controls & this.local)
    const outside = controls & ~this.local
    const moved = this.inTile(flips)
    const first = inside | this.inTile(zero)
    const code = Code[shapeOf(matrix)]
    this.push(code, outside, outside, inside | moved, first, first ^ moved, this.write([...re, ...im]))
  }

  private phase({ qubit, zero, one: whenOne, controls }: Phase): void {
    const inside = this.inTile(controls & this.local)
    const outside = controls & ~this.local
    const bit = 1 << qubit
    const halves: ReadonlyArray<readonly [value: Complex, pattern: number]> = [
      [zero, 0],
      [whenOne, bit],
    ]
    for (const [value, pattern] of halves) {
      if (value[0] === one[0] && value[1] === one[1]) continue
      const constants = this.write(value)
      const [within, without] = [bit & this.local, bit & ~this.local]
      const fixed = inside | this.inTile(within)
      const wanted = inside | this.inTile(pattern & within)
      this.push(Code.scale, outside | without, outside | (pattern & without), fixed, 0, wanted, constants)
    }
  }

  private pauli({ theta, ys, flips, signs, controls }: Pauli): void {
    const inside = this.inTile(controls & this.local)
    const outside = controls & ~this.local
    const [signsInside, signsOutside] = [this.inTile(signs & this.local), signs & ~this.local]
    if (flips === 0) {
      const constants = this.write([Math.cos(theta), Math.sin(theta)])
      this.push(Code.parity, outside, outside, inside, signsInside, 0, constants, signsOutside)
      return
    }
    const constants = this.write([Math.cos(theta), ...factor(theta, ys)])
    const moved = this.inTile(flips)
    this.push(Code.pauli, outside, outside, inside, moved, signsInside, constants, signsOutside)
  }

  /** Converts a mask of local qubits to a mask of positions in the tile. */
  private inTile(mask: number): number {
    return bitsOf(mask).reduce((all, qubit) => all | (1 << this.places[qubit]!), 0)
  }

  private push(
    code: number,
    mask: number,
    pattern: number,
    a: number,
    b: number,
    c: number,
    constants: number,
    last = 0,
  ): void {
    this.operations.push(code, mask, pattern, a, b, c, constants, last)
  }

  /** Appends doubles and returns their offset. */
  private write(values: ArrayLike<number>): number {
    const start = this.constants.length
    for (let i = 0; i < values.length; i++) this.constants.push(values[i]!)
    return start
  }
}
