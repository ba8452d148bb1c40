/**
 * Circuits: built gate by gate, transformed as values, and converted to job requests.
 *
 * **Example** (A Bell pair as a job)
 *
 * ```ts
 * const request = Circuit.qis(2).pipe(
 *   Circuit.append(Gates.h(0)),
 *   Circuit.append(Gates.cnot(0, 1)),
 *   Circuit.toRequest({ backend: "simulator", shots: 1000 }),
 * )
 * ```
 *
 * @since 0.1.0
 */
export { make as param } from "./Param.ts"
export { CircuitError } from "./CircuitError.ts"
export {
  adder,
  grover,
  type GroverOptions,
  phaseEstimation,
  type PhaseEstimationOptions,
  qft,
  type QftOptions,
} from "./circuit/algorithms.ts"
export { extend, tensor } from "./circuit/compose.ts"
export { qaoa, type QaoaOptions, trotter, type TrotterOptions } from "./circuit/evolution.ts"
export { type AnsatzOptions, hardwareEfficient } from "./circuit/ansatz.ts"
export { bell, ghz } from "./circuit/bellAndGhz.ts"
export { measurementMaps } from "./circuit/measurementMap.ts"
export { type Counts, counts, depth } from "./circuit/depthAndCounts.ts"
export {
  append,
  type Appended,
  type Circuit,
  isCircuit,
  limits,
  named,
  native,
  qis,
  register,
  type Registers,
} from "./circuit/model.ts"
export { random, type RandomOptions } from "./circuit/random.ts"
export {
  fromInput,
  type InputOf,
  type Named,
  type RequestOptions,
  toInput,
  toRequest,
} from "./circuit/request.ts"
export { bind, controlled, inverse, mapQubits, parameters, power } from "./circuit/transform.ts"
export { equivalent, type EquivalentOptions, toUnitary } from "./circuit/unitary.ts"
export { validate } from "./circuit/validate.ts"
export { draw, type DrawOptions } from "./picture/draw.ts"
export { type SvgOptions, toSvg } from "./picture/svg.ts"
