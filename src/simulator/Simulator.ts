/**
 * A state-vector simulator for QIS and native circuits, in double precision. It is pure and can be used on its own.
 *
 * @since 0.1.0
 */
export type { EngineName, Options } from "./engines.ts"
export { expectation } from "./expectation.ts"
export type { InitialState } from "./initialState.ts"
export { type DensityMatrix, densityMatrix, densityMatrixNow, type DensityOptions } from "./DensityMatrix.ts"
export { type MethodOptions } from "./chooseMethod.ts"
export { measure, measureNow, type NoiseOptions } from "./measureWithNoise.ts"
export { type GateRates, noiseModel, type NoiseModel, type ReadoutError, relaxation } from "./NoiseModel.ts"
export {
  fewOutcomes,
  type FewOutcomes,
  methodFor,
  sample,
  sampleNow,
  type SampleOptions,
} from "./sampleCircuit.ts"
export {
  type Counts,
  countsOf,
  type Outcomes,
  outcomesFrom,
  outcomesOf,
  type ShotOptions,
  shotsOf,
  tally,
} from "./drawShots.ts"
export { qubitsOf, type Simulatable, type SimulatedCircuit, widthOf } from "./SimulatedCircuit.ts"
export { countSamples, decimalAt, type Method, type SampleCounts, type Samples, stateAt } from "./Samples.ts"
export { SimulationError } from "./SimulationError.ts"
export { probabilitiesOf, type StateVector, type Support } from "./StateVector.ts"
export { layerSampler, type SamplerOptions } from "./layerSampler.ts"
export { check, probabilities, run, type RunOptions, runWith, simulate, type SimulateOptions } from "./run.ts"
