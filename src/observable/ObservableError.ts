/**
 * Why an observable is invalid, or cannot be measured or written as a matrix.
 *
 * @since 0.2.0
 */
import { Data } from "effect"

/**
 * An observable is invalid, or cannot be used for an operation.
 *
 * **Details**
 *
 * - `InvalidText`: a text is not a sum of Pauli strings; `position` is the place of the error, from 0.
 * - `InvalidQubit`: a qubit is not an integer from 0 to `limit`.
 * - `InvalidCoefficient`: a coefficient is not finite.
 * - `InvalidEdge`: an edge of a graph joins a qubit with itself.
 * - `MissingSide`: a Pauli string of several letters needs `qubit0`, the side of qubit 0.
 * - `NotHermitian`: a coefficient is complex, so the observable cannot be measured.
 * - `TooWide`: the observable acts on more qubits than are available, or there are too many qubits; `limit` is the
 *   largest number.
 *
 * @category errors
 * @since 0.2.0
 */
export class ObservableError extends Data.TaggedError("ObservableError")<{
  readonly code:
    | "InvalidText"
    | "InvalidQubit"
    | "InvalidCoefficient"
    | "InvalidEdge"
    | "MissingSide"
    | "NotHermitian"
    | "TooWide"
  readonly message: string
  /** The argument with the error, if it has a name. */
  readonly field?: string
  /** The position in a text, from 0. */
  readonly position?: number
  /** The largest allowed value, if it is limited. */
  readonly limit?: number
}> {}
