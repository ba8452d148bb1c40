import { type Cursor, makeCursor, shown } from "./cursor.ts"
import { tokenize } from "./lexer.ts"
import { makePhrases } from "./phrases.ts"
import { type Source, unsupported } from "./source.ts"
import type { GateCall, Operand, Script, Statement } from "./syntax.ts"

/** Statements of OpenQASM that no circuit has, by their first word. */
const foreign: ReadonlySet<string> = new Set([
  "array",
  "box",
  "break",
  "cal",
  "case",
  "complex",
  "continue",
  "def",
  "default",
  "defcal",
  "defcalgrammar",
  "delay",
  "duration",
  "else",
  "end",
  "extern",
  "for",
  "if",
  "mutable",
  "nop",
  "readonly",
  "return",
  "stretch",
  "switch",
  "while",
])

/** What only stands outside of gates. */
const declares: ReadonlySet<string> = new Set([
  "OPENQASM",
  "bit",
  "const",
  "creg",
  "gate",
  "include",
  "input",
  "let",
  "opaque",
  "output",
  "qreg",
  "qubit",
])

const types: ReadonlySet<string> = new Set(["int", "uint", "float", "angle", "bool"])

/** Reads a program as it is written, without a look at what its names stand for. */
export const parseScript = (source: Source): Script => {
  const cursor = makeCursor(source, tokenize(source))
  const { peek, next, take, expect } = cursor
  const version = versionOf(cursor)
  const old = version === "2.0"
  const { value, named, names, size, operand, operands, call } = makePhrases(cursor, old)

  const gate = (at: number, opaque: boolean): Statement => {
    const name = named("the name of a gate")
    const bracket = take("(")
    const parameters = bracket ? names("a parameter", ")") : []
    if (bracket) next()
    const qubits = names("a qubit of the gate", opaque ? ";" : "{")
    if (opaque) {
      expect(";", "after an opaque gate")
      return { tag: "gate", name, parameters, qubits, body: undefined, at }
    }
    const open = expect("{", "to begin the gate")
    const body: Array<GateCall> = []
    while (!take("}")) {
      const { text, kind, at: place } = peek()
      if (kind === "end") return source.fail(open.at, "Syntax", `the gate ${name.name} has no end`)
      if (foreign.has(text)) return unsupported(source, place, text, "a gate is made of gates")
      if (text === "measure" || text === "reset") return unsupported(source, place, `${text} in a gate`)
      if (declares.has(text)) {
        return source.fail(
          place,
          "Syntax",
          `${text} cannot stand in the gate ${name.name}: is its "}" missing?`,
        )
      }
      if (take("barrier")) {
        if (peek().text !== ";") operands()
        expect(";", "after a barrier")
      } else body.push(call())
    }
    return { tag: "gate", name, parameters, qubits, body, at }
  }

  const classicalType = (): { readonly whole: boolean } => {
    const { text, at } = cursor.name("a type")
    if (!types.has(text)) return unsupported(source, at, `the type ${text}`)
    size()
    return { whole: text === "int" || text === "uint" || text === "bool" }
  }

  const measured = (at: number): Operand => {
    const from = operand()
    if (take(",")) source.fail(at, "Syntax", "measure takes one register or qubit")
    return from
  }

  const bits = (at: number): Statement => {
    const length = size()
    const name = named("a register")
    let from: Operand | undefined
    if (take("=")) {
      const place = peek().at
      if (!take("measure"))
        return unsupported(source, place, "classical values", `${shown(peek())} is no measurement`)
      from = measured(place)
    }
    expect(";", "after a register")
    return { tag: "bits", name, size: length, measured: from, at }
  }

  /** `qreg q[2];` and `creg c[2];`. */
  const register = (at: number, quantum: boolean): Statement => {
    const name = named("a register")
    const length = size()
    if (length === undefined && old)
      source.fail(peek().at, "Syntax", `a register has a size: ${name.name}[2]`)
    expect(";", "after a register")
    return quantum
      ? { tag: "qubits", name, size: length, at }
      : { tag: "bits", name, size: length, measured: undefined, at }
  }

  const statement = (): Statement | undefined => {
    const { text, kind, at } = peek()
    if (kind === "sign" && text === ";") {
      next()
      return undefined
    }
    if (kind === "sign" && text === "@") {
      const line = source.lineOf(at)
      while (peek().kind !== "end" && source.lineOf(peek().at) === line) next()
      return undefined
    }
    if (kind === "sign" && text === "{") return unsupported(source, at, "blocks")
    if (kind === "hardware") return unsupported(source, at, "hardware qubits", `name ${text}`)
    if (kind !== "name") return source.fail(at, "Syntax", `expected a statement, found ${shown(peek())}`)
    if (text === "OPENQASM") return source.fail(at, "Syntax", "the version stands first, and once")
    if (foreign.has(text) && !(text === "nop" && !old)) return unsupported(source, at, text)
    switch (text) {
      case "include": {
        next()
        const file = next()
        if (file.kind !== "string")
          return source.fail(file.at, "Syntax", `expected a file, found ${shown(file)}`)
        expect(";", "after an include")
        return { tag: "include", file: file.text.slice(1, -1), at: file.at }
      }
      case "qreg":
      case "creg":
        next()
        return register(at, text === "qreg")
      case "gate":
      case "opaque":
        next()
        return gate(at, text === "opaque")
      case "barrier": {
        next()
        const on = peek().text === ";" ? [] : operands()
        expect(";", "after a barrier")
        return { tag: "barrier", operands: on, at }
      }
      case "reset": {
        next()
        const on = operand()
        expect(";", "after a reset")
        return { tag: "reset", operand: on, at }
      }
      case "measure": {
        next()
        const from = measured(at)
        const into = take("->") ? operand() : undefined
        expect(";", "after a measurement")
        return { tag: "measure", from, into, at }
      }
    }
    return old ? call() : newer(text, at)
  }

  /** What only OpenQASM 3 has. */
  const newer = (text: string, at: number): Statement => {
    switch (text) {
      case "qubit": {
        next()
        const length = size()
        const name = named("a register")
        expect(";", "after a register")
        return { tag: "qubits", name, size: length, at }
      }
      case "bit":
        next()
        return bits(at)
      case "output": {
        next()
        const { text: type, at: place } = next()
        return type === "bit" ? bits(at) : unsupported(source, place, `output ${type}`)
      }
      case "input": {
        next()
        const { whole } = classicalType()
        const name = named("a parameter")
        if (whole)
          return unsupported(source, at, "input of whole numbers", "a parameter is a float or an angle")
        expect(";", "after a parameter")
        return { tag: "input", name, at }
      }
      case "const": {
        next()
        const { whole } = classicalType()
        const name = named("a constant")
        expect("=", "after the name of a constant")
        const found = value()
        expect(";", "after a constant")
        return { tag: "const", name, whole, value: found, at }
      }
      case "let": {
        next()
        const name = named("an alias")
        expect("=", "after the name of an alias")
        const of = [operand()]
        while (take("++")) of.push(operand())
        expect(";", "after an alias")
        return { tag: "alias", name, of, at }
      }
    }
    if (types.has(text)) return unsupported(source, at, `classical variables (${text})`, "write const")
    return assignment() ?? call()
  }

  /** `c = measure q;`, or nothing where it is no assignment. */
  const assignment = (): Statement | undefined => {
    let ahead = 1
    if (peek(1).text === "[") {
      while (!["]", ";"].includes(peek(ahead).text) && peek(ahead).kind !== "end") ahead++
      ahead++
    }
    const sign = peek(ahead)
    if (sign.kind !== "sign" || !/^([-+*/%^&|~]|<<|>>|\*\*)?=$/.test(sign.text)) return undefined
    const { at } = peek()
    const into = operand()
    if (peek().at !== sign.at) return source.fail(peek().at, "Syntax", `expected "=", found ${shown(peek())}`)
    next()
    const place = peek().at
    if (sign.text !== "=" || !take("measure")) return unsupported(source, at, "classical assignments")
    const from = measured(place)
    expect(";", "after a measurement")
    return { tag: "measure", from, into, at: place }
  }

  const statements: Array<Statement> = []
  while (peek().kind !== "end") {
    const found = statement()
    if (found !== undefined) statements.push(found)
  }
  return { version, statements }
}

/** The version line, which OpenQASM 3 may leave out. */
const versionOf = ({ source, peek, next, take, expect }: Cursor): Script["version"] => {
  if (!take("OPENQASM")) return "3.0"
  const { kind, text, at } = peek()
  if (kind !== "number") return source.fail(at, "Syntax", `expected a version, found ${shown(peek())}`)
  next()
  expect(";", "after the version")
  if (/^2(\.0)?$/.test(text)) return "2.0"
  if (/^3(\.\d+)?$/.test(text)) return "3.0"
  return unsupported(source, at, `OpenQASM ${text}`, "2.0 and 3 are")
}
