/**
 * Errors of samplers and estimators.
 *
 * @since 0.2.0
 */
import { Data } from "effect"

/**
 * The error of samplers and estimators on any machine.
 *
 * **Details**
 *
 * - `InvalidCircuit`: the circuit is invalid, or has parameters without values.
 * - `InvalidObservable`: the observable is invalid, has complex coefficients, or acts on qubits outside the circuit.
 * - `InvalidSweep`: the sweep is invalid, or its parameters are not those of the circuit.
 * - `InvalidOption`: an option is out of its range; `field` names it.
 * - `NoShiftRule`: the derivative of a gate cannot be computed from values at shifted parameters.
 * - `Machine`: the machine rejected the circuit or failed. `cause` is its own error, e.g. an `IonQError`.
 *
 * @category errors
 * @since 0.2.0
 */
export class PrimitiveError extends Data.TaggedError("PrimitiveError")<{
  readonly code:
    | "InvalidCircuit"
    | "InvalidObservable"
    | "InvalidSweep"
    | "InvalidOption"
    | "NoShiftRule"
    | "Machine"
  readonly message: string
  /** The option, the parameter or the gate with the error. */
  readonly field?: string
  /** The largest allowed value, if there is one. */
  readonly limit?: number
  /** The job that the machine ran, if it is known. */
  readonly jobId?: string
  readonly cause?: unknown
}> {}

/** An error with a tag and a message. */
interface Reason {
  readonly _tag: string
  readonly message: string
}

const jobIdOf = (cause: object): string | undefined =>
  "jobId" in cause && typeof cause.jobId === "string" ? cause.jobId : undefined

/** Wraps the error of a machine, with the id of its job if the error has one. */
export const ofMachine = (cause: Reason): PrimitiveError => {
  const jobId = jobIdOf(cause)
  return new PrimitiveError({
    code: "Machine",
    message: cause.message,
    ...(jobId === undefined ? {} : { jobId }),
    cause,
  })
}

/** Wraps the error of an invalid circuit. */
export const ofCircuit = (cause: Reason): PrimitiveError =>
  new PrimitiveError({ code: "InvalidCircuit", message: cause.message, cause })

/** The error of an invalid option. `limit` is the largest allowed value, if there is one. */
export const ofOption = (field: string, message: string, limit?: number): PrimitiveError =>
  new PrimitiveError({ code: "InvalidOption", field, message, ...(limit === undefined ? {} : { limit }) })
