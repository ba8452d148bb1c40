/**
 * Why a circuit cannot be simulated.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * A circuit that cannot be simulated, with the failure code that IonQ uses for it.
 *
 * @category errors
 * @since 0.1.0
 */
export class SimulationError extends Schema.TaggedError<SimulationError>("effect-ionq/SimulationError")(
  "SimulationError",
  {
    code: Schema.Literals(["UnsupportedGate", "InvalidInput", "NotEnoughQubits", "SimulationError"]),
    message: Schema.String,
  },
) {}
