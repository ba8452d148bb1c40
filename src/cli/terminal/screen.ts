import { Effect } from "effect"
import { CliOutput } from "effect/cli"
import { stripVTControlCharacters, styleText } from "node:util"
import { type CommandProcess, Process } from "./Process.ts"

/** The properties of the terminal, file or pipe to which output is written. */
export interface Screen {
  readonly isTerminal: boolean
  /** The width in characters. Infinite if it is not a terminal and `COLUMNS` is not set. */
  readonly columns: number
  readonly color: boolean
}

/** The screen of a standard stream, which may be a terminal, a file or a pipe. */
export const screenOf = (command: CommandProcess, stream: "stdout" | "stderr"): Screen => {
  const isTerminal = command.isTerminal(stream === "stdout" ? 1 : 2)
  const { COLUMNS, NO_COLOR = "", TERM } = command.env
  const asked = Number.parseInt(COLUMNS ?? "", 10)
  return {
    isTerminal,
    columns: isTerminal ? command[stream].columns || 80 : asked > 0 ? asked : Infinity,
    color: isTerminal && NO_COLOR === "" && TERM !== "dumb",
  }
}

/** The screen of standard output. */
export const stdoutScreen = Effect.map(Process, (command) => screenOf(command, "stdout"))

/** The screen of standard error. */
export const stderrScreen = Effect.map(Process, (command) => screenOf(command, "stderr"))

/** Whether a line on standard error can be erased and drawn again. */
export const canRedraw = Effect.map(Process, ({ env, isTerminal }) => isTerminal(2) && env["TERM"] !== "dumb")

type Style = Parameters<typeof styleText>[0]

/** The text in a style, if the screen supports colors. */
export const styled = (screen: Screen, style: Style, text: string): string =>
  screen.color ? styleText(style, text, { validateStream: false }) : text

/**
 * A text from outside on one line, without characters that would move the cursor, color the terminal, end a line, or
 * hide or reorder other characters.
 */
export const plain = (text: string): string =>
  stripVTControlCharacters(text).replaceAll(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g,
    " ",
  )

/**
 * Wraps a text into lines of at most `columns` columns. Lines are broken between words, and within a word only if it
 * is longer than a line. Each line has the indentation of the text.
 */
export const wrap = (text: string, columns: number): ReadonlyArray<string> => {
  const rest = text.trimStart()
  const indent = text.slice(0, text.length - rest.length)
  const room = Math.max(1, columns - indent.length)
  const found: Array<string> = []
  let line = ""
  for (const word of rest.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`
    if (CliOutput.displayWidth(longer) <= room) {
      line = longer
      continue
    }
    if (line !== "") found.push(line)
    line = word
    while (CliOutput.displayWidth(line) > room) {
      found.push(line.slice(0, room))
      line = line.slice(room)
    }
  }
  return [...found, line].map((part) => indent + part)
}
