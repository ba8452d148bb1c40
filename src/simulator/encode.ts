import { type Diagonal, isDiagonal, qubitsOf } from "./diagonalTables.ts"
import { headerWords, type Pass, type Program, runQubits } from "./instructions.ts"
import { type Operation, reachOf } from "./Operation.ts"
import { PassBody } from "./PassBody.ts"
import type { PlannedPass } from "./passes.ts"

/**
 * Encodes passes as a program. Diagonal operations are deferred, even across passes, until an operation does not
 * commute with them. They are then merged into few, large tables.
 */
export const encode = (planned: ReadonlyArray<PlannedPass>, qubits: number, tile: number): Program => {
  const words: Array<number> = []
  const constants: Array<number> = []
  const passes: Array<Pass> = []
  const slots: Array<number> = []
  const waiting = new Waiting()
  const last = planned.length - 1
  for (const [index, { local, operations }] of planned.entries()) {
    const body = new PassBody(tile, local, constants)
    const placed: Array<readonly [slot: number, operation: number]> = []
    for (const operation of operations) {
      if (isDiagonal(operation)) {
        waiting.add(operation)
        continue
      }
      waiting.release(operation, body)
      if (operation.kind === "slot") placed.push([operation.slot, body.count])
      body.add(operation)
    }
    if (index === last) body.addDiagonals(waiting.all)
    if (body.count === 0) continue
    const header = words.length
    const first = header + headerWords
    for (const [slot, operation] of placed) slots[slot] = first + body.wordOf(operation)
    for (const word of [body.count, local, runQubits(tile), first]) words.push(word)
    for (const word of body.words(first)) words.push(word)
    passes.push({ header, operations: body.count, local })
  }
  return {
    qubits,
    tile,
    words: Int32Array.from(words),
    constants: Float64Array.from(constants),
    passes,
    slots,
  }
}

/** Deferred diagonal operations. */
class Waiting {
  all: Array<Diagonal> = []
  private qubits = 0

  add(diagonal: Diagonal): void {
    this.all.push(diagonal)
    this.qubits |= qubitsOf(diagonal)
  }

  /** Adds the deferred operations that must precede an operation. */
  release(operation: Operation, body: PassBody): void {
    const { all, z } = reachOf(operation)
    const stops = all & ~z
    if ((this.qubits & stops) === 0) return
    // A table can include the other deferred operations at no extra cost.
    if (body.addTable(this.all)) {
      this.all = []
      this.qubits = 0
      return
    }
    body.addDiagonals(this.all.filter((diagonal) => (qubitsOf(diagonal) & stops) !== 0))
    this.all = this.all.filter((diagonal) => (qubitsOf(diagonal) & stops) === 0)
    this.qubits = this.all.reduce((qubits, diagonal) => qubits | qubitsOf(diagonal), 0)
  }
}
