/**
 * Why a distribution cannot be built or evaluated.
 *
 * @since 0.1.0
 */
import { Result, Schema } from "effect"

/**
 * An invalid argument. `field` is the name of the argument, and the message has the reason.
 *
 * @category errors
 * @since 0.1.0
 */
export class DistributionError extends Schema.TaggedError<DistributionError>("effect-ionq/DistributionError")(
  "DistributionError",
  {
    field: Schema.Literals(["width", "state", "value", "qubits", "pauli", "shots", "seed", "parts"]),
    message: Schema.String,
  },
) {}

export const refuse = (
  field: DistributionError["field"],
  message: string,
): Result.Result<never, DistributionError> => Result.fail(new DistributionError({ field, message }))
