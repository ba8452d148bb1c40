import { Result } from "effect"
import type { JobFailure } from "../../schema/Job.ts"
import type { DynamicCircuit } from "../../simulator/dynamic.ts"
import { type DynamicOptions, mostWork, workOf } from "../../simulator/dynamicShots.ts"

/**
 * The number of shots that approximates the exact probabilities of a noiseless program with too many measurement
 * outcomes.
 */
export const manyShots = 10_000

/**
 * Why a program that continues after measurements takes too long shot by shot; undefined if it does not. The program
 * is not run.
 */
export const tooMuchWork = (
  circuit: DynamicCircuit,
  options: Pick<DynamicOptions, "model" | "shots">,
): JobFailure | undefined => {
  const work = workOf(circuit, options)
  if (Result.isFailure(work)) return { code: work.failure.code, message: work.failure.message }
  if (work.success <= mostWork) return undefined
  const times = Math.ceil(work.success / mostWork)
  return {
    code: "SimulationTimeout",
    message:
      `The program measures or resets before its end. ${options.shots} shots on ${circuit.qubits} qubits would take about ` +
      `${times} times as many operations as the emulator allows: use fewer shots, gates or qubits`,
  }
}
