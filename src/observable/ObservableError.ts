/**
 * Why an observable cannot be made, measured or written as a matrix.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"

/**
 * An observable that is not whole, or that cannot be used in this way.
 *
 * **Details**
 *
 * - `InvalidText`: a text is no sum of Pauli strings; `position` is where, from 0.
 * - `InvalidQubit`: a qubit is no whole number from 0 to `limit`.
 * - `InvalidCoefficient`: a coefficient is not finite.
 * - `MissingSide`: a Pauli string of several letters needs `qubit0`, the side of qubit 0.
 * - `NotHermitian`: a coefficient is complex, so that no measurement has the value.
 * - `NotDiagonal`: the observable has X or Y where only Z is possible.
 * - `TooWide`: the observable acts on more qubits than there are; `limit` is the number of them.
 *
 * @category errors
 * @since 0.2.0
 */
export class ObservableError extends Schema.TaggedError<ObservableError>("effect-ionq/ObservableError")(
  "ObservableError",
  {
    code: Schema.Literals([
      "InvalidText",
      "InvalidQubit",
      "InvalidCoefficient",
      "MissingSide",
      "NotHermitian",
      "NotDiagonal",
      "TooWide",
    ]),
    message: Schema.String,
    /** The position in a text, from 0. */
    position: Schema.optionalKey(Schema.Int),
    /** The most that the value may be, where there is such a number. */
    limit: Schema.optionalKey(Schema.Finite),
  },
) {}
