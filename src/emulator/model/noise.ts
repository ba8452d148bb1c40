import { Result } from "effect"
import type { JobFailure } from "../../schema/Job.ts"
import * as Simulator from "../../simulator/Simulator.ts"
import type { JobHead } from "./EmulatedJob.ts"

/** The noise model of machines whose own model is not published. */
const standIn = "forte-1"

/**
 * The noise model of a job; undefined on the ideal simulator. A machine has the model of its own name, or that of
 * `forte-1` if IonQ has not published one. A model that a job names has to be published.
 */
export const noiseOf = (
  { backend, noise }: Pick<JobHead, "backend" | "noise">,
  width: number,
): Result.Result<Simulator.NoiseModel | undefined, JobFailure> => {
  const failed = Result.mapError(({ code, message }: Simulator.SimulationError) => ({ code, message }))
  if (backend !== "simulator") {
    const own = Simulator.noiseModel(backend.replace(/^qpu\./, ""))
    const found = failed(Result.isSuccess(own) ? own : Simulator.noiseModel(standIn))
    // The model may have fewer qubits than the machine. The checks of a job enforce the width of the machine.
    return Result.map(found, (model) => ({ ...model, qubits: Math.max(model.qubits, width) }))
  }
  const model = noise?.model ?? "ideal"
  return model === "ideal" ? Result.succeed(undefined) : failed(Simulator.noiseModel(model))
}
