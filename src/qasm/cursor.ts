import { type Token, wrongness } from "./lexer.ts"
import { type Source, unsupported } from "./source.ts"

/** A position in the tokens of a program. */
export interface Cursor {
  readonly source: Source
  readonly peek: (ahead?: number) => Token
  readonly next: () => Token
  /** Consumes the next token if its text is `text`. Returns whether it was consumed. */
  readonly take: (text: string) => boolean
  /** Consumes the next token if its text is `text`, otherwise fails. `after` continues the message "expected ...". */
  readonly expect: (text: string, after?: string) => Token
  readonly name: (what: string) => Token
  /** Skips all tokens up to the end of a line. */
  readonly skipLine: (line: number) => void
}

/** A token as messages show it. */
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
  /** Fails with a message of its own for a hardware qubit, which has no name. */
  const misplaced = ({ kind, text, at }: Token): void => {
    if (kind === "hardware") unsupported(source, at, "hardware qubits", `${text} is not allowed here`)
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
      // A token that is missing at the end of a line is reported there, not at the start of the next line.
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
