import { Predicate, type Schema, SchemaAST } from "effect"
import type { Drift } from "../Drift.ts"
import { wordsOf } from "./wire.ts"

type Report = (kind: Drift["kind"], path: string, value: string) => void

/** Looks for what a schema does not know in a value that it took. */
export type Walk = (value: unknown, path: string, report: Report) => void

const nothing: Walk = () => undefined

/** The walk over what a schema describes, made once for each schema. */
export const driftWalk = (schema: Schema.Top): Walk => walkOf(schema.ast)

const walkOf = (ast: SchemaAST.AST): Walk => {
  const words = wordsOf(ast)
  if (words !== undefined) {
    const known = new Set(words)
    return (value, path, report) => {
      if (typeof value === "string" && !known.has(value)) report("unknown word", path, value)
    }
  }
  if (SchemaAST.isUnion(ast)) return walkUnion(ast)
  if (SchemaAST.isObjects(ast)) return walkObject(ast)
  if (SchemaAST.isArrays(ast)) {
    const item = ast.rest[0] === undefined ? nothing : walkOf(ast.rest[0])
    return item === nothing
      ? nothing
      : (value, path, report) => {
          if (Array.isArray(value)) for (const part of value) item(part, path, report)
        }
  }
  return nothing
}

const walkObject = (ast: SchemaAST.Objects): Walk => {
  const index = ast.indexSignatures[0]
  if (index !== undefined) {
    const item = walkOf(index.type)
    return item === nothing
      ? nothing
      : (value, path, report) => {
          if (Predicate.isObject(value))
            for (const part of Object.values(value)) item(part, `${path}.*`, report)
        }
  }
  const fields = new Map(ast.propertySignatures.map(({ name, type }) => [String(name), walkOf(type)]))
  return (value, path, report) => {
    if (!Predicate.isObject(value)) return
    for (const key in value) {
      const field = fields.get(key)
      if (field === undefined) report("unknown field", path, key)
      else if (field !== nothing && Predicate.hasProperty(value, key) && value[key] !== null) {
        field(value[key], path === "" ? key : `${path}.${key}`, report)
      }
    }
  }
}

/** Members are told apart by their literals; one without any takes what is left. */
const walkUnion = (ast: SchemaAST.Union): Walk => {
  const members = ast.types.map((type) => ({ walk: walkOf(type), literals: literalsOf(type) }))
  if (members.every(({ walk }) => walk === nothing)) return nothing
  return (value, path, report) => {
    const fits = members.find(
      ({ walk, literals }) =>
        walk !== nothing &&
        literals.every(
          ({ name, values }) => Predicate.hasProperty(value, name) && values.includes(String(value[name])),
        ),
    )
    fits?.walk(value, path, report)
  }
}

const literalsOf = (
  ast: SchemaAST.AST,
): ReadonlyArray<{ readonly name: string; readonly values: ReadonlyArray<string> }> =>
  SchemaAST.isObjects(ast)
    ? ast.propertySignatures.flatMap(({ name, type }) => {
        const types = SchemaAST.isUnion(type) ? type.types : [type]
        const values = types.flatMap((part) => (SchemaAST.isLiteral(part) ? [String(part.literal)] : []))
        return values.length === types.length ? [{ name: String(name), values }] : []
      })
    : []
