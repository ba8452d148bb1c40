/**
 * Why an OpenQASM program cannot be read, or a circuit cannot be printed.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * A program that cannot be read, with the position of the error. `line` and `column` count from 1.
 *
 * **Details**
 *
 * - `Syntax`: the text is not OpenQASM.
 * - `Unsupported`: the program uses a construct that a circuit cannot represent; `construct` names it.
 * - `Undefined`, `Redefined`: a name without a definition, or with two.
 * - `Invalid`: numbers, qubits or types that do not match.
 * - `TooLarge`: nested gates that expand to too many gates, or expressions that are nested too deeply.
 *
 * @category errors
 * @since 0.1.0
 */
export class QasmError extends Schema.TaggedError<QasmError>("effect-ionq/QasmError")("QasmError", {
  code: Schema.Literals(["Syntax", "Unsupported", "Undefined", "Redefined", "Invalid", "TooLarge"]),
  message: Schema.String,
  line: Schema.Int,
  column: Schema.Int,
  /** The unsupported construct, as the language calls it: `for`, `reset`, `mid-circuit measurement`. */
  construct: Schema.optionalKey(Schema.String),
}) {}

/**
 * A circuit that a version of OpenQASM cannot express. `field` says what is wrong: a gate by its position, or a
 * register.
 *
 * @category errors
 * @since 0.1.0
 */
export class QasmPrintError extends Schema.TaggedError<QasmPrintError>("effect-ionq/QasmPrintError")(
  "QasmPrintError",
  { field: Schema.String, message: Schema.String },
) {}
