import { badQuery } from "./Refusal.ts"
import type { Row } from "./Row.ts"

/** Whether a record matches a filter. */
export type Test = (row: Row) => boolean

/**
 * What the names in a filter may refer to: fields, JSON fields (which may have a path), and the values of `@now` and
 * `@request.auth.id`.
 */
export interface Scope {
  readonly fields: ReadonlySet<string>
  readonly json: ReadonlySet<string>
  readonly now: string
  readonly callerId: string
}

/** The limits of a filter: its length in characters, and its number of comparisons. */
const longest = 3500
const mostComparisons = 200

type Token =
  | { readonly kind: "text" | "number" | "name" | "operator" | "join"; readonly value: string }
  | { readonly kind: "group"; readonly value: string }

/** Parses a filter as PocketBase does. A filter that it cannot parse is rejected with 400 and without a reason. */
export const parseFilter = (text: string, scope: Scope): Test => {
  if (text.trim() === "") return () => true
  if (text.length > longest) throw badQuery()
  let comparisons = 0
  const parse = (source: string): Test => {
    const tokens = scan(source)
    const tests: Array<{ readonly join: string; readonly test: Test }> = []
    let join = "&&"
    for (let i = 0; i < tokens.length;) {
      const token = tokens[i]!
      if (token.kind === "group") {
        tests.push({ join, test: parse(token.value) })
        i++
      } else {
        const [left, operator, right] = [token, tokens[i + 1], tokens[i + 2]]
        if (operator?.kind !== "operator" || right === undefined) throw badQuery()
        comparisons++
        if (comparisons > mostComparisons) throw badQuery()
        tests.push({ join, test: compare(operand(left, scope), operator.value, operand(right, scope)) })
        i += 3
      }
      if (i === tokens.length) break
      const joint = tokens[i++]!
      if (joint.kind !== "join" || i === tokens.length) throw badQuery()
      join = joint.value
    }
    // Evaluated from the left: "a || b && c" is "(a || b) && c".
    return (row) =>
      tests.reduce((held, { join, test }, i) => {
        if (i === 0) return test(row)
        return join === "&&" ? held && test(row) : held || test(row)
      }, true)
  }
  return parse(text)
}

const scan = (text: string): ReadonlyArray<Token> => {
  const tokens: Array<Token> = []
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at)
    const space = /^\s+|^\/\/[^\n]*/.exec(rest)
    if (space !== null) {
      at += space[0].length
      continue
    }
    const character = rest[0]!
    if (character === "(") {
      const end = closing(text, at)
      tokens.push({ kind: "group", value: text.slice(at + 1, end) })
      at = end + 1
    } else if (character === "'" || character === '"') {
      const end = quoteEnd(text, at)
      tokens.push({ kind: "text", value: text.slice(at + 1, end).replaceAll(`\\${character}`, character) })
      at = end + 1
    } else {
      const match =
        /^(?<join>&&|\|\|)|^(?<operator>\??(?:!?~|!=|[<>]=?|=))|^(?<number>-?\d+(?:\.\d+)?)|^(?<name>[@_A-Za-z][\w.:@]*)/.exec(
          rest,
        )
      const kind = (["join", "operator", "number", "name"] as const).find(
        (name) => match?.groups?.[name] !== undefined,
      )
      if (match === null || kind === undefined) throw badQuery()
      tokens.push({ kind, value: match[0] })
      at += match[0].length
    }
  }
  if (tokens.length === 0) throw badQuery()
  return tokens
}

/** The end of a quoted text: the first quote without a backslash before it. */
const quoteEnd = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === text[start] && text[at - 1] !== "\\") return at
  }
  throw badQuery()
}

const closing = (text: string, start: number): number => {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const character = text[at]!
    if (character === "'" || character === '"') at = quoteEnd(text, at)
    else if (character === "(") depth++
    else if (character === ")" && --depth === 0) return at
  }
  throw badQuery()
}

type Operand = { readonly get: (row: Row) => unknown; readonly isText: boolean }

const constant = (value: unknown): Operand => ({ get: () => value, isText: typeof value === "string" })

const operand = (token: Token, scope: Scope): Operand => {
  if (token.kind === "text") return constant(token.value)
  if (token.kind === "number") return constant(Number(token.value))
  if (token.kind !== "name") throw badQuery()
  switch (token.value.toLowerCase()) {
    case "true":
      return constant(true)
    case "false":
      return constant(false)
    case "null":
      return constant("")
    case "@now":
      return constant(scope.now)
    case "@request.auth.id":
      return constant(scope.callerId)
  }
  const [head = "", ...path] = token.value.split(".")
  if (!scope.fields.has(head) || (path.length > 0 && !scope.json.has(head))) throw badQuery()
  return {
    isText: false,
    get: (row) => {
      let value = row[head]
      for (const key of path) {
        value =
          typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined
      }
      return typeof value === "object" && value !== null ? JSON.stringify(value) : value
    },
  }
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === ""

const plain = (value: unknown): string | number => {
  if (typeof value === "boolean") return value ? 1 : 0
  return typeof value === "number" || typeof value === "string" ? value : ""
}

const compare = (left: Operand, operator: string, right: Operand): Test => {
  const bare = operator.replace("?", "")
  return (row) => {
    const [a, b] = [left.get(row), right.get(row)]
    switch (bare) {
      case "=":
        return isEmpty(a) || isEmpty(b) ? isEmpty(a) && isEmpty(b) : plain(a) === plain(b)
      case "!=":
        return isEmpty(a) || isEmpty(b) ? isEmpty(a) !== isEmpty(b) : plain(a) !== plain(b)
      case "~":
        return like(a, b)
      case "!~":
        return !like(a, b)
    }
    const [x, y] = [plain(a), plain(b)]
    // SQLite sorts every number before every text.
    if (typeof x !== typeof y) return (typeof x === "number") === bare.startsWith("<")
    return bare === ">" ? x > y : bare === ">=" ? x >= y : bare === "<" ? x < y : x <= y
  }
}

/**
 * SQLite's LIKE: `%` matches any characters, `_` matches one, and case is ignored. A pattern without `%` matches
 * anywhere in the text, and its `_` is not special.
 */
const like = (value: unknown, pattern: unknown): boolean => {
  const text = String(plain(value)).toLowerCase()
  const wanted = String(plain(pattern)).toLowerCase()
  if (!wanted.includes("%")) return text.includes(wanted)
  const escaped = wanted.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("%", "[^]*")
  return new RegExp(`^${escaped.replaceAll("_", "[^]")}$`).test(text)
}
