/**
 * Results as they come over the wire.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * Decimal state -> probability. In a decimal state, qubit 0 is the least significant bit: the outcome in which
 * only qubit 0 is 1 has the key `"1"`, whatever the number of qubits.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Probabilities = Schema.Record(Schema.String, Schema.Finite).annotate({
  identifier: "GetResultsResponse",
})

/** @category models @since 0.1.0 */
export type Probabilities = typeof Probabilities.Type
