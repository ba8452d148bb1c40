/**
 * Why a program in OpenQASM cannot be read, or a circuit not written.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * A program that cannot be read, with the place. `line` and `column` count from 1.
 *
 * **Details**
 *
 * - `Syntax`: the text is no OpenQASM.
 * - `Unsupported`: it is, and has something that a circuit has not; `construct` names it.
 * - `Undefined`, `Redefined`: a name that nothing stands for, or two things.
 * - `Invalid`: numbers, qubits or types that do not fit.
 * - `TooLarge`: gates within gates that come to too many, or expressions that are too deep.
 *
 * @category errors
 * @since 0.1.0
 */
export class QasmError extends Schema.TaggedError<QasmError>("effect-ionq/QasmError")("QasmError", {
  code: Schema.Literals(["Syntax", "Unsupported", "Undefined", "Redefined", "Invalid", "TooLarge"]),
  message: Schema.String,
  line: Schema.Int,
  column: Schema.Int,
  /** What is not supported, as the language names it: `for`, `reset`, `mid-circuit measurement`. */
  construct: Schema.optionalKey(Schema.String),
}) {}

/**
 * A circuit that a version of OpenQASM has no words for. `field` says what of it: a gate by its position, a register.
 *
 * @category errors
 * @since 0.1.0
 */
export class QasmPrintError extends Schema.TaggedError<QasmPrintError>("effect-ionq/QasmPrintError")(
  "QasmPrintError",
  { field: Schema.String, message: Schema.String },
) {}
