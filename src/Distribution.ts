/**
 * The outcome of a register: a value for each state, either probabilities or counts of shots.
 *
 * A state is one number whose bit i is qubit i (or classical bit i), so X on qubit 0 of three is the state 1. To read
 * or write bitstrings, you name the side on which qubit 0 is. States are numbers for up to 53 qubits, and bigints for
 * more. Functions that can fail return a `Result`, which `Effect.fromResult` turns into an effect.
 *
 * @since 0.1.0
 */
export { fidelity, hellinger, totalVariation } from "./distribution/distance.ts"
export { DistributionError } from "./distribution/DistributionError.ts"
export { draw, type DrawOptions } from "./distribution/histogramText.ts"
export type { PictureOptions } from "./distribution/histogram.ts"
export {
  type BitstringOptions,
  type DecimalOptions,
  fromArray,
  fromBitstrings,
  fromDecimals,
  fromShots,
} from "./distribution/make.ts"
export type { Distribution, Kind, SideOptions } from "./distribution/model.ts"
export { bitstring, entries, get, normalize, toBitstrings, toDecimals, top } from "./distribution/read.ts"
export { marginal, remap } from "./distribution/marginal.ts"
export { counts, merge, sample } from "./distribution/shots.ts"
export type { Side, State, States } from "./distribution/bitstrings.ts"
export { expectation, variance } from "./distribution/statistics.ts"
export { type SvgOptions, toSvg } from "./distribution/histogramSvg.ts"
