import { Schema } from "effect"

/**
 * Why a command cannot go on, besides the errors of the SDK.
 *
 * - `usage`: the flags do not fit together.
 * - `input`: a file or standard input is not what was promised.
 * - `key`: there is no API key.
 * - `profile`: the profile cannot be read or written.
 * - `refused`: it would cost money, and nobody can be asked.
 * - `declined`: it would cost money, and the answer was no.
 * - `unhealthy`: a check of `doctor` failed.
 * - `closed`: whoever read standard output has gone.
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
    /** What to do about it. */
    hint: Schema.optionalKey(Schema.String),
    /** The exit code, where the reason alone does not say it. */
    exitCode: Schema.optionalKey(Schema.Int),
  },
) {}

/** Flags that do not fit together. */
export const usage = (message: string, hint?: string): CommandError =>
  new CommandError({ reason: "usage", message, ...(hint === undefined ? {} : { hint }) })

/** An input that cannot be used. */
export const badInput = (message: string, hint?: string): CommandError =>
  new CommandError({ reason: "input", message, ...(hint === undefined ? {} : { hint }) })
