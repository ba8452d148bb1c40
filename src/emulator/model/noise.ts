import { Result } from "effect"
import type { JobFailure } from "../../schema/Job.ts"
import * as Simulator from "../../simulator/Simulator.ts"
import type { JobHead } from "./EmulatedJob.ts"

/** Whose noise a machine has whose own is not published. */
const standIn = "forte-1"

/**
 * The noise that a job is measured with; none on the ideal simulator. A machine has the model of its own name, or where IonQ has
 * published none that of `forte-1`; a model asked for by name has to be published.
 */
export const noiseOf = ({
  backend,
  noise,
}: Pick<JobHead, "backend" | "noise">): Result.Result<Simulator.NoiseModel | undefined, JobFailure> => {
  const failed = Result.mapError(({ code, message }: Simulator.SimulationError) => ({ code, message }))
  if (backend !== "simulator") {
    const own = Simulator.noiseModel(backend.replace(/^qpu\./, ""))
    return failed(Result.isSuccess(own) ? own : Simulator.noiseModel(standIn))
  }
  const model = noise?.model ?? "ideal"
  return model === "ideal" ? Result.succeed(undefined) : failed(Simulator.noiseModel(model))
}
