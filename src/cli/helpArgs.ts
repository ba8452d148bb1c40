import type { Command } from "effect/cli"

/**
 * Rewrites the arguments of a request for help: `ionq help jobs` becomes `ionq jobs --help`. If a word names no
 * command, `--help` is left out, so that the unknown word is reported. Otherwise the help of the command before it
 * would be shown.
 */
export const helpArgs = (root: Command.Command.Any, given: ReadonlyArray<string>): ReadonlyArray<string> => {
  const isHelp = given[0] === "help"
  const words = isHelp ? given.slice(1) : given
  const asked = isHelp ? [...words, "--help"] : given
  const isFlag = (word: string) => word === "--help" || word === "-h"
  if (!asked.some(isFlag)) return asked
  let command = root
  for (const word of words) {
    const below = command.subcommands.flatMap(({ commands }) => commands)
    if (word.startsWith("-") || below.length === 0) return asked
    const next = below.find(({ name, alias }) => word === name || word === alias)
    if (next === undefined) return words.filter((word) => !isFlag(word))
    command = next
  }
  return asked
}
