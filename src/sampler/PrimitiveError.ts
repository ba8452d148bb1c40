/**
 * Why a sampler or an estimator has no value.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"

/**
 * The one error of samplers and estimators, whatever the machine is.
 *
 * **Details**
 *
 * - `InvalidCircuit`: the circuit is not whole, or has parameters without values.
 * - `InvalidObservable`: the observable is not whole, has complex coefficients, or acts on more qubits than the circuit has.
 * - `InvalidSweep`: the sweep is not whole, or its parameters are not those of the circuit.
 * - `InvalidOption`: an option is out of its range; `field` names it.
 * - `NoShiftRule`: a gate's derivative is no difference of values at shifted parameters.
 * - `Machine`: the machine refused the circuit or failed; `cause` is the machine's own error: an `IonQError`, a `SimulationError`,
 *   a `QpiError`.
 *
 * @category errors
 * @since 0.2.0
 */
export class PrimitiveError extends Schema.TaggedError<PrimitiveError>("effect-ionq/PrimitiveError")(
  "PrimitiveError",
  {
    code: Schema.Literals([
      "InvalidCircuit",
      "InvalidObservable",
      "InvalidSweep",
      "InvalidOption",
      "NoShiftRule",
      "Machine",
    ]),
    message: Schema.String,
    /** The option, the parameter or the gate. */
    field: Schema.optionalKey(Schema.String),
    /** The most that the value may be, where there is such a number. */
    limit: Schema.optionalKey(Schema.Finite),
    /** The job that the machine ran, where it is known. */
    jobId: Schema.optionalKey(Schema.String),
    cause: Schema.optionalKey(Schema.Unknown),
  },
) {}

/** What a machine says when it fails. */
interface Reason {
  readonly _tag: string
  readonly message: string
}

const jobIdOf = (cause: object): string | undefined =>
  "jobId" in cause && typeof cause.jobId === "string" ? cause.jobId : undefined

/** The error of a machine. */
export const ofMachine = (cause: Reason): PrimitiveError => {
  const jobId = jobIdOf(cause)
  return new PrimitiveError({
    code: "Machine",
    message: cause.message,
    ...(jobId === undefined ? {} : { jobId }),
    cause,
  })
}

/** The error of a circuit. */
export const ofCircuit = (cause: Reason): PrimitiveError =>
  new PrimitiveError({ code: "InvalidCircuit", message: cause.message, cause })

/** The error of an option. */
export const ofOption = (field: string, message: string, limit?: number): PrimitiveError =>
  new PrimitiveError({ code: "InvalidOption", field, message, ...(limit === undefined ? {} : { limit }) })
