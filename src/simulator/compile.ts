import { encode } from "./encode.ts"
import { maxTileQubits, minTileQubits, type Program } from "./instructions.ts"
import type { Operation } from "./Operation.ts"
import { passesOf } from "./passes.ts"

/** Compiles operations on a state into a program, with tiles of at most `largest` qubits. */
export const compile = (
  operations: ReadonlyArray<Operation>,
  qubits: number,
  largest = maxTileQubits,
): Program => {
  const tile = Math.min(qubits, maxTileQubits, Math.max(minTileQubits, largest))
  return encode(passesOf(operations, qubits, tile), qubits, tile)
}
