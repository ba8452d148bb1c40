/**
 * Noise as IonQ publishes it.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import { SimulationError } from "./SimulationError.ts"

/**
 * Depolarizing noise after each gate. A gate on one qubit is followed by X, Y or Z with probability `oneQubit / 4` each, one on
 * two qubits by each of the 15 other pairs of Pauli matrices with probability `twoQubit / 16`.
 *
 * @category models
 * @since 0.1.0
 */
export interface NoiseModel {
  readonly oneQubit: number
  readonly twoQubit: number
  /** The widest circuit that it takes. */
  readonly qubits: number
}

/** https://docs.ionq.com/guides/simulation-with-noise-models */
const published: Record<string, NoiseModel> = {
  "aria-1": { oneQubit: 0.0005, twoQubit: 0.0133, qubits: 25 },
  "aria-2": { oneQubit: 0.0006573333333333332, twoQubit: 0.01856, qubits: 25 },
  "forte-1": { oneQubit: 0.0002666666666666667, twoQubit: 0.004949333333333333, qubits: 29 },
}

/**
 * The noise model of a name: `aria-1`, `aria-2` or `forte-1`, with the parameters in IonQ's guide to simulation with noise models.
 * Fails with `InvalidInput` for any other. IonQ has not published those of `forte-enterprise-1`, nor the formula of
 * `harmony`, `harmony-1` and `harmony-2`, which is another one.
 *
 * @category constructors
 * @since 0.1.0
 */
export const noiseModel = (name: string): Result.Result<NoiseModel, SimulationError> => {
  const found = Object.hasOwn(published, name) ? published[name] : undefined
  if (found !== undefined) return Result.succeed(found)
  const known = Object.keys(published).join(", ")
  const message = `The parameters of the noise model ${name} are not published; known are ${known}`
  return Result.fail(new SimulationError({ code: "InvalidInput", message }))
}

/** Whether the rates of a model are some. */
export const checkModel = (model: NoiseModel): Result.Result<void, SimulationError> => {
  const wrong = (["oneQubit", "twoQubit"] as const).find((rate) => !(model[rate] >= 0 && model[rate] <= 1))
  if (wrong === undefined) return Result.void
  const message = `${wrong} of the noise model is ${model[wrong]}, not a number from 0 to 1`
  return Result.fail(new SimulationError({ code: "InvalidInput", message }))
}
