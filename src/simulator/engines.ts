import { Result } from "effect"
import type { EngineKind } from "./Execution.ts"
import { maxTileQubits, minTileQubits } from "./instructions.ts"
import { makeScalarEngine } from "./scalarEngine.ts"
import { SimulationError } from "./SimulationError.ts"
import { isAvailable, makeWasmEngine } from "./wasmEngine.ts"

/**
 * The engine that applies the gates: WebAssembly with SIMD, or plain JavaScript, which takes three to five times as
 * long. Both give exactly the same amplitudes.
 *
 * @category options
 * @since 0.1.0
 */
export type EngineName = "wasm" | "javascript"

/**
 * Options of every simulation.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** The largest number of qubits. A state takes 16 bytes times 2^qubits. Default: 20. At most 29. */
  readonly maxQubits?: number | undefined
  /** Default: `wasm`, if the platform supports it. */
  readonly engine?: EngineName | undefined
  /**
   * The number of qubits of a tile, from 9 to 14: gates are applied to 2^tileQubits amplitudes at a time, which then
   * stay in the CPU cache. Default: 14, which is 256 KiB.
   */
  readonly tileQubits?: number | undefined
}

/** Fails with `InvalidInput` if `maxQubits` or `tileQubits` is out of range. */
export const checkOptions = ({
  maxQubits = 1,
  tileQubits = minTileQubits,
}: Options): Result.Result<void, SimulationError> => {
  const invalid = (message: string) => Result.fail(new SimulationError({ code: "InvalidInput", message }))
  if (!Number.isInteger(maxQubits) || maxQubits < 1) {
    return invalid(`maxQubits is ${maxQubits}, not a whole number from 1`)
  }
  if (!Number.isInteger(tileQubits) || tileQubits < minTileQubits || tileQubits > maxTileQubits) {
    return invalid(
      `tileQubits is ${tileQubits}, not a whole number from ${minTileQubits} to ${maxTileQubits}`,
    )
  }
  return Result.void
}

/** The engines by name. With these step sizes, a step takes 3 to 10 milliseconds on a current machine. */
const kinds: Record<EngineName, EngineKind> = {
  wasm: { make: makeWasmEngine, canShare: true, stepSize: 2 ** 23 },
  javascript: { make: makeScalarEngine, canShare: false, stepSize: 2 ** 21 },
}

/** The engine with a name, or plain JavaScript if WebAssembly with SIMD is not available. */
export const engineOf = (name: EngineName = "wasm"): EngineKind =>
  name === "wasm" && !isAvailable() ? kinds.javascript : kinds[name]
