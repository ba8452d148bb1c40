import { Result } from "effect"
import type { EngineKind } from "./Execution.ts"
import { maxTileQubits, minTileQubits } from "./instructions.ts"
import { makeScalarEngine } from "./scalarEngine.ts"
import { SimulationError } from "./SimulationError.ts"
import { isAvailable, makeWasmEngine } from "./wasmEngine.ts"

/**
 * What runs the gates: WebAssembly with SIMD, or plain JavaScript, which takes three to five times as long. Both give the same
 * amplitudes to the last bit.
 *
 * @category options
 * @since 0.1.0
 */
export type EngineName = "wasm" | "javascript"

/**
 * How to simulate.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** The most qubits. A state takes 16 bytes times 2^qubits. Default: 20, at most 29. */
  readonly maxQubits?: number | undefined
  /** Default: `wasm`, where the platform has it. */
  readonly engine?: EngineName | undefined
  /**
   * The qubits of a tile, 9 to 14: gates are applied to 2^tileQubits amplitudes while they are in a cache. Default: 14, which is
   * 256 KiB.
   */
  readonly tileQubits?: number | undefined
}

/** Whether the numbers of options are what they have to be. */
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

/** Steps of 3 to 10 milliseconds on a machine of today. */
const kinds: Record<EngineName, EngineKind> = {
  wasm: { make: makeWasmEngine, canShare: true, stepSize: 2 ** 23 },
  javascript: { make: makeScalarEngine, canShare: false, stepSize: 2 ** 21 },
}

/** The engine of a name: where there is no WebAssembly with SIMD, the other. */
export const engineOf = (name: EngineName = "wasm"): EngineKind =>
  name === "wasm" && !isAvailable() ? kinds.javascript : kinds[name]

/** From this size on, what the system has left is asked for first. */
const noticed = 2 ** 28

/** Makes what holds a state, or says why it does not fit. Nothing is allocated for one that is larger than what is left. */
export const fitting = <A>(qubits: number, make: () => A): Result.Result<A, SimulationError> => {
  const bytes = 2 ** (qubits + 4)
  const left = bytes < noticed ? undefined : memoryLeft()
  const refuse = (why: string) =>
    Result.fail(
      new SimulationError({
        code: "NotEnoughQubits",
        message: `A state of ${qubits} qubits takes ${bytes / 2 ** 20} MiB, ${why}`,
      }),
    )
  if (left !== undefined && left < bytes) return refuse(`and ${Math.floor(left / 2 ** 20)} MiB are left`)
  try {
    return Result.succeed(make())
  } catch (error) {
    if (error instanceof RangeError) return refuse(`which cannot be had: ${error.message}`)
    throw error
  }
}

/** What the system has left, in bytes, where Node can tell. */
const memoryLeft = (): number | undefined => {
  const { process } = globalThis as { readonly process?: { readonly availableMemory?: () => number } }
  return process?.availableMemory?.()
}
