import { Result } from "effect"
import { SimulationError } from "./SimulationError.ts"

/** States of at least this many bytes are compared with the free memory of the system first. */
const noticed = 2 ** 28

/**
 * Allocates a state, or fails with `NotEnoughQubits` if the memory is too small. For a large state, the free memory is
 * checked before anything is allocated.
 */
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
  if (left !== undefined && left < bytes) return refuse(`and only ${Math.floor(left / 2 ** 20)} MiB are free`)
  try {
    return Result.succeed(make())
  } catch (error) {
    if (error instanceof RangeError) return refuse(`which cannot be allocated: ${error.message}`)
    throw error
  }
}

/** The free memory of the system in bytes; undefined if the platform does not provide it. */
const memoryLeft = (): number | undefined => {
  const { process } = globalThis as { readonly process?: { readonly availableMemory?: () => number } }
  return process?.availableMemory?.()
}
