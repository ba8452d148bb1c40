import type { Cursor } from "./cursor.ts"
import type { Phrases } from "./parseParts.ts"
import { unsupported } from "./source.ts"
import type { Argument, GateCall, Name, Script, Series, Statement } from "./syntax.ts"
import { declares, isWhole, notInGates, types } from "./keywords.ts"

/** The deepest nesting of blocks. */
const maxDepth = 200

/** The parsers that blocks are built from. */
interface Parts {
  readonly version: Script["version"]
  /** Parses a statement in a block; undefined for an empty statement. */
  readonly statement: () => Statement | undefined
  readonly classicalType: () => { readonly whole: boolean }
}

/** Statements that contain others: gates, subroutines, loops and branches. */
export const makeBlocks = (cursor: Cursor, phrases: Phrases, parts: Parts) => {
  const { source, peek, next, take, expect } = cursor
  const { version, statement, classicalType } = parts
  const { value, named, names, size, between, index, operands, call } = phrases
  let depth = 0

  /** A block in braces: `{ ... }`. */
  const block = (): ReadonlyArray<Statement> => {
    const open = expect("{", "to begin a block")
    if (++depth > maxDepth) source.fail(open.at, "TooLarge", `blocks are nested more than ${maxDepth} deep`)
    const body: Array<Statement> = []
    while (!take("}")) {
      if (peek().kind === "end") return source.fail(open.at, "Syntax", "this block has no end")
      const found = statement()
      if (found !== undefined) body.push(found)
    }
    depth--
    return body
  }

  /** A block, or one statement. */
  const body = (): ReadonlyArray<Statement> => {
    if (peek().text === "{") return block()
    const { at, kind } = peek()
    if (++depth > maxDepth) source.fail(at, "TooLarge", `statements are nested more than ${maxDepth} deep`)
    if (kind === "end") return source.fail(at, "Syntax", "expected a statement, found the end of the program")
    const found = statement()
    depth--
    return found === undefined ? [] : [found]
  }

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
      if (kind === "name" && declares[version].has(text)) {
        return source.fail(
          place,
          "Syntax",
          `${text} is not allowed in the gate ${name.name}: is its "}" missing?`,
        )
      }
      if (kind === "name" && notInGates[version].has(text)) {
        const construct = text === "measure" || text === "reset" ? `${text} in a gate` : text
        return unsupported(source, place, construct, "the body of a gate has only gates")
      }
      if (take("barrier")) {
        if (peek().text !== ";") operands()
        expect(";", "after a barrier")
      } else if (!take(";")) body.push(gateCall())
    }
    return { tag: "gate", name, parameters, qubits, body, at }
  }

  const gateCall = (): GateCall => {
    const found = call()
    return found.tag === "call"
      ? found
      : source.fail(found.at, "Syntax", `${found.name} has no qubits: the body of a gate has only gates`)
  }

  /** The values of a loop. */
  const series = (): Series => {
    const { at } = peek()
    if (take("{")) return { tag: "set", of: between("}", value, "between the values of a loop") }
    if (take("[")) {
      const found = index()
      if (found.tag !== "range")
        return source.fail(at, "Syntax", "a range needs a first and a last number: [0:3]")
      if (found.start === undefined || found.stop === undefined) {
        return source.fail(at, "Syntax", "the range of a loop needs both ends: [0:3]")
      }
      return found
    }
    const of = value()
    if (of.tag === "name") return { name: of.name, at: of.at }
    return unsupported(source, at, "for", "a loop needs a range, a set or an array")
  }

  const loop = (): Statement => {
    const { at } = next()
    const whole = peek(1).text === "in" ? true : classicalType().whole
    const name = named("the variable of a loop")
    expect("in", "after the variable of a loop")
    const over = series()
    return { tag: "for", name, whole, over, body: body(), at }
  }

  const branch = (): Statement => {
    const { at } = next()
    expect("(", "after if")
    const condition = value()
    expect(")", "after a condition")
    const taken = body()
    return { tag: "if", condition, taken, otherwise: take("else") ? body() : [], at }
  }

  const argument = (): Argument => {
    const { text, at } = cursor.name("a type")
    if (text === "qubit" || text === "qreg") {
      const before = text === "qubit" ? size() : undefined
      const name: Name = named("a parameter")
      return { kind: "qubits", name, size: text === "qubit" ? before : size() }
    }
    if (!types.has(text))
      return unsupported(source, at, `${text} as a parameter`, "only qubits and numbers are supported")
    size()
    return { kind: "number", name: named("a parameter"), whole: isWhole(text) }
  }

  const def = (): Statement => {
    const { at } = next()
    const name = named("the name of a subroutine")
    expect("(", "after the name of a subroutine")
    const parameters = between(")", argument, "between parameters")
    if (take("->")) {
      cursor.name("a type")
      size()
    }
    return { tag: "def", name, parameters, body: block(), at }
  }

  return { block, gate, loop, branch, def }
}
