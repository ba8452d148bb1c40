import { maxOperations, runQubits } from "./instructions.ts"
import { type Operation, type Reach, reachOf, weight } from "./Operation.ts"

/** Operations that are applied tile by tile. */
export interface PlannedPass {
  /** The qubits whose amplitudes a tile contains. */
  readonly local: number
  readonly operations: ReadonlyArray<Operation>
}

/**
 * With this many deferred operations a pass stops searching, so that planning takes time in proportion to the length
 * of the circuit.
 */
const mostPutOff = 4096

/**
 * Groups operations into passes. A pass takes every operation whose non-diagonal qubits fit into its tile and that
 * commutes with everything deferred so far. The others are left to the next pass. Controls and diagonal gates need no
 * room in a tile.
 */
export const passesOf = (
  operations: ReadonlyArray<Operation>,
  qubits: number,
  tile: number,
): ReadonlyArray<PlannedPass> => {
  const every = 2 ** qubits - 1
  if (qubits <= tile) {
    return Array.from({ length: Math.ceil(operations.length / maxOperations) }, (_, i) => ({
      local: every,
      operations: operations.slice(i * maxOperations, (i + 1) * maxOperations),
    }))
  }
  const left = operations.map((operation) => ({ operation, reach: reachOf(operation) }))
  const passes: Array<PlannedPass> = []
  let start = 0
  while (start < left.length) {
    const taken: Array<Operation> = []
    const putOff: typeof left = []
    const barrier = new Barrier()
    let local = 2 ** runQubits(tile) - 1
    let next = start
    for (; next < left.length; next++) {
      const item = left[next]!
      const wider = local | (item.reach.all & ~item.reach.z)
      if (weight(wider) <= tile && barrier.lets(item.reach)) {
        local = wider
        taken.push(item.operation)
        if (taken.length === maxOperations) {
          next++
          break
        }
      } else {
        putOff.push(item)
        barrier.add(item.reach)
        if (putOff.length > mostPutOff || barrier.isClosed(every)) {
          next++
          break
        }
      }
    }
    start = next - putOff.length
    for (const [i, item] of putOff.entries()) left[start + i] = item
    passes.push({ local: filled(local, qubits, tile), operations: taken })
  }
  return passes
}

/** Adds the lowest qubits that are missing until the tile is full, because this makes runs longer. */
const filled = (local: number, qubits: number, tile: number): number => {
  let all = local
  for (let qubit = 0; qubit < qubits && weight(all) < tile; qubit++) all |= 1 << qubit
  return all
}

/**
 * The combined reach of the deferred operations: all of their qubits and, for each of X, Y and Z, the qubits on which
 * one of them does not commute with it.
 */
class Barrier {
  private all = 0
  private notX = 0
  private notY = 0
  private notZ = 0

  add({ all, x, y, z }: Reach): void {
    this.all |= all
    this.notX |= all & ~x
    this.notY |= all & ~y
    this.notZ |= all & ~z
  }

  lets({ all, x, y, z }: Reach): boolean {
    const free = (x & ~this.notX) | (y & ~this.notY) | (z & ~this.notZ)
    return (all & this.all & ~free) === 0
  }

  isClosed(every: number): boolean {
    return (this.all & this.notX & this.notY & this.notZ) === every
  }
}
