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
export type Look = (value: unknown, path: Path, report: Report) => boolean

/** The path of a value. The first pass does not record it, because most responses have nothing to report. */
type Path = string | undefined

/** Builds the check of a schema. */
export const lookAt = (schema: Schema.Top): Look => lookOf(schema.ast)

const finite = Schema.Finite.ast.checks?.[0]
const int = Schema.Int.ast.checks?.[0]

/** Builds the check of a part of a schema. */
export const lookOf = (ast: SchemaAST.AST): Look => {
  const words = wordsOf(ast)
  if (words !== undefined) return lookAtWord(new Set(words))
  const look = lookPast(ast)
  const { checks } = ast
  if (checks === undefined) return look
  if (checks.every((check) => check === finite)) return Number.isFinite
  if (checks.every((check) => check === int)) return Number.isSafeInteger
  const holds = Schema.is(Schema.make(ast))
  return (value, path, report) => holds(value) && look(value, path, report)
}

const lookPast = (ast: SchemaAST.AST): Look => {
  if (SchemaAST.isString(ast)) return Predicate.isString
  if (SchemaAST.isNumber(ast)) return Predicate.isNumber
  if (SchemaAST.isBoolean(ast)) return Predicate.isBoolean
  if (SchemaAST.isNull(ast)) return Predicate.isNull
  if (SchemaAST.isUnknown(ast)) return () => true
  if (SchemaAST.isLiteral(ast)) return (value) => value === ast.literal
  if (SchemaAST.isUnion(ast)) return lookAtUnion(ast)
  if (SchemaAST.isObjects(ast)) return lookAtObject(ast)
  if (SchemaAST.isArrays(ast)) return lookAtArray(ast)
  const holds = Schema.is(Schema.make(ast))
  return (value) => holds(value)
}

const lookAtWord =
  (known: ReadonlySet<string>): Look =>
  (value, path, report) => {
    if (typeof value !== "string") return false
    if (!known.has(value)) report("unknown word", path, value)
    return true
  }

const lookAtArray = (ast: SchemaAST.Arrays): Look => {
  const [rest] = ast.rest
  if (rest === undefined || ast.elements.length > 0) return () => false
  const item = lookOf(rest)
  return (value, path, report) => {
    if (!Array.isArray(value)) return false
    for (let i = 0; i < value.length; i++) if (!item(value[i], path, report)) return false
    return true
  }
}

const lookAtObject = (ast: SchemaAST.Objects): Look => {
  const [index] = ast.indexSignatures
  if (index !== undefined) {
    const item = lookOf(index.type)
    return ast.propertySignatures.length > 0
      ? () => false
      : (value, path, report) =>
          Predicate.isObject(value) &&
          Object.values(value).every((part) => item(part, below(path, "*"), report))
  }
  const fields = new Map(ast.propertySignatures.map(({ name, type }) => [String(name), lookOf(type)]))
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

/** Members with literal fields are selected by the values of these. Of other members, the first match counts. */
const lookAtUnion = (ast: SchemaAST.Union): Look => {
  const members = ast.types.map((type) => ({ look: lookOf(type), tags: tagsOf(type) }))
  const only = members.find((_, i) => !SchemaAST.isNull(ast.types[i]!))
  if (only !== undefined && members.length === 2 && ast.types.some(SchemaAST.isNull)) {
    const { look } = only
    return (value, path, report) => value === null || look(value, path, report)
  }
  return (value, path, report) =>
    members.some(({ look, tags }) => fits(value, tags) && look(value, path, report))
}

/** The members of a union that a value may belong to, by its literals. */
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
