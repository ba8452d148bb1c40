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
 * - `Undefined`, `Redefined`: a name has no definition, or has two.
 * - `Invalid`: numbers, qubits or types do not match.
 * - `TooLarge`: nested gates expand to too many gates, or expressions are nested too deeply.
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
 * A circuit that a version of OpenQASM cannot express. `field` is the path of what cannot be expressed, e.g. a gate
 * or a register; `message` says why.
 *
 * @category errors
 * @since 0.1.0
 */
export class QasmPrintError extends Schema.TaggedError<QasmPrintError>("effect-ionq/QasmPrintError")(
  "QasmPrintError",
  { field: Schema.String, message: Schema.String },
) {}
