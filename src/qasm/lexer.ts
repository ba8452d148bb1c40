import type { Source } from "./source.ts"

/** A token. `at` and `end` are offsets in the text. */
export interface Token {
  readonly kind: "name" | "number" | "timing" | "string" | "hardware" | "sign" | "wrong" | "end"
  readonly text: string
  readonly at: number
  readonly end: number
}

const blank = /\s+|\/\/[^\n]*|#pragma\b[^\n]*/y
const pragma = /pragma\b[^\n]*/y
const digits =
  /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y
const name = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\d_]*/uy
const hardware = /\$\d+/y
const string = /"[^"\n]*"|'[^'\n]*'/y
const sign = /#dim\b|->|\*\*=?|\+\+|[=!<>]=|&&|\|\||<<=?|>>=?|[-+*/%^&|~]=|[-+*/%^~!<>=&|@()[\]{},;:.]/y

/** The units of time. */
export const timings: ReadonlySet<string> = new Set(["dt", "ns", "us", "µs", "μs", "ms", "s"])

/**
 * The tokens of a program, followed by an end token. Invalid text has its own kind of token. It is not an error
 * inside annotations and calibrations, because they are ignored.
 */
export const tokenize = (source: Source): ReadonlyArray<Token> => {
  const { text } = source
  const tokens: Array<Token> = []
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0]
  }
  const add = (kind: Token["kind"], found: string) => {
    tokens.push({ kind, text: found, at, end: at + found.length })
    at += found.length
  }
  const number = (found: string) => {
    const start = at
    at += found.length
    const suffix = take(name)
    at = start
    if (suffix === undefined) return add("number", found)
    if (timings.has(suffix)) return add("timing", found + suffix)
    // An imaginary number, or text that is neither a number nor a name.
    return add(suffix === "im" ? "timing" : "wrong", found + suffix)
  }
  for (;;) {
    const nothing = take(blank)
    if (nothing !== undefined) {
      at += nothing.length
      continue
    }
    if (at >= text.length) break
    if (text.startsWith("/*", at)) {
      const end = text.indexOf("*/", at + 2)
      if (end < 0) add("wrong", text.slice(at))
      else at = end + 2
      continue
    }
    const word = take(name)
    if (word === "pragma" && /(^|\n)[^\S\n]*$/.test(text.slice(Math.max(0, at - 200), at))) {
      at += take(pragma)?.length ?? 0
    } else if (word !== undefined) add("name", word)
    else {
      const found = take(digits)
      if (found !== undefined) {
        number(found)
        continue
      }
      const other = take(hardware)
      const quoted = other === undefined ? take(string) : undefined
      const mark = other === undefined && quoted === undefined ? take(sign) : undefined
      if (other !== undefined) add("hardware", other)
      else if (quoted !== undefined) add("string", quoted)
      else if (mark !== undefined) add("sign", mark)
      else add("wrong", String.fromCodePoint(text.codePointAt(at) ?? 0))
    }
  }
  tokens.push({ kind: "end", text: "", at: text.length, end: text.length })
  return tokens
}

/** Why a token is invalid. */
export const wrongness = ({ text }: Token): string => {
  if (text.startsWith("/*")) return "this comment has no end"
  return /^[\d.]/.test(text)
    ? `${JSON.stringify(text)} is neither a number nor a name`
    : `${JSON.stringify(text)} is not allowed here`
}
