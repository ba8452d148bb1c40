import type { Cursor } from "./cursor.ts"
import { expression } from "./parseExpression.ts"
import { unsupported } from "./source.ts"
import type { Expression, GateCall, Index, Invocation, Modifier, Name, Operand } from "./syntax.ts"

const modifiers: ReadonlySet<string> = new Set(["ctrl", "negctrl", "inv", "pow"])

export type Phrases = ReturnType<typeof makePhrases>

/** The parsers for the parts of statements. `old` is true for OpenQASM 2. */
export const makePhrases = (cursor: Cursor, old: boolean) => {
  const { source, peek, next, take, expect } = cursor
  const depth = { now: 0 }
  const value = (): Expression => expression(cursor, { old, index, depth })

  const named = (what: string): Name => {
    const { text, at } = cursor.name(what)
    return { name: text, at }
  }

  /** An optional size in brackets: `[n]`. */
  const size = (): Expression | undefined => {
    if (!take("[")) return undefined
    const found = value()
    expect("]", "after a size")
    return found
  }

  const between = <A>(end: string, read: () => A, where: string): ReadonlyArray<A> => {
    const found: Array<A> = []
    while (!take(end)) {
      if (found.length > 0) expect(",", where)
      found.push(read())
    }
    return found
  }

  const index = (): Index => {
    if (take("{")) {
      const of = between("}", value, "between indices")
      expect("]", "after indices")
      return { tag: "list", of, single: false }
    }
    const bound = () => ([":", "]"].includes(peek().text) ? undefined : value())
    const start = bound()
    if (start !== undefined && take("]")) return { tag: "list", of: [start], single: true }
    if (start !== undefined && take(",")) {
      return { tag: "list", of: [start, ...between("]", value, "between indices")], single: false }
    }
    expect(":", "or the end of an index")
    const second = bound()
    const third = take(":") ? { bound: bound() } : undefined
    expect("]", "after a range")
    return third === undefined
      ? { tag: "range", start, step: undefined, stop: second }
      : { tag: "range", start, step: second, stop: third.bound }
  }

  const operand = (): Operand => {
    const { text, at } = !old && peek().kind === "hardware" ? next() : cursor.name("a register")
    return { name: text, at, index: take("[") ? index() : undefined }
  }
  const operands = (): ReadonlyArray<Operand> => {
    const found = [operand()]
    while (take(",")) found.push(operand())
    return found
  }

  const modifier = (): Modifier => {
    const { text, at } = next()
    const argument = take("(") ? value() : undefined
    if (argument !== undefined) expect(")", "after an argument")
    if (text === "pow" && argument === undefined) source.fail(at, "Syntax", "pow needs an exponent: pow(2)")
    if (text === "inv" && argument !== undefined) source.fail(argument.at, "Syntax", "inv takes no argument")
    expect("@", `after ${text}`)
    // The set of modifiers contains only these words, so the cast holds.
    return { word: text as Modifier["word"], argument, at }
  }

  /** A call of a gate, or of a subroutine, which may have no operands apart from its arguments. */
  const call = (): GateCall | Invocation => {
    const { at } = peek()
    const found: Array<Modifier> = []
    const isModifier = () => modifiers.has(peek().text) && ["@", "("].includes(peek(1).text)
    if (!old) while (isModifier()) found.push(modifier())
    const { name } = named("a gate")
    const bracket = take("(")
    const parameters = bracket ? between(")", value, "between arguments") : []
    if (peek().text === "[") return unsupported(source, peek().at, "durations of gates")
    if (!old && bracket && found.length === 0 && name !== "gphase" && take(";")) {
      return { tag: "invocation", name, arguments: parameters, at }
    }
    const alone = name === "gphase" && peek().text === ";"
    const on = alone ? [] : operands()
    expect(";", `after the gate ${name}`)
    return { tag: "call", modifiers: found, name, arguments: parameters, operands: on, at }
  }

  const names = (what: string, end: string): ReadonlyArray<Name> => {
    const found: Array<Name> = []
    while (peek().text !== end) {
      if (found.length > 0) expect(",", `or ${JSON.stringify(end)}`)
      found.push(named(what))
    }
    return found
  }

  return { value, named, names, size, between, index, operand, operands, call }
}
