/**
 * Why a circuit cannot be sent, compiled or bound.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * A circuit that is not whole.
 *
 * **Details**
 *
 * - `InvalidWidth`: the number of qubits is not a whole number from 1 to `limit`.
 * - `QubitOutOfRange`: a gate or a register names a qubit that the circuit does not have; `limit` is the highest one.
 * - `RepeatedQubit`: a gate or a register names a qubit twice.
 * - `UnboundParameter`: a number is still a parameter; `field` is the number, the message has the name.
 * - `UnknownParameter`: a value was given for a parameter that the circuit does not have.
 * - `InvalidGate`: a gate lacks something, has a number that is not finite, or is not of the circuit's gateset.
 * - `InvalidExponent`: a power is not a whole number, or the gates would be more than `limit`.
 * - `EmptyCircuit`: there is no gate, which IonQ refuses.
 *
 * @category errors
 * @since 0.1.0
 */
export class CircuitError extends Schema.TaggedError<CircuitError>("effect-ionq/CircuitError")(
  "CircuitError",
  {
    code: Schema.Literals([
      "InvalidWidth",
      "QubitOutOfRange",
      "RepeatedQubit",
      "UnboundParameter",
      "UnknownParameter",
      "InvalidGate",
      "InvalidExponent",
      "EmptyCircuit",
    ]),
    message: Schema.String,
    /** The position of the gate in the circuit, from 0. */
    position: Schema.optionalKey(Schema.Int),
    /** The name of the gate. */
    gate: Schema.optionalKey(Schema.String),
    /** The field of the gate, the register or the parameter. */
    field: Schema.optionalKey(Schema.String),
    /** The most that the value may be, where there is such a number. */
    limit: Schema.optionalKey(Schema.Finite),
  },
) {}
