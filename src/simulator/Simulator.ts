/**
 * A state-vector simulator for QIS and native circuits, in double precision. Pure, and usable alone.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import type { WireGate } from "../schema/Gate.ts"
import { type Operation, operation } from "./operations.ts"
import { SimulationError } from "./SimulationError.ts"
import { probabilitiesOf, type StateVector, zeroState } from "./StateVector.ts"

export { SimulationError } from "./SimulationError.ts"
export { probabilitiesOf, type StateVector } from "./StateVector.ts"

/**
 * A circuit to simulate. Its gates may come from anywhere: each is checked.
 *
 * @category models
 * @since 0.1.0
 */
export interface SimulatedCircuit {
  readonly gateset: "qis" | "native"
  /** Default: one more than the highest qubit that a gate names. */
  readonly qubits?: number | undefined
  readonly circuit: ReadonlyArray<WireGate>
}

/**
 * How to simulate.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** The most qubits. A state takes 16 bytes times 2^qubits. Default: 20, at most 26. */
  readonly maxQubits?: number | undefined
}

/** The widest state that is allowed: 1 GiB. Indexes are 32-bit masks, too. */
const hardLimit = 26

/**
 * The number of qubits of a circuit.
 *
 * @category getters
 * @since 0.1.0
 */
export const widthOf = ({ qubits, circuit }: SimulatedCircuit): number =>
  qubits ??
  circuit.reduce(
    (width, gate) => qubitsOf(gate).reduce((widest, qubit) => Math.max(widest, qubit + 1), width),
    0,
  )

/**
 * Every qubit that a gate names, targets first.
 *
 * @category getters
 * @since 0.1.0
 */
export const qubitsOf = ({ target, targets = [], control, controls = [] }: WireGate): ReadonlyArray<number> =>
  [target, ...targets, control, ...controls].filter((qubit) => qubit !== undefined)

const invalid = (message: string): Result.Result<never, SimulationError> =>
  Result.fail(new SimulationError({ code: "InvalidInput", message }))

/** What a circuit does, gate by gate, or why it cannot be done. */
const prepare = (
  circuit: SimulatedCircuit,
  options: Options,
): Result.Result<
  { readonly qubits: number; readonly operations: ReadonlyArray<Operation> },
  SimulationError
> => {
  const qubits = widthOf(circuit)
  const limit = Math.min(options.maxQubits ?? 20, hardLimit)
  if (circuit.circuit.length === 0) {
    return invalid("The circuit has no gates")
  }
  if (circuit.qubits !== undefined && (!Number.isInteger(qubits) || qubits < 1)) {
    return invalid(`The circuit has qubits ${qubits}, not a whole number from 1`)
  }
  if (qubits > limit) {
    return Result.fail(
      new SimulationError({
        code: "NotEnoughQubits",
        message: `The circuit has ${qubits} qubits, the limit is ${limit}`,
      }),
    )
  }
  const operations: Array<Operation> = []
  for (const [index, gate] of circuit.circuit.entries()) {
    const built = operation(gate, index, qubits, circuit.gateset)
    if (Result.isFailure(built)) return Result.fail(built.failure)
    operations.push(built.success)
  }
  return Result.succeed({ qubits, operations })
}

/**
 * Whether a circuit can be simulated, without doing it: fails as {@link run} does.
 *
 * @category running
 * @since 0.1.0
 */
export const check = (
  circuit: SimulatedCircuit,
  options: Options = {},
): Result.Result<void, SimulationError> => Result.map(prepare(circuit, options), () => undefined)

/**
 * Runs a circuit from |0...0⟩ and gives the state at its end.
 *
 * **Details**
 *
 * Fails with `InvalidInput` for an empty circuit and for a gate that is not whole (the message has its index),
 * `UnsupportedGate` for one that the gateset lacks, `NotEnoughQubits` above `maxQubits`.
 *
 * @category running
 * @since 0.1.0
 */
export const run = (
  circuit: SimulatedCircuit,
  options: Options = {},
): Result.Result<StateVector, SimulationError> =>
  Result.map(prepare(circuit, options), ({ qubits, operations }) => {
    const state = zeroState(qubits)
    for (const apply of operations) apply(state)
    return state
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
