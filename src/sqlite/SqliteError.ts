import { Schema } from "effect"

/**
 * A SQLite file cannot be used: `unsupported` where this Node has no SQLite, `in-use` while another process has it for
 * itself, `unreadable` where it cannot be opened or written.
 */
export class SqliteError extends Schema.TaggedError<SqliteError>("effect-ionq/sqlite/SqliteError")(
  "SqliteError",
  {
    file: Schema.String,
    reason: Schema.Literals(["unsupported", "in-use", "unreadable"]),
    message: Schema.String,
  },
) {}
