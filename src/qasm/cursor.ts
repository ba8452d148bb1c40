import { type Token, wrongness } from "./lexer.ts"
import { type Source, unsupported } from "./source.ts"

/** A place among the words of a program. */
export interface Cursor {
  readonly source: Source
  readonly peek: (ahead?: number) => Token
  readonly next: () => Token
  /** Takes the next word if it is this one. */
  readonly take: (text: string) => boolean
  /** Takes this word, or breaks off. */
  readonly expect: (text: string, after?: string) => Token
  readonly name: (what: string) => Token
  /** Passes over what is left of a line, whatever it says. */
  readonly skipLine: (line: number) => void
}

/** A word as a message shows it. */
export const shown = ({ kind, text }: Token): string =>
  kind === "end" ? "the end of the program" : JSON.stringify(text)

export const makeCursor = (source: Source, tokens: ReadonlyArray<Token>): Cursor => {
  let i = 0
  const last = tokens.length - 1
  const peek = (ahead = 0): Token => {
    const token = tokens[Math.min(i + ahead, last)]!
    return token.kind === "wrong" && ahead === 0 ? source.fail(token.at, "Syntax", wrongness(token)) : token
  }
  const next = (): Token => {
    const token = peek()
    i = Math.min(i + 1, last)
    return token
  }
  const isText = (text: string) => {
    const token = peek()
    return token.text === text && token.kind !== "string"
  }
  /** Qubits of a machine have no names: what is asked for is another word. */
  const misplaced = ({ kind, text, at }: Token): void => {
    if (kind === "hardware") unsupported(source, at, "hardware qubits", `${text} cannot stand here`)
  }
  return {
    source,
    peek,
    next,
    take: (text) => {
      const found = isText(text)
      if (found && i < last) i++
      return found
    },
    expect: (text, after) => {
      if (isText(text)) return next()
      const found = peek()
      // What is missing at the end of a line is missing there, not where the next line begins.
      const before = tokens[i - 1]
      const at = before !== undefined && text === ";" ? before.end : found.at
      const where = after === undefined ? "" : ` ${after}`
      return source.fail(at, "Syntax", `expected ${JSON.stringify(text)}${where}, found ${shown(found)}`)
    },
    name: (what) => {
      const found = peek()
      if (found.kind === "name") return next()
      misplaced(found)
      return source.fail(found.at, "Syntax", `expected ${what}, found ${shown(found)}`)
    },
    skipLine: (line) => {
      while (i < last && source.lineOf(tokens[i]!.at) === line) i++
    },
  }
}
