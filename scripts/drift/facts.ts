/** What an OpenAPI document says, as facts about places: an operation, a parameter, a field of a body or of a response. */

type Json = { readonly [key: string]: unknown }

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const at = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined)
const listAt = (value: unknown, key: string): ReadonlyArray<unknown> => {
  const found = at(value, key)
  return Array.isArray(found) ? found : []
}
const entriesAt = (value: unknown, key: string): ReadonlyArray<readonly [string, unknown]> => {
  const found = at(value, key)
  return isObject(found) ? Object.entries(found) : []
}

/** A field, out of all variants that a schema may be. */
export interface Field {
  /** JSON types; `any` where the schema says nothing. */
  readonly types: ReadonlySet<string>
  /** The words that it may be, where there is a list of them. */
  readonly words: ReadonlySet<string>
  /** Whether each variant has a list of words and nothing beside it. */
  readonly closed: boolean
  readonly required: boolean
}

/** Who sends a place's values: what is sent may be less than what may be sent, and what is read more. */
export type Sender = "us" | "server"

export interface Operation {
  /** Whether it needs a key. */
  readonly key: boolean
  readonly statuses: ReadonlySet<string>
  /** Parameters, fields of the body and of good responses, by their place. */
  readonly fields: ReadonlyMap<string, Field & { readonly sender: Sender }>
}

export interface Facts {
  readonly servers: ReadonlyArray<string>
  readonly operations: ReadonlyMap<string, Operation>
}

const methods = ["get", "put", "post", "delete", "patch"]

type Mutable = { types: Set<string>; words: Set<string>; closed: boolean; required: boolean }

export const factsOf = (document: unknown): Facts => {
  const follow = (value: unknown): unknown => {
    const reference = at(value, "$ref")
    if (typeof reference !== "string") return value
    return follow(
      reference
        .replace(/^#\//, "")
        .split("/")
        .reduce<unknown>(
          (found, part) => at(found, part.replaceAll("~1", "/").replaceAll("~0", "~")),
          document,
        ),
    )
  }

  /** The schemas that a value may be of, without those that only put others together. */
  const variantsOf = (schema: unknown, within: ReadonlyArray<unknown> = []): ReadonlyArray<unknown> => {
    const found = follow(schema)
    if (within.includes(found)) return []
    const inner = [...within, found]
    const any = [...listAt(found, "anyOf"), ...listAt(found, "oneOf")]
    const all = listAt(found, "allOf")
    const nullable = at(found, "nullable") === true ? [{ type: "null" }] : []
    if (any.length > 0) return [...any.flatMap((each) => variantsOf(each, inner)), ...nullable]
    // The parts of `allOf` come one by one: each is true of the value.
    if (all.length > 0) {
      const own = at(found, "properties") === undefined ? [] : [found]
      return [...own, ...all.flatMap((each) => variantsOf(each, inner)), ...nullable]
    }
    return [found, ...nullable]
  }

  const typesOf = (schema: unknown): ReadonlyArray<string> => {
    const type = at(schema, "type")
    if (typeof type === "string") return [type]
    if (Array.isArray(type)) return type.filter((each) => typeof each === "string")
    const words = listAt(schema, "enum")
    return words.length > 0 ? [...new Set(words.map((word) => typeof word))] : ["any"]
  }

  const collect = (
    schema: unknown,
    place: string,
    required: boolean,
    into: Map<string, Mutable>,
    within: ReadonlyArray<unknown>,
  ): void => {
    const known = into.get(place)
    const field = known ?? { types: new Set(), words: new Set(), closed: true, required }
    field.required &&= required
    into.set(place, field)
    for (const variant of variantsOf(schema)) {
      for (const type of typesOf(variant)) field.types.add(type)
      const words = listAt(variant, "enum")
      for (const word of words) field.words.add(String(word))
      if (words.length === 0 && at(variant, "type") !== "null") field.closed = false
      if (within.includes(variant)) continue
      const inner = [...within, variant]
      const needed = new Set(listAt(variant, "required"))
      for (const [name, property] of entriesAt(variant, "properties")) {
        collect(property, place === "" ? name : `${place}.${name}`, needed.has(name), into, inner)
      }
      const items = at(variant, "items")
      if (items !== undefined) collect(items, `${place}[]`, true, into, inner)
      const rest = at(variant, "additionalProperties")
      if (isObject(rest) && Object.keys(rest).length > 0) collect(rest, `${place}.*`, true, into, inner)
    }
  }

  const operations = new Map<string, Operation>()
  for (const [path, item] of entriesAt(document, "paths")) {
    for (const method of methods) {
      const operation = at(item, method)
      if (!isObject(operation)) continue
      const fields = new Map<string, Field & { readonly sender: Sender }>()
      const add = (schema: unknown, place: string, required: boolean, sender: Sender): void => {
        const found = new Map<string, Mutable>()
        collect(schema, place, required, found, [])
        for (const [name, field] of found) fields.set(name, { ...field, sender })
      }
      for (const each of [...listAt(item, "parameters"), ...listAt(operation, "parameters")]) {
        const parameter = follow(each)
        const kind = at(parameter, "in")
        // The names of a path's parameters are not sent.
        if (kind === "path") continue
        const place = `${String(kind)} ${String(at(parameter, "name"))}`
        add(at(parameter, "schema"), place, at(parameter, "required") === true, "us")
      }
      const schemaIn = (holder: unknown) =>
        at(at(at(follow(holder), "content"), "application/json"), "schema")
      const body = schemaIn(operation["requestBody"])
      if (body !== undefined)
        add(body, "body", at(follow(operation["requestBody"]), "required") === true, "us")
      const statuses = new Set<string>()
      for (const [status, response] of entriesAt(operation, "responses")) {
        statuses.add(status)
        const schema = status.startsWith("2") ? schemaIn(response) : undefined
        if (schema !== undefined) add(schema, `response ${status}`, true, "server")
        if (status.startsWith("2")) {
          for (const [name, header] of entriesAt(follow(response), "headers")) {
            add(at(follow(header), "schema"), `response ${status} header ${name}`, false, "server")
          }
        }
      }
      const security = at(operation, "security") ?? at(document, "security")
      const name = `${method.toUpperCase()} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`
      operations.set(name, { key: Array.isArray(security) && security.length > 0, statuses, fields })
    }
  }
  const servers = listAt(document, "servers").map((server) => String(at(server, "url")))
  return { servers, operations }
}
