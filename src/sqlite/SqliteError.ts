import { Schema } from "effect"

/**
 * A SQLite file cannot be used: `unsupported` if this Node has no SQLite, `in-use` if another process has an
 * exclusive lock on it, `unreadable` if it cannot be opened or written.
 */
export class SqliteError extends Schema.TaggedError<SqliteError>("effect-ionq/sqlite/SqliteError")(
  "SqliteError",
  {
    file: Schema.String,
    reason: Schema.Literals(["unsupported", "in-use", "unreadable"]),
    message: Schema.String,
  },
) {}
