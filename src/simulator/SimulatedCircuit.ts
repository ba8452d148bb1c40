/**
 * Circuits to simulate.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import { type Circuit, isCircuit, toInput } from "../Circuit.ts"
import type { CircuitError } from "../CircuitError.ts"
import type { WireGate } from "../schema/Gate.ts"
import { defaultLimit, hardLimit } from "./limits.ts"
import { type Part, partsOf } from "./gateOperations.ts"
import { SimulationError } from "./SimulationError.ts"

/**
 * A circuit to simulate. Its gates may come from any source: each one is validated.
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
 * What can be simulated: a circuit whose parameters are bound, or its wire form. A circuit's `measurementMap` has no
 * effect here: states have the qubits of the gates.
 *
 * @category models
 * @since 0.2.0
 */
export type Simulatable = SimulatedCircuit | Circuit

/** The wire form of a circuit. */
export const wired = (circuit: Simulatable): Result.Result<SimulatedCircuit, SimulationError> =>
  isCircuit(circuit)
    ? Result.mapError(
        // The gates of a checked circuit have all their fields in either gateset, so the cast is safe.
        toInput(circuit) as Result.Result<SimulatedCircuit, CircuitError>,
        ({ message }) => new SimulationError({ code: "InvalidInput", message }),
      )
    : Result.succeed(circuit)

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

/** A circuit whose gates are valid. */
export interface CheckedCircuit {
  readonly qubits: number
  /** The operations of its gates. */
  readonly parts: ReadonlyArray<Part>
}

const fail = (code: SimulationError["code"], message: string): Result.Result<never, SimulationError> =>
  Result.fail(new SimulationError({ code, message }))

/** Validates a circuit and its width before anything is allocated. */
export const check = (
  circuit: SimulatedCircuit,
  maxQubits = defaultLimit,
): Result.Result<CheckedCircuit, SimulationError> => {
  const qubits = widthOf(circuit)
  const limit = Math.min(maxQubits, hardLimit)
  if (circuit.circuit.length === 0) return fail("InvalidInput", "The circuit has no gates")
  if (circuit.qubits !== undefined && (!Number.isInteger(qubits) || qubits < 1)) {
    return fail("InvalidInput", `The circuit has qubits ${qubits}, not a whole number from 1`)
  }
  if (qubits > limit) {
    return fail("NotEnoughQubits", `The circuit has ${qubits} qubits, the limit is ${limit}`)
  }
  const parts: Array<Part> = []
  for (const [index, gate] of circuit.circuit.entries()) {
    const found = partsOf(gate, index, qubits, circuit.gateset)
    if (Result.isFailure(found)) return Result.fail(found.failure)
    for (const part of found.success) parts.push(part)
  }
  return Result.succeed({ qubits, parts })
}
