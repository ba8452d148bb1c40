/**
 * What an OpenAPI document says, as facts about places: an operation, a parameter, a field of a body, of a response or of a format in
 * its catalogs.
 */
import { type Part, partsOf, type SchemaReader, schemaReader } from "./schemas.ts"
import { at, entriesAt, isObject, listAt } from "./json.ts"

/** A field, out of all variants that a schema may be. */
export interface Field {
  /** JSON types; `any` where the schema says nothing. */
  readonly types: ReadonlySet<string>
  /** The words that it may be, where there is a list of them. */
  readonly words: ReadonlySet<string>
  /** Whether each variant has a list of words and nothing beside it. */
  readonly closed: boolean
  readonly required: boolean
  /** The objects that it may be. Below an object that has several, only its variants have them. */
  readonly variants: ReadonlyArray<Variant>
}

/** One of the objects that a field may be. */
export interface Variant {
  /** What tells it from the others: its words, otherwise its name, otherwise its fields. */
  readonly label: string
  readonly name: string | undefined
  /** Its fields by their places below it. */
  readonly fields: ReadonlyMap<string, Field>
}

/** Who sends a place's values: what is sent may be less than what may be sent, and what is read more. */
export type Sender = "us" | "server"

export interface Sent {
  readonly sender: Sender
  readonly fields: ReadonlyMap<string, Field>
}

export interface Operation {
  /** Whether it needs a key. */
  readonly key: boolean
  readonly statuses: ReadonlySet<string>
  /** The servers that it has instead of those of the document. */
  readonly servers: ReadonlySet<string>
  /** The media types of its body and of good responses, by their place. */
  readonly contents: ReadonlyMap<string, ReadonlySet<string>>
  /** How a parameter is written, by its place. */
  readonly styles: ReadonlyMap<string, string>
  /** Parameters, fields of the body and of good responses, by their place. */
  readonly sent: ReadonlyMap<string, Sent>
}

export interface Facts {
  readonly servers: ReadonlyArray<string>
  readonly operations: ReadonlyMap<string, Operation>
  /** The fields of the bodies of errors, by status. They are the same for all operations. */
  readonly errors: ReadonlyMap<string, ReadonlyMap<string, Field>>
  /** The fields of the formats in the document's catalogs. */
  readonly formats: ReadonlyMap<string, ReadonlyMap<string, Field>>
}

const methods = ["get", "put", "post", "delete", "patch", "head", "options", "trace"]

interface Mutable {
  readonly types: Set<string>
  readonly words: Set<string>
  closed: boolean
  required: boolean
  variants: ReadonlyArray<Variant>
}

/** The fields of a schema and of all below it, by their places. */
const collect = (
  read: SchemaReader,
  schema: unknown,
  place: string,
  required: boolean,
  into: Map<string, Mutable>,
  within: ReadonlyArray<unknown>,
  inUnion: boolean,
): void => {
  const field: Mutable = into.get(place) ?? {
    types: new Set(),
    words: new Set(),
    closed: true,
    required,
    variants: [],
  }
  field.required &&= required
  into.set(place, field)
  const parts = partsOf(read, schema)
  for (const part of parts) {
    for (const type of part.types) field.types.add(type)
    for (const word of part.words) field.words.add(word)
    if (part.words.length === 0 && !part.types.every((type) => type === "null")) field.closed = false
  }
  const objects = parts.filter(
    ({ properties, sources }) => properties.length > 0 && !sources.some((source) => within.includes(source)),
  )
  if (!inUnion) field.variants = variantsOf(read, objects, within)
  for (const part of parts) {
    if (part.sources.some((source) => within.includes(source))) continue
    below(read, part, place, into, within, inUnion || objects.length > 1)
  }
}

const below = (
  read: SchemaReader,
  { properties, items, rest, sources }: Part,
  place: string,
  into: Map<string, Mutable>,
  within: ReadonlyArray<unknown>,
  inUnion: boolean,
): void => {
  const inner = [...within, ...sources]
  for (const { name, schema, required } of properties) {
    collect(read, schema, place === "" ? name : `${place}.${name}`, required, into, inner, inUnion)
  }
  for (const each of items) collect(read, each, `${place}[]`, true, into, inner, inUnion)
  for (const each of rest) collect(read, each, `${place}.*`, true, into, inner, inUnion)
}

const variantsOf = (
  read: SchemaReader,
  parts: ReadonlyArray<Part>,
  within: ReadonlyArray<unknown>,
): ReadonlyArray<Variant> => {
  const all = parts.map((part) => {
    const fields = new Map<string, Mutable>()
    below(read, part, "", fields, within, false)
    return { name: part.name, fields }
  })
  const telling = [...new Set(all.flatMap(({ fields }) => [...fields.keys()]))].find((name) => {
    const words = all.map(({ fields }) => wordsOf(fields.get(name)))
    const known = words.filter((each) => each.length > 0)
    // One of them may be what is left.
    return (
      known.length > 0 &&
      known.length >= words.length - 1 &&
      new Set(known.flat()).size === known.flat().length &&
      all.length > 1
    )
  })
  return all.map(({ name, fields }) => {
    const words = telling === undefined ? [] : wordsOf(fields.get(telling))
    const direct = [...fields.keys()].filter((place) => !/[.[]/.test(place))
    const label =
      words.length > 0
        ? `${telling} ${words.toSorted().join("|")}`
        : (name ?? `with ${direct.toSorted().join(", ")}`)
    return { label, name, fields }
  })
}

/** The words of a field that can be nothing else. */
export const wordsOf = (field: Pick<Field, "closed" | "words"> | undefined): ReadonlyArray<string> =>
  field !== undefined && field.closed ? [...field.words] : []

const fieldsOf = (
  read: SchemaReader,
  schema: unknown,
  place: string,
  required: boolean,
): ReadonlyMap<string, Field> => {
  const found = new Map<string, Mutable>()
  collect(read, schema, place, required, found, [], false)
  return found
}

const urlsOf = (holder: unknown): ReadonlyArray<string> =>
  listAt(holder, "servers").map((server) => String(at(server, "url")))

/** How a parameter is written, with what holds where nothing is said. */
const styleOf = (parameter: unknown): string => {
  const kind = at(parameter, "in")
  const given = at(parameter, "style")
  const style = typeof given === "string" ? given : kind === "query" || kind === "cookie" ? "form" : "simple"
  const explode = at(parameter, "explode") ?? style === "form"
  const media = entriesAt(parameter, "content").map(([type]) => ` as ${type}`)
  return `${style}${explode === true ? ", a repeated name for a list" : ""}${media.join("")}`
}

const operationOf = (read: SchemaReader, document: unknown, item: unknown, operation: unknown): Operation => {
  const sent = new Map<string, Sent>()
  const contents = new Map<string, ReadonlySet<string>>()
  const styles = new Map<string, string>()
  const add = (schema: unknown, place: string, required: boolean, sender: Sender): void =>
    void sent.set(place, { sender, fields: fieldsOf(read, schema, place, required) })
  const addContent = (holder: unknown, place: string, required: boolean, sender: Sender): void => {
    const media = entriesAt(read.follow(holder), "content")
    contents.set(place, new Set(media.map(([type]) => type)))
    const [, chosen] = media.find(([type]) => type === "application/json") ?? media[0] ?? []
    const schema = at(chosen, "schema")
    if (schema !== undefined) add(schema, place, required, sender)
  }
  // A parameter of an operation replaces that of its path.
  const parameters = new Map(
    [...listAt(item, "parameters"), ...listAt(operation, "parameters")].map((each) => {
      const parameter = read.follow(each)
      return [`${String(at(parameter, "in"))} ${String(at(parameter, "name"))}`, parameter] as const
    }),
  )
  let paths = 0
  for (const [place, parameter] of parameters) {
    // The names of a path's parameters are not sent, and their types are those of ids.
    if (at(parameter, "in") === "path") {
      styles.set(`path ${paths++}`, styleOf(parameter))
      continue
    }
    styles.set(place, styleOf(parameter))
    const [[, media] = []] = entriesAt(parameter, "content")
    add(at(parameter, "schema") ?? at(media, "schema"), place, at(parameter, "required") === true, "us")
  }
  const body = read.follow(at(operation, "requestBody"))
  if (body !== undefined) addContent(body, "body", at(body, "required") === true, "us")
  const statuses = new Set<string>()
  for (const [status, response] of entriesAt(operation, "responses")) {
    statuses.add(status)
    if (!status.startsWith("2")) continue
    addContent(response, `response ${status}`, true, "server")
    for (const [name, header] of entriesAt(read.follow(response), "headers")) {
      add(at(read.follow(header), "schema"), `response ${status} header ${name}`, false, "server")
    }
  }
  const security = at(operation, "security") ?? at(document, "security")
  const servers = new Set(urlsOf(operation).length > 0 ? urlsOf(operation) : urlsOf(item))
  const key = Array.isArray(security) && security.length > 0
  return { key, statuses, servers, contents, styles, sent }
}

export const factsOf = (document: unknown): Facts => {
  const read = schemaReader(document)
  const operations = new Map<string, Operation>()
  for (const [path, item] of entriesAt(document, "paths")) {
    for (const method of methods) {
      const operation = at(item, method)
      if (!isObject(operation)) continue
      const name = `${method.toUpperCase()} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`
      operations.set(name, operationOf(read, document, item, operation))
    }
  }
  const errors = new Map<string, Map<string, Mutable>>()
  for (const [, item] of entriesAt(document, "paths")) {
    for (const [status, response] of methods.flatMap((method) => entriesAt(at(item, method), "responses"))) {
      const schema = at(at(at(read.follow(response), "content"), "application/json"), "schema")
      if (status.startsWith("2") || schema === undefined) continue
      const known = errors.get(status) ?? new Map<string, Mutable>()
      collect(read, schema, "body", true, known, [], false)
      errors.set(status, known)
    }
  }
  const formats = new Map<string, ReadonlyMap<string, Field>>()
  for (const [name, catalog] of entriesAt(at(document, "components"), "schemas")) {
    if (!name.endsWith("FormatsCatalog")) continue
    for (const [format, schema] of entriesAt(catalog, "properties")) {
      formats.set(format, fieldsOf(read, schema, "payload", true))
    }
  }
  return { servers: urlsOf(document), operations, errors, formats }
}
