/**
 * A state-vector simulator for QIS and native circuits, in double precision. Pure, and usable alone.
 *
 * @since 0.1.0
 */
import { Effect, Result } from "effect"
import { engineOf, fitting, type Options } from "./engines.ts"
import { type Execution, execute } from "./Execution.ts"
import { simplified } from "./simplify.ts"
import { check, type SimulatedCircuit } from "./SimulatedCircuit.ts"
import type { SimulationError } from "./SimulationError.ts"
import { probabilitiesOf, type StateVector } from "./StateVector.ts"

export type { EngineName, Options } from "./engines.ts"
export { measure, measureNow, type NoiseOptions } from "./Noise.ts"
export { noiseModel, type NoiseModel } from "./NoiseModel.ts"
export {
  type Counts,
  countsOf,
  type Outcomes,
  outcomesFrom,
  outcomesOf,
  type ShotOptions,
  shotsOf,
} from "./Sampling.ts"
export { qubitsOf, type SimulatedCircuit, widthOf } from "./SimulatedCircuit.ts"
export { SimulationError } from "./SimulationError.ts"
export { probabilitiesOf, type StateVector, type Support } from "./StateVector.ts"

const prepare = (circuit: SimulatedCircuit, options: Options): Result.Result<Execution, SimulationError> =>
  Result.flatMap(check(circuit, options.maxQubits), ({ qubits, parts }) =>
    fitting(qubits, () => execute(simplified(parts), qubits, engineOf(options.engine), options.tileQubits)),
  )

/**
 * Runs a circuit from |0...0⟩ and gives the state at its end, before it returns: nothing else can run meanwhile. See `simulate`
 * for wide or long circuits.
 *
 * **Details**
 *
 * Fails with `InvalidInput` for an empty circuit and for a gate that is not whole (the message has its index),
 * `UnsupportedGate` for one that the gateset lacks, `NotEnoughQubits` above `maxQubits` and where a state does not fit in
 * memory.
 *
 * @category running
 * @since 0.1.0
 */
export const run = (
  circuit: SimulatedCircuit,
  options: Options = {},
): Result.Result<StateVector, SimulationError> =>
  Result.map(prepare(circuit, options), (execution) => {
    while (execution.step());
    return execution.finish()
  })

/**
 * Runs a circuit as `run` does, in steps of some milliseconds: timers and other fibers run in between, and an interruption
 * ends it at the next.
 *
 * @category running
 * @since 0.1.0
 */
export const simulate = Effect.fn("Simulator.simulate")(function* (
  circuit: SimulatedCircuit,
  options: Options = {},
): Effect.fn.Return<StateVector, SimulationError> {
  const execution = yield* Effect.fromResult(prepare(circuit, options))
  return yield* Effect.gen(function* () {
    while (execution.step()) yield* Effect.yieldNow
    return execution.finish()
  }).pipe(Effect.onInterrupt(() => Effect.sync(execution.release)))
})

/**
 * The probability of each state by its decimal value, in which qubit 0 is the least significant bit.
 *
 * @category running
 * @since 0.1.0
 */
export const probabilities = (
  circuit: SimulatedCircuit,
  options: Options = {},
): Result.Result<Float64Array, SimulationError> => Result.map(run(circuit, options), probabilitiesOf)
