/** Schemas of an OpenAPI document, without references, unions and intersections. */
import { at, entriesAt, isObject, listAt } from "./json.ts"

/** One of the things that a schema may be, with all that `allOf` says of it. */
export interface Part {
  readonly name: string | undefined
  readonly types: ReadonlyArray<string>
  readonly words: ReadonlyArray<string>
  readonly properties: ReadonlyArray<{
    readonly name: string
    readonly schema: unknown
    readonly required: boolean
  }>
  readonly items: ReadonlyArray<unknown>
  /** The schemas of fields without a name. */
  readonly rest: ReadonlyArray<unknown>
  /** The schemas in the document that it was read from. */
  readonly sources: ReadonlyArray<unknown>
}

export interface SchemaReader {
  readonly follow: (value: unknown) => unknown
}

export const schemaReader = (document: unknown): SchemaReader => {
  const follow = (value: unknown): unknown => {
    const reference = at(value, "$ref")
    if (typeof reference !== "string") return value
    const names = reference.replace(/^#\//, "").split("/")
    const plain = names.map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"))
    return follow(plain.reduce<unknown>((found, name) => at(found, name), document))
  }
  return { follow }
}

interface Alternative {
  readonly name: string | undefined
  readonly schemas: ReadonlyArray<unknown>
}

const combined = (a: ReadonlyArray<Alternative>, b: ReadonlyArray<Alternative>): ReadonlyArray<Alternative> =>
  a.flatMap((one) =>
    b.map((other) => ({ name: one.name ?? other.name, schemas: [...one.schemas, ...other.schemas] })),
  )

const alternativesOf = (
  read: SchemaReader,
  schema: unknown,
  within: ReadonlyArray<unknown>,
): ReadonlyArray<Alternative> => {
  const found = read.follow(schema)
  if (within.includes(found)) return []
  const inner = [...within, found]
  const reference = at(schema, "$ref")
  const title = at(found, "title")
  const own =
    typeof reference === "string"
      ? reference.split("/").at(-1)
      : typeof title === "string"
        ? title
        : undefined
  const any = [...listAt(found, "anyOf"), ...listAt(found, "oneOf")]
  const all = listAt(found, "allOf")
  const isPlain = any.length + all.length === 0
  const says = ["properties", "required", "type", "enum", "const", "items"].some(
    (key) => at(found, key) !== undefined,
  )
  let result: ReadonlyArray<Alternative> = [
    { name: isPlain || any.length === 0 ? own : undefined, schemas: isPlain || says ? [found] : [] },
  ]
  if (any.length > 0)
    result = combined(
      result,
      any.flatMap((each) => alternativesOf(read, each, inner)),
    )
  for (const each of all) result = combined(result, alternativesOf(read, each, inner))
  return at(found, "nullable") === true
    ? [...result, { name: undefined, schemas: [{ type: "null" }] }]
    : result
}

const typesOf = (schema: unknown): ReadonlyArray<string> => {
  const type = at(schema, "type")
  if (typeof type === "string") return [type]
  if (Array.isArray(type)) return type.filter((each) => typeof each === "string")
  const words = wordsIn(schema)
  if (words.length > 0) return [...new Set(words.map((word) => (word === null ? "null" : typeof word)))]
  return []
}

const wordsIn = (schema: unknown): ReadonlyArray<unknown> => {
  const word = at(schema, "const")
  return word === undefined ? listAt(schema, "enum") : [word]
}

/** All that a schema may be. */
export const partsOf = (read: SchemaReader, schema: unknown): ReadonlyArray<Part> =>
  alternativesOf(read, schema, []).map(({ name, schemas }) => {
    const types = [...new Set(schemas.flatMap(typesOf))]
    const needed = new Set(schemas.flatMap((each) => listAt(each, "required")))
    const known = new Set<string>()
    return {
      name,
      types: types.length === 0 ? ["any"] : types,
      words: schemas.flatMap(wordsIn).map(String),
      properties: schemas
        .flatMap((each) => entriesAt(each, "properties"))
        .filter(([name]) => !known.has(name) && known.add(name))
        .map(([name, schema]) => ({ name, schema, required: needed.has(name) })),
      items: schemas
        .flatMap((each) => [...listAt(each, "prefixItems"), at(each, "items")])
        .filter((items) => items !== undefined && items !== false),
      rest: schemas
        .map((each) => at(each, "additionalProperties"))
        .filter((rest) => isObject(rest) && Object.keys(rest).length > 0),
      sources: schemas,
    }
  })
