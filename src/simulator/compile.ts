import { encode } from "./encode.ts"
import { maxTileQubits, minTileQubits, type Program } from "./instructions.ts"
import type { Operation } from "./Operation.ts"
import { plan } from "./passes.ts"

/** Compiles operations on a state into a program, with tiles of at most `largest` qubits. */
export const compile = (
  operations: ReadonlyArray<Operation>,
  qubits: number,
  largest = maxTileQubits,
): Program => {
  const tile = Math.min(qubits, maxTileQubits, Math.max(minTileQubits, largest))
  return encode(plan(operations, qubits, tile), qubits, tile)
}
