import { Schema } from "effect"

/**
 * A folder cannot keep the emulator's data: `unsupported` where this Node has no SQLite, `in-use` while another emulator
 * has it, `unreadable` where it cannot be opened or written, `version` where a newer version wrote it.
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
