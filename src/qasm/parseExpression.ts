import { type Cursor, shown } from "./cursor.ts"
import { type Token, timings } from "./lexer.ts"
import { unsupported } from "./source.ts"
import type { Expression, Index, Sign } from "./syntax.ts"

/** The deepest nesting of brackets and operators. */
const maxDepth = 200

/** The precedence of each operator. A power binds more tightly than a sign before it: -2**2 is -4. */
const strengths3: Readonly<Record<string, number>> = {
  "||": 1,
  "&&": 2,
  "|": 3,
  "^": 4,
  "&": 5,
  "==": 6,
  "!=": 6,
  "<": 7,
  "<=": 7,
  ">": 7,
  ">=": 7,
  "<<": 8,
  ">>": 8,
  "+": 9,
  "-": 9,
  "*": 10,
  "/": 10,
  "%": 10,
}
const strengths2: Readonly<Record<string, number>> = { "+": 9, "-": 9, "*": 10, "/": 10, "%": 10 }

/** Types to which an expression may be cast, each with or without a size. */
const casts: ReadonlySet<string> = new Set(["int", "uint", "float", "angle", "bool"])
/** Keywords that begin an expression that no circuit can represent. */
const foreign: ReadonlyMap<string, string> = new Map([
  ["measure", "a measurement in an expression"],
  ["durationof", "durations"],
  ["duration", "durations"],
  ["stretch", "durations"],
  ["bit", "bitstrings"],
  ["complex", "complex numbers"],
  ["im", "complex numbers"],
])

/** What the expression parser needs in addition to the tokens. */
export interface ExpressionContext {
  /** Whether the program is OpenQASM 2, which writes powers as `^` and has only real numbers. */
  readonly old: boolean
  /** Reads the contents of brackets, including the closing one. */
  readonly index: () => Index
  /** The nesting depth of the expression; an index counts, too. */
  readonly depth: { now: number }
}

/** Parses an expression, up to the first token that does not belong to it. */
export const expression = (cursor: Cursor, { old, index, depth }: ExpressionContext): Expression => {
  const { source, peek, next, take, expect } = cursor
  // Fast path: most expressions are a single number, such as an index or a size.
  if (peek().kind === "number" && ends.has(peek(1).text)) return number(next(), old)
  const strengths = old ? strengths2 : strengths3
  const deeper = <A>(read: () => A): A => {
    if (++depth.now > maxDepth)
      source.fail(peek().at, "TooLarge", `an expression is nested more than ${maxDepth} deep`)
    const found = read()
    depth.now--
    return found
  }

  const chain = (least: number): Expression => {
    let left = unary()
    for (;;) {
      const { text, kind, at } = peek()
      const strength = kind === "sign" && Object.hasOwn(strengths, text) ? strengths[text]! : 0
      if (kind === "sign" && text === "++") unsupported(source, at, "concatenation", "write let")
      if (strength === 0 || strength < least) return left
      next()
      const right = deeper(() => chain(strength + 1))
      // Every operator of the table is a `Sign`, so the cast holds.
      left = { tag: "binary", sign: text as Sign, left, right, at: left.at }
    }
  }

  const unary = (): Expression => {
    const { at, kind } = peek()
    if (kind === "sign") {
      const found = signed(at)
      if (found !== undefined) return found
    }
    const base = atom()
    return take(old ? "^" : "**") ? { tag: "binary", sign: "**", left: base, right: deeper(unary), at } : base
  }

  const signed = (at: number): Expression | undefined => {
    if (take("-")) return { tag: "unary", sign: "-", of: deeper(unary), at }
    if (take("+")) return deeper(unary)
    if (!old && take("!")) return { tag: "unary", sign: "!", of: deeper(unary), at }
    if (!old && take("~"))
      return unsupported(source, at, "the operator ~", "the number of bits that it flips is not known")
    return undefined
  }

  const between = (end: string): ReadonlyArray<Expression> => {
    const of: Array<Expression> = []
    while (!take(end)) {
      if (of.length > 0) expect(",", "between arguments")
      of.push(deeper(() => chain(1)))
    }
    return of
  }

  const named = ({ text, at }: Token): Expression => {
    const construct = old ? undefined : foreign.get(text)
    if (construct !== undefined) return unsupported(source, at, construct)
    if (!old && casts.has(text) && take("[")) {
      deeper(() => chain(1))
      expect("]", "after a size")
    }
    if (take("(")) {
      const of = between(")")
      return peek().text === "["
        ? unsupported(source, peek().at, "a part of an expression")
        : { tag: "call", name: text, of, at }
    }
    return !old && take("[")
      ? { tag: "element", name: text, index: deeper(index), at }
      : { tag: "name", name: text, at }
  }

  const atom = (): Expression => {
    const token = next()
    const { kind, text, at } = token
    switch (kind) {
      case "number": {
        const unit = peek()
        if (unit.kind === "name" && timings.has(unit.text)) return unsupported(source, at, "durations")
        if (unit.kind === "name" && unit.text === "im") return unsupported(source, at, "complex numbers")
        return number(token, old)
      }
      case "timing":
        return text.endsWith("im")
          ? unsupported(source, at, "complex numbers")
          : unsupported(source, at, "durations", `${text} is a duration`)
      case "name":
        return named(token)
      case "hardware":
        return { tag: "name", name: text, at }
      case "string":
        return old
          ? source.fail(at, "Syntax", `expected a number, found ${shown(token)}`)
          : unsupported(source, at, "bitstrings")
      default: {
        if (text === "(" && kind === "sign") {
          const inner = deeper(() => chain(1))
          expect(")", "after an expression")
          return inner
        }
        return source.fail(at, "Syntax", `expected a number, found ${shown(token)}`)
      }
    }
  }
  return chain(1)
}

/** The tokens that may follow an expression. */
const ends: ReadonlySet<string> = new Set(["]", ")", ",", ";", ":", "}"])

/**
 * The expression of a number. `Number` reads hexadecimal, octal and binary numbers as OpenQASM writes them, except for
 * underscores, which are removed.
 */
const number = ({ text, at }: Token, old: boolean): Expression => {
  const value = Number(text.replaceAll("_", ""))
  const whole = !old && Number.isSafeInteger(value) && /^(0[xX].*|[^.eE]*)$/.test(text)
  return { tag: "number", value, whole, at }
}
