import { type Cursor, shown } from "./cursor.ts"
import type { Token } from "./lexer.ts"
import { unsupported } from "./source.ts"
import type { Expression } from "./syntax.ts"

/** So deep may brackets and signs be within each other. */
const maxDepth = 200

/** How tightly a sign binds. A power binds more tightly than the sign of a number before it: -2**2 is -4. */
const strengths: Readonly<Record<string, number>> = { "+": 1, "-": 1, "*": 2, "/": 2, "%": 2 }

type Binary = Extract<Expression, { readonly tag: "binary" }>["sign"]

/** Reads an expression. `power` is the sign of powers: `**`, in OpenQASM 2 `^`. */
export const expression = (cursor: Cursor, power: "**" | "^"): Expression => {
  const { source, peek, next, take, expect } = cursor
  let depth = 0
  const deeper = <A>(read: () => A): A => {
    if (++depth > maxDepth) source.fail(peek().at, "TooLarge", `an expression is deeper than ${maxDepth}`)
    const found = read()
    depth--
    return found
  }
  const binary = (sign: Binary, left: Expression, right: Expression): Expression => ({
    tag: "binary",
    sign,
    left,
    right,
    at: left.at,
  })

  const sum = (least: number): Expression => {
    let left = unary()
    for (;;) {
      const { text, kind, at } = peek()
      const strength = kind === "sign" && Object.hasOwn(strengths, text) ? strengths[text]! : 0
      if (strength === 0 && kind === "sign" && classical.has(text))
        unsupported(source, at, `the operator ${text}`)
      if (strength === 0 || strength < least) return left
      next()
      const right = deeper(() => sum(strength + 1))
      // The table has no other signs.
      left = binary(text as Binary, left, right)
    }
  }

  const unary = (): Expression => {
    const { at } = peek()
    if (take("-")) return { tag: "unary", of: deeper(unary), at }
    if (take("+")) return deeper(unary)
    const base = atom()
    return take(power) ? binary("**", base, deeper(unary)) : base
  }

  const atom = (): Expression => {
    const token = next()
    const { kind, text, at } = token
    switch (kind) {
      case "number":
        return { tag: "number", value: valueOf(token), at }
      case "timing":
        return unsupported(source, at, "durations", `${text} is a time`)
      case "name": {
        if (!take("(")) return { tag: "name", name: text, at }
        const of: Array<Expression> = []
        while (!take(")")) {
          if (of.length > 0) expect(",", "between arguments")
          of.push(deeper(() => sum(1)))
        }
        return { tag: "call", name: text, of, at }
      }
      default: {
        if (text === "(" && kind === "sign") {
          const inner = deeper(() => sum(1))
          expect(")", "after an expression")
          return inner
        }
        if (text === "!" || text === "~") return unsupported(source, at, `the operator ${text}`)
        return source.fail(at, "Syntax", `expected a number, found ${shown(token)}`)
      }
    }
  }
  return sum(1)
}

/** Signs of classical programs, which no angle needs. */
const classical: ReadonlySet<string> = new Set([
  "^",
  "&",
  "|",
  "<<",
  ">>",
  "==",
  "!=",
  "<",
  ">",
  "<=",
  ">=",
  "&&",
  "||",
])

/** `Number` reads hexadecimal, octal and binary numbers as OpenQASM writes them, but for the underscores. */
const valueOf = ({ text }: Token): number => Number(text.replaceAll("_", ""))
