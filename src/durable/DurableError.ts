import { Schema } from "effect"

/**
 * Durable runs cannot be stored, or a stored run cannot be read.
 *
 * - `unsupported`: this Node has no SQLite; use 22.13 or later.
 * - `driver`: `@effect/sql-pg` is not installed.
 * - `in-use`: another process carries out the runs in this file.
 * - `version`: a newer release created the tables.
 * - `format`: another release stored the run, in a format that this release does not read.
 * - `storage`: the database cannot be opened, read or written.
 *
 * @category errors
 * @since 0.2.0
 */
export class DurableError extends Schema.TaggedError<DurableError>("effect-ionq/durable/DurableError")(
  "DurableError",
  {
    reason: Schema.Literals(["unsupported", "driver", "in-use", "version", "format", "storage"]),
    message: Schema.String,
  },
) {}

/**
 * A run with this name exists, with other requests or other options. Nothing was started.
 *
 * @category errors
 * @since 0.2.0
 */
export class RunConflictError extends Schema.TaggedError<RunConflictError>(
  "effect-ionq/durable/RunConflictError",
)("RunConflictError", {
  name: Schema.String,
  /** Which part is different. */
  field: Schema.Literals(["requests", "options"]),
  message: Schema.String,
}) {}

/**
 * No run has this name.
 *
 * @category errors
 * @since 0.2.0
 */
export class UnknownRunError extends Schema.TaggedError<UnknownRunError>(
  "effect-ionq/durable/UnknownRunError",
)("UnknownRunError", { name: Schema.String, message: Schema.String }) {}

/**
 * A run that has not ended cannot be removed, because its jobs would continue. Cancel it first.
 *
 * @category errors
 * @since 0.2.0
 */
export class RunOpenError extends Schema.TaggedError<RunOpenError>("effect-ionq/durable/RunOpenError")(
  "RunOpenError",
  { name: Schema.String, message: Schema.String },
) {}

/**
 * The outcome of a circuit that was not sent before its run was canceled.
 *
 * @category errors
 * @since 0.2.0
 */
export class RunCanceledError extends Schema.TaggedError<RunCanceledError>(
  "effect-ionq/durable/RunCanceledError",
)("RunCanceledError", { message: Schema.String }) {
  readonly isRetryable = false
}
