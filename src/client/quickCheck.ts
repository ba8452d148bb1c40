import { Predicate, Schema, SchemaAST } from "effect"
import type { Drift } from "../Drift.ts"
import { wordsOf } from "../schema/wire.ts"

type Report = (kind: Drift["kind"], path: Path, value: string) => void

const below = (path: Path, key: string): Path => {
  if (path === undefined) return undefined
  return path === "" ? key : `${path}.${key}`
}

/**
 * Checks a value in one pass, without copying it, and reports unknown fields and words. `true` means that the value
 * matches the schema; `false` means that the schema has to check it.
 */
export type Check = (value: unknown, path: Path, report: Report) => boolean

/** The path of a value. The first pass does not record it, because most responses have nothing to report. */
type Path = string | undefined

const finite = Schema.Finite.ast.checks?.[0]
const int = Schema.Int.ast.checks?.[0]

/** Builds the check of a schema or a part of it. */
export const checkOf = (ast: SchemaAST.AST): Check => {
  const words = wordsOf(ast)
  if (words !== undefined) return wordCheck(new Set(words))
  const check = typeCheck(ast)
  const { checks } = ast
  if (checks === undefined) return check
  if (checks.every((rule) => rule === finite)) return Number.isFinite
  if (checks.every((rule) => rule === int)) return Number.isSafeInteger
  const holds = Schema.is(Schema.make(ast))
  return (value, path, report) => holds(value) && check(value, path, report)
}

const typeCheck = (ast: SchemaAST.AST): Check => {
  if (SchemaAST.isString(ast)) return Predicate.isString
  if (SchemaAST.isNumber(ast)) return Predicate.isNumber
  if (SchemaAST.isBoolean(ast)) return Predicate.isBoolean
  if (SchemaAST.isNull(ast)) return Predicate.isNull
  if (SchemaAST.isUnknown(ast)) return () => true
  if (SchemaAST.isLiteral(ast)) return (value) => value === ast.literal
  if (SchemaAST.isUnion(ast)) return unionCheck(ast)
  if (SchemaAST.isObjects(ast)) return objectCheck(ast)
  if (SchemaAST.isArrays(ast)) return arrayCheck(ast)
  const holds = Schema.is(Schema.make(ast))
  return (value) => holds(value)
}

const wordCheck =
  (known: ReadonlySet<string>): Check =>
  (value, path, report) => {
    if (typeof value !== "string") return false
    if (!known.has(value)) report("unknown word", path, value)
    return true
  }

const arrayCheck = (ast: SchemaAST.Arrays): Check => {
  const [rest] = ast.rest
  if (rest === undefined || ast.elements.length > 0) return () => false
  const item = checkOf(rest)
  return (value, path, report) => {
    if (!Array.isArray(value)) return false
    for (let i = 0; i < value.length; i++) if (!item(value[i], path, report)) return false
    return true
  }
}

const objectCheck = (ast: SchemaAST.Objects): Check => {
  const [index] = ast.indexSignatures
  if (index !== undefined) {
    const item = checkOf(index.type)
    return ast.propertySignatures.length > 0
      ? () => false
      : (value, path, report) =>
          Predicate.isObject(value) &&
          Object.values(value).every((part) => item(part, below(path, "*"), report))
  }
  const fields = new Map(ast.propertySignatures.map(({ name, type }) => [String(name), checkOf(type)]))
  const required = ast.propertySignatures.flatMap(({ name, type }) =>
    type.context?.isOptional === true ? [] : [String(name)],
  )
  return (value, path, report) => {
    if (!Predicate.isObject(value)) return false
    for (const name of required) if (!Object.hasOwn(value, name)) return false
    const parts: { readonly [key: string]: unknown } = value
    for (const key in parts) {
      const field = fields.get(key)
      if (field === undefined) report("unknown field", path, key)
      else if (!field(parts[key], below(path, key), report)) return false
    }
    return true
  }
}

/**
 * A member with literal fields is checked only if the value has these literals. The first member that matches counts.
 */
const unionCheck = (ast: SchemaAST.Union): Check => {
  const members = ast.types.map((type) => ({ check: checkOf(type), tags: tagsOf(type) }))
  const only = members.find((_, i) => !SchemaAST.isNull(ast.types[i]!))
  if (only !== undefined && members.length === 2 && ast.types.some(SchemaAST.isNull)) {
    const { check } = only
    return (value, path, report) => value === null || check(value, path, report)
  }
  return (value, path, report) =>
    members.some(({ check, tags }) => fits(value, tags) && check(value, path, report))
}

/** The members of a union whose literal fields a value has. */
export const membersFor = (ast: SchemaAST.Union): ((value: unknown) => ReadonlyArray<SchemaAST.AST>) => {
  const members = ast.types.map((type) => ({ type, tags: tagsOf(type) }))
  return (value) => members.flatMap(({ type, tags }) => (fits(value, tags) ? [type] : []))
}

type Tags = ReadonlyArray<{ readonly name: string; readonly values: ReadonlySet<unknown> }>

const fits = (value: unknown, tags: Tags): boolean =>
  tags.every(({ name, values }) => Predicate.hasProperty(value, name) && values.has(value[name]))

/** The fields of an object whose values are literals. */
const tagsOf = (ast: SchemaAST.AST): Tags =>
  SchemaAST.isObjects(ast)
    ? ast.propertySignatures.flatMap(({ name, type }) => {
        const types = SchemaAST.isUnion(type) ? type.types : [type]
        const literals = types.filter(SchemaAST.isLiteral)
        const values = new Set<unknown>(literals.map(({ literal }) => literal))
        return literals.length === types.length ? [{ name: String(name), values }] : []
      })
    : []
