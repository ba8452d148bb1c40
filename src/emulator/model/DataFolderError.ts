import { Schema } from "effect"

/**
 * A folder cannot store the emulator's data: `unsupported` if this Node has no SQLite, `in-use` if another emulator
 * has it, `unreadable` if it cannot be opened or written, `version` if a newer version wrote it.
 *
 * @category errors
 * @since 0.1.0
 */
export class DataFolderError extends Schema.TaggedError<DataFolderError>(
  "effect-ionq/emulator/DataFolderError",
)("DataFolderError", {
  folder: Schema.String,
  reason: Schema.Literals(["unsupported", "in-use", "unreadable", "version"]),
  message: Schema.String,
}) {}
