import { Argument, Command } from "effect/cli"
import { lazily } from "./lazily.ts"

/** The command that prints a completion script for a tree of commands. The tree contains this command, too. */
export const completions = (tree: () => Command.Command.Any) =>
  Command.make(
    "completions",
    {
      shell: Argument.Literals("shell", ["bash", "zsh", "fish", "powershell"]).pipe(
        Argument.withDescription("The shell"),
      ),
    },
    lazily(() => import("../actions/completions.ts").then((actions) => actions.completions(tree()))),
  ).pipe(
    Command.withShortDescription("Print a script that completes this command in a shell"),
    Command.withDescription(
      "Print a script that completes commands, flags, machines, statuses and file names in a shell",
    ),
    Command.withExamples([
      { command: "source <(ionq completions bash)", description: "In bash; in zsh after compinit" },
      { command: "ionq completions fish | source", description: "In fish" },
    ]),
  )
