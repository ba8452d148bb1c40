import { Context, Effect, Path } from "effect"
import { isatty } from "node:tty"

/** A standard stream that the command writes to. */
export interface Output {
  readonly columns?: number
  readonly write: (text: string, done: (error?: Error | null) => void) => unknown
}

/** The parts of a process that the command uses. Tests run many commands in one process, each with parts of its own. */
export interface CommandProcess {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: Output
  readonly stderr: Output
  /** Whether a standard stream, by its file descriptor, is a terminal. */
  readonly isTerminal: (descriptor: 0 | 1 | 2) => boolean
}

export const Process = Context.Reference<CommandProcess>("effect-ionq/cli/Process", {
  defaultValue: () => ({
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    isTerminal: isatty,
  }),
})

/** An environment variable; undefined if it is unset or empty. */
export const variable = (name: string): Effect.Effect<string | undefined> =>
  Effect.map(Process, ({ env }) => (env[name] === "" ? undefined : env[name]))

/** A folder of the user: from an XDG variable if it is an absolute path, otherwise below the home folder. */
export const userFolder = (name: string, ...below: ReadonlyArray<string>) =>
  Effect.map(Effect.all([Path.Path, Process]), ([path, { env }]) => {
    const own = env[name]
    return own !== undefined && path.isAbsolute(own)
      ? own
      : path.join(env["HOME"] ?? env["USERPROFILE"] ?? ".", ...below)
  })
