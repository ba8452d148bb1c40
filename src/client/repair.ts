import { Predicate, Result, Schema, SchemaAST } from "effect"
import type { Drift } from "../Drift.ts"
import { isLoose, wordsOf } from "../schema/wire.ts"
import { checkOf, membersFor } from "./quickCheck.ts"

/** A value that does not match its schema, with its path. `value` is undefined if it is missing. */
interface Wrong {
  readonly place: Place
  readonly expected: string
  readonly value: unknown
}

/**
 * The path of a value. `path` is for reports, and all items of a list share it. `at` is for errors, and includes the
 * index.
 */
interface Place {
  readonly path: string
  readonly at: string
}

type Left = Array<Omit<Drift, "endpoint">>

/** Returns the value without its unreadable optional parts, unchanged if it has none, or the first other error. */
type Repair = (value: unknown, place: Place, loose: boolean, left: Left) => Result.Result<unknown, Wrong>

/** The names of the fields that were dropped from an object. */
const losses = new WeakMap<object, ReadonlySet<string>>()

/** The items that were dropped from a list. */
const lostItems = new WeakMap<object, ReadonlyArray<unknown>>()

/** The items of a list in a response that were left out because they are unreadable, as they were sent. */
export const lostFrom = (list: ReadonlyArray<unknown>): ReadonlyArray<unknown> => lostItems.get(list) ?? []

/** Whether a field of a response was present but unreadable. */
export const hasLost = (holder: object, name: string): boolean => losses.get(holder)?.has(name) ?? false

const keepLosses = (holder: object, names: ReadonlyArray<string>): void => {
  if (names.length > 0) losses.set(holder, new Set(names))
}

/**
 * Builds the function that leaves out the unreadable optional parts of a value and reports them. The function fails
 * with a message if another part is unreadable.
 */
export const repairer = (
  schema: Schema.Top,
): ((json: unknown) => Result.Result<{ readonly value: unknown; readonly left: Left }, string>) => {
  const repair = repairOf(schema.ast)
  return (json) => {
    const left: Left = []
    return Result.mapBoth(repair(json, { path: "", at: "" }, false, left), {
      onSuccess: (value) => ({ value, left }),
      onFailure: wordsFor,
    })
  }
}

const wordsFor = ({ place: { at }, expected, value }: Wrong): string =>
  value === undefined
    ? `${at} is missing, expected ${expected}`
    : `${at === "" ? "the body" : at} is ${shown(value)}, expected ${expected}`

/** The largest length of a text in a message. */
const longest = 60

const shown = (value: unknown): string => {
  if (value === undefined) return "nothing"
  if (Array.isArray(value)) return "a list"
  if (typeof value === "object" && value !== null) return "an object"
  const text = JSON.stringify(value)
  return text.length <= longest ? text : `${text.slice(0, longest)}...`
}

const below = ({ path, at }: Place, key: string, shownAs = key): Place => {
  const under = (prefix: string, name: string) => (prefix === "" ? name : `${prefix}.${name}`)
  return { path: shownAs === "" ? path : under(path, shownAs), at: under(at, key) }
}

const report = (left: Left, { path }: Place, value: unknown): void =>
  void left.push({ kind: "unreadable value", path, value: shown(value) })

const silently = (): void => undefined

const repairOf = (ast: SchemaAST.AST): Repair => {
  const check = checkOf(ast)
  const marked = isLoose(ast)
  const inside = wordsOf(ast) === undefined ? repairParts(ast) : undefined
  const expected = expectedOf(ast)
  return (value, place, loose, left) => {
    if (check(value, undefined, silently)) return Result.succeed(value)
    return inside?.(value, place, loose || marked, left) ?? Result.fail({ place, expected, value })
  }
}

/** The repair of a union, an object or a list; undefined for other schemas, which have no parts to leave out. */
const repairParts = (ast: SchemaAST.AST): Repair | undefined => {
  if (ast.checks !== undefined) return undefined
  if (SchemaAST.isUnion(ast)) return repairUnion(ast)
  if (SchemaAST.isObjects(ast)) return repairObject(ast)
  if (SchemaAST.isArrays(ast)) return repairArray(ast)
  return undefined
}

const repairUnion = (ast: SchemaAST.Union): Repair => {
  const members = membersFor(ast)
  const repairs = new Map(ast.types.map((type) => [type, repairOf(type)]))
  const expected = expectedOf(ast)
  return (value, place, loose, left) => {
    let first: Wrong | undefined
    for (const type of members(value)) {
      const own: Left = []
      const repaired = repairs.get(type)!(value, place, loose, own)
      if (Result.isSuccess(repaired)) {
        left.push(...own)
        return repaired
      }
      if (repaired.failure.place.at !== place.at) first ??= repaired.failure
    }
    // The first member that the value may belong to determines the error.
    return Result.fail(first ?? { place, expected, value })
  }
}

const repairObject = (ast: SchemaAST.Objects): Repair => {
  const fields = new Map(
    ast.propertySignatures.map(({ name, type }) => [
      String(name),
      {
        repair: repairOf(type),
        expected: expectedOf(type),
        optional: type.context?.isOptional === true,
        marked: isLoose(type),
      },
    ]),
  )
  const [index] = ast.indexSignatures
  const entry = index === undefined ? undefined : repairOf(index.type)
  return (value, place, loose, left) => {
    if (!Predicate.isObject(value) || Array.isArray(value)) {
      return Result.fail({ place, expected: "an object", value })
    }
    const parts: { readonly [key: string]: unknown } = value
    for (const [name, { optional, expected }] of fields) {
      if (optional || Object.hasOwn(parts, name)) continue
      return Result.fail({ place: below(place, name), expected, value: undefined })
    }
    const whole: Record<string, unknown> = {}
    const lost: Array<string> = []
    for (const key of Object.keys(parts)) {
      const field = fields.get(key)
      const repair = field?.repair ?? entry
      if (repair === undefined) {
        define(whole, key, parts[key])
        continue
      }
      const part = below(place, key, field === undefined ? "*" : key)
      const repaired = repair(parts[key], part, loose, left)
      if (Result.isSuccess(repaired)) define(whole, key, repaired.success)
      else if (field === undefined ? loose : field.optional && (loose || field.marked)) {
        lost.push(key)
        report(left, repaired.failure.place, repaired.failure.value)
      } else return repaired
    }
    keepLosses(whole, lost)
    return Result.succeed(whole)
  }
}

/** Defines a field, because an assignment to `__proto__` would not create one of that name. */
const define = (holder: Record<string, unknown>, key: string, value: unknown): void =>
  void Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })

const repairArray = (ast: SchemaAST.Arrays): Repair | undefined => {
  const [rest] = ast.rest
  if (rest === undefined || ast.elements.length > 0) return undefined
  const item = repairOf(rest)
  // Only objects are dropped. Without one of its numbers, a list of numbers would have another meaning.
  const mayDrop = (SchemaAST.isUnion(rest) ? rest.types : [rest]).every(SchemaAST.isObjects)
  return (value, place, loose, left) => {
    if (!Array.isArray(value)) return Result.fail({ place, expected: "a list", value })
    const items: Array<unknown> = []
    const lost: Array<unknown> = []
    for (const [i, each] of value.entries()) {
      const repaired = item(each, below(place, String(i), ""), loose, left)
      if (Result.isSuccess(repaired)) items.push(repaired.success)
      else if (loose && mayDrop) {
        lost.push(each)
        report(left, repaired.failure.place, repaired.failure.value)
      } else return repaired
    }
    if (lost.length > 0) lostItems.set(items, lost)
    return Result.succeed(items)
  }
}

const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`

const expectedOf = (ast: SchemaAST.AST): string => {
  if (wordsOf(ast) !== undefined || SchemaAST.isString(ast)) return "a string"
  if (SchemaAST.isNumber(ast)) return ast.checks?.length === 1 && isFinite(ast) ? "a number" : "an integer"
  if (SchemaAST.isBoolean(ast)) return "true or false"
  if (SchemaAST.isObjects(ast)) return "an object"
  if (SchemaAST.isArrays(ast)) return "a list"
  if (SchemaAST.isLiteral(ast)) return JSON.stringify(ast.literal)
  if (SchemaAST.isUnion(ast)) {
    const members = ast.types.filter((type) => !SchemaAST.isNull(type)).map(expectedOf)
    return [...new Set(members)].join(" or ")
  }
  const named = ast.annotations?.["expected"]
  return typeof named === "string" ? named : article(ast._tag.toLowerCase())
}

const isFinite = (ast: SchemaAST.AST): boolean => ast.checks?.[0] === Schema.Finite.ast.checks?.[0]
