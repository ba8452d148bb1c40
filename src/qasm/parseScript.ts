import { makeBlocks } from "./parseBlocks.ts"
import { type Cursor, makeCursor, shown } from "./cursor.ts"
import { tokenize } from "./lexer.ts"
import { makePhrases } from "./parseParts.ts"
import { type Source, unsupported } from "./source.ts"
import type { Expression, Operand, Script, Statement } from "./syntax.ts"
import { foreign, isWhole, globalOnly, types } from "./keywords.ts"

/** Parses a program without resolving its names. */
export const parseScript = (source: Source): Script => {
  const cursor = makeCursor(source, tokenize(source))
  const { peek, next, take, expect, skipLine } = cursor
  const version = versionOf(cursor)
  const old = version === "2.0"
  const phrases = makePhrases(cursor, old)
  const { value, named, size, operand, operands, between, call } = phrases

  const classicalType = (): { readonly whole: boolean } => {
    const { text, at } = cursor.name("a type")
    if (!types.has(text)) return unsupported(source, at, `the type ${text}`)
    size()
    return { whole: isWhole(text) }
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
        return unsupported(source, place, "classical values", `${shown(peek())} is not a measurement`)
      from = measured(place)
    }
    expect(";", "after a register")
    return { tag: "bits", name, size: length, measured: from, at }
  }

  /** A register in the form of OpenQASM 2: `qreg q[2];` or `creg c[2];`. */
  const register = (at: number, quantum: boolean): Statement => {
    const name = named("a register")
    const length = size()
    if (length === undefined && old)
      source.fail(peek().at, "Syntax", `a register needs a size: ${name.name}[2]`)
    expect(";", "after a register")
    return quantum
      ? { tag: "qubits", name, size: length, at }
      : { tag: "bits", name, size: length, measured: undefined, at }
  }

  const statement = (): Statement | undefined => {
    while (peek().kind === "sign" && peek().text === "@") skipLine(source.lineOf(peek().at))
    const { text, kind, at } = peek()
    if (kind === "end" || (kind === "sign" && text === ";")) {
      next()
      return undefined
    }
    if (kind === "sign" && text === "{" && !old) return { tag: "block", body: blocks.block(), at }
    if (kind !== "name") return expressionStatement(at)
    if (text === "OPENQASM") return source.fail(at, "Syntax", "the version may occur only once, at the start")
    if (foreign[version].has(text)) return unsupported(source, at, text)
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
        return blocks.gate(at, text === "opaque")
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

  /** Statements that only OpenQASM 3 has. */
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
        if (whole) return unsupported(source, at, "input of whole numbers", "use a float or an angle")
        expect(";", "after a parameter")
        return { tag: "input", name, at }
      }
      case "const": {
        next()
        if (peek().text === "array") return array(at)
        const { whole } = classicalType()
        const name = named("a constant")
        expect("=", "after the name of a constant")
        const found = value()
        expect(";", "after a constant")
        return { tag: "const", name, whole, value: found, at }
      }
      case "array":
        return array(at)
      case "let": {
        next()
        const name = named("an alias")
        expect("=", "after the name of an alias")
        const of = [operand()]
        while (take("++")) of.push(operand())
        expect(";", "after an alias")
        return { tag: "alias", name, of, at }
      }
      case "for":
        return blocks.loop()
      case "if":
        return blocks.branch()
      case "def":
        return blocks.def()
      case "break":
      case "continue":
      case "end":
        next()
        expect(";", `after ${text}`)
        return { tag: text, at }
      case "return": {
        next()
        const empty = peek().text === ";"
        // The returned value is only read to check its syntax. It may be a measurement.
        if (!empty && !take("measure")) value()
        else if (!empty) operand()
        expect(";", "after return")
        return { tag: "return", empty, at }
      }
    }
    if (types.has(text) && ["(", "["].includes(peek(1).text) && isCast()) return expressionStatement(at)
    if (types.has(text)) return unsupported(source, at, `classical variables (${text})`, "use const")
    return assignment() ?? call()
  }

  /** Whether a type is followed by an expression in brackets, and not by a name. */
  const isCast = (): boolean => {
    let ahead = 1
    while (peek(ahead).text !== ";" && peek(ahead).text !== "]" && peek(ahead).kind !== "end") ahead++
    return peek(1).text === "(" || peek(ahead + 1).text === "("
  }

  /** An array of constants: `array[float[64], 3] angles = {0.1, 0.2, 0.3};` */
  const array = (at: number): Statement => {
    next()
    expect("[", "after array")
    const { whole } = classicalType()
    expect(",", "before the size of an array")
    const size = value()
    if (peek().text === ",") unsupported(source, at, "arrays of several dimensions")
    expect("]", "after the size of an array")
    const name = named("an array")
    if (peek().text === ";") unsupported(source, at, "arrays without values", "an array cannot be changed")
    expect("=", "after the name of an array")
    const place = peek().at
    if (!take("{")) return unsupported(source, place, "arrays of other arrays", "list the values")
    const of: ReadonlyArray<Expression> = between("}", value, "between the values of an array")
    expect(";", "after an array")
    return { tag: "array", name, whole, size, of, at }
  }

  /** A statement such as `1 + 2;` has no effect, but it may call an unknown function. */
  const expressionStatement = (at: number): never => {
    const token = peek()
    const begins = token.kind !== "sign" || ["(", "-", "!", "~"].includes(token.text)
    if (!begins || old) return source.fail(at, "Syntax", `expected a statement, found ${shown(token)}`)
    value()
    expect(";", "after an expression")
    return unsupported(source, at, "expressions that are statements")
  }

  /** An assignment of a measurement, `c = measure q;`; undefined if the statement is not an assignment. */
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

  const blocks = makeBlocks(cursor, phrases, {
    version,
    statement: () => {
      const { text, at } = peek()
      if (text === "bit") return unsupported(source, at, "classical variables (bit)", "inside a block")
      return globalOnly.has(text)
        ? source.fail(at, "Syntax", `${text} is not allowed in a block: is a "}" missing?`)
        : statement()
    },
    classicalType,
  })
  const statements: Array<Statement> = []
  while (peek().kind !== "end") {
    const found = statement()
    if (found !== undefined) statements.push(found)
  }
  return { version, statements }
}

/** The version line, which is optional in OpenQASM 3. */
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
