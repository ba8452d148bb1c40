import { Effect } from "effect"
import { Command, Completions } from "effect/cli"
import * as Qpi from "../../qpi/schema/Job.ts"
import { BackendName } from "../../schema/Backend.ts"
import { JobStatus } from "../../schema/Job.ts"
import { Noise } from "../../schema/JobRequest.ts"
import { wordsOf } from "../../schema/wire.ts"
import { globals } from "../terminal/globals.ts"
import { write } from "../terminal/output.ts"

const words = (schema: { readonly ast: Parameters<typeof wordsOf>[0] }): Completions.ArgumentType => ({
  _tag: "Choice",
  values: wordsOf(schema.ast) ?? [],
})

const path = (pathType: "file" | "directory"): Completions.ArgumentType => ({ _tag: "Path", pathType })

/**
 * The completions of flags and arguments, by their names. The words are a fixed list, so no key press sends a request.
 * Values that are not in the list can still be typed.
 */
const known: Readonly<Record<string, Completions.ArgumentType>> = {
  backend: words(BackendName),
  "save-backend": words(BackendName),
  status: words(JobStatus),
  noise: words(Noise.fields.model),
  file: path("file"),
  output: path("file"),
  "key-file": path("file"),
  "token-file": path("file"),
  faults: path("file"),
  database: path("file"),
  data: path("directory"),
}

const ofQpi: typeof known = { ...known, status: words(Qpi.JobStatus) }

type Flags = ReadonlyArray<Completions.FlagDescriptor>

/** The flags of every command, which the description of a single command lacks. */
const globalFlags = (): Flags =>
  Completions.fromCommand(
    Command.make("globals", Object.fromEntries(globals.map((setting) => [setting.key, setting.flag]))),
  ).flags

const described = (
  command: Completions.CommandDescriptor,
  types: typeof known,
  shared: Flags,
): Completions.CommandDescriptor => {
  const typed = <A extends { readonly name: string; readonly type: Completions.FlagType }>(one: A): A =>
    one.type._tag === "String" && types[one.name] !== undefined ? { ...one, type: types[one.name] } : one
  return {
    ...command,
    flags: [...command.flags.map(typed), ...shared],
    arguments: command.arguments.map(typed),
    subcommands: command.subcommands.map((each) =>
      described(each, each.name === "qpi" ? ofQpi : types, shared),
    ),
  }
}

/** Adds a slash after a folder, where bash adds a space, so that the next key completes the contents of the folder. */
const folders = `_ionq--folder()
{
  [[ \${#COMPREPLY[@]} == 1 ]] || return
  local _name="\${COMPREPLY[0]//[\\\\\\"\\']/}"
  [[ -d "\${_name/#~\\//$HOME/}" ]] || return
  COMPREPLY[0]+=/
  compopt -o nospace 2>/dev/null
}
`

/** Effect's script with two corrections: the name of the command that prints it, and folders in bash. */
const scriptOf = (shell: Completions.Shell, command: Completions.CommandDescriptor): string => {
  const script = Completions.generate("ionq", shell, command).replaceAll("--completions", "completions")
  return shell === "bash"
    ? `${folders}\n${script.replaceAll(/^ *_ionq--paths -[df] .*$/gm, "$&; _ionq--folder")}`
    : script
}

/** `ionq completions`: prints the completion script of a shell. */
export const completions = (tree: Command.Command.Any) =>
  Effect.fn("cli.completions")(function* ({ shell }: { readonly shell: Completions.Shell }) {
    const command = described(Completions.fromCommand(tree), known, globalFlags())
    yield* write(`${scriptOf(shell, command)}\n`)
  })
