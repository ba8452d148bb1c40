/**
 * Why a circuit cannot be sent, compiled or bound.
 *
 * @since 0.1.0
 */
import { Data } from "effect"

/**
 * An invalid circuit.
 *
 * **Details**
 *
 * - `InvalidWidth`: the number of qubits is not an integer from 1 to `limit`.
 * - `QubitOutOfRange`: a gate or a register names a qubit that the circuit does not have; `limit` is the highest one.
 * - `RepeatedQubit`: a gate or a register names a qubit twice.
 * - `UnboundParameter`: a number of a gate is an unbound parameter. `field` is the field of the gate with that number,
 *   and the message names the parameter.
 * - `UnknownParameter`: a value was given for a parameter that the circuit does not have.
 * - `InvalidGate`: a gate lacks a field, has a number that is not finite, or is not in the circuit's gateset.
 * - `InvalidExponent`: an exponent is not an integer, or the power has more gates than `limit`.
 * - `EmptyCircuit`: the circuit has no gates, which IonQ rejects.
 * - `RepeatedRegister`: two circuits that are put side by side have registers with the same name.
 * - `InvalidObservable`: an observable is invalid, or does not fit the circuit or the method that uses it.
 * - `InvalidOption`: an option of a circuit's constructor is out of its range. `field` is its name.
 *
 * @category errors
 * @since 0.1.0
 */
export class CircuitError extends Data.TaggedError("CircuitError")<{
  readonly code:
    | "InvalidWidth"
    | "QubitOutOfRange"
    | "RepeatedQubit"
    | "UnboundParameter"
    | "UnknownParameter"
    | "InvalidGate"
    | "InvalidExponent"
    | "EmptyCircuit"
    | "RepeatedRegister"
    | "InvalidObservable"
    | "InvalidOption"
  readonly message: string
  /** The position of the gate in the circuit, from 0. */
  readonly position?: number
  /** The name of the gate. */
  readonly gate?: string
  /** The name of the gate's field, of the register, of the parameter or of the option. */
  readonly field?: string
  /** The largest allowed value, if it is limited. */
  readonly limit?: number
}> {}
