import { Schema } from "effect"

/**
 * Why a command fails, apart from the errors of the SDK.
 *
 * - `usage`: a flag or an argument is missing or invalid, or flags contradict each other.
 * - `input`: a file or standard input is not in the expected format.
 * - `key`: there is no API key.
 * - `profile`: the profile cannot be read or written.
 * - `refused`: the command would cost money, and the user cannot be prompted.
 * - `declined`: the command would cost money, and the answer was no.
 * - `unhealthy`: a check of `doctor` failed.
 * - `closed`: standard output was closed.
 */
export class CommandError extends Schema.TaggedError<CommandError>("effect-ionq/cli/CommandError")(
  "CommandError",
  {
    reason: Schema.Literals([
      "usage",
      "input",
      "key",
      "profile",
      "refused",
      "declined",
      "unhealthy",
      "closed",
    ]),
    message: Schema.String,
    /** The suggested next step. */
    hint: Schema.optionalKey(Schema.String),
    /** The exit code, if the reason does not determine it. */
    exitCode: Schema.optionalKey(Schema.Int),
  },
) {}

/** An error about flags or arguments that are missing, invalid or contradict each other. */
export const usage = (message: string, hint?: string): CommandError =>
  new CommandError({ reason: "usage", message, ...(hint === undefined ? {} : { hint }) })

/** An error about invalid input. */
export const badInput = (message: string, hint?: string): CommandError =>
  new CommandError({ reason: "input", message, ...(hint === undefined ? {} : { hint }) })
