import { isObject } from "./facts.ts"

/** A change of a document, and words for it. */
export interface Change {
  readonly kind: string
  readonly place: string
  readonly document: unknown
}

type Pointer = ReadonlyArray<string>
type Holder = Record<string, unknown>

const get = (document: unknown, pointer: Pointer): unknown =>
  pointer.reduce<unknown>(
    (found, key) => (isObject(found) || Array.isArray(found) ? (found as Holder)[key] : undefined),
    document,
  )

/** A copy of a document in which the holder at a place was changed. */
const changed = (document: unknown, pointer: Pointer, change: (holder: Holder) => void): unknown => {
  const copy: unknown = structuredClone(document)
  const holder = get(copy, pointer)
  if (!isObject(holder)) throw new Error(`There is no object at ${pointer.join("/")}`)
  change(holder)
  return copy
}

/** The schemas that operations really use, where they are written. */
interface Places {
  readonly objects: Set<string>
  readonly fields: Set<string>
  readonly words: Set<string>
  readonly requestObjects: Set<string>
}

const separator = "\u0000"
const textOf = (pointer: Pointer): string => pointer.join(separator)
const pointerOf = (text: string): Pointer => text.split(separator)

const methods = ["get", "put", "post", "delete"]

const operationsOf = (document: unknown): ReadonlyArray<Pointer> => {
  const paths = get(document, ["paths"])
  return Object.entries(isObject(paths) ? paths : {}).flatMap(([path, item]) =>
    methods.flatMap((method) => (isObject(item) && isObject(item[method]) ? [["paths", path, method]] : [])),
  )
}

const placesOf = (document: unknown): Places => {
  const places: Places = {
    objects: new Set(),
    fields: new Set(),
    words: new Set(),
    requestObjects: new Set(),
  }
  const resolve = (pointer: Pointer): Pointer => {
    const found = get(document, pointer)
    const reference = isObject(found) ? found["$ref"] : undefined
    return typeof reference === "string" ? resolve(reference.replace(/^#\//, "").split("/")) : pointer
  }
  const seen = new Set<string>()
  const visit = (from: Pointer, inRequest: boolean): void => {
    const pointer = resolve(from)
    const key = `${inRequest} ${textOf(pointer)}`
    const schema = get(document, pointer)
    if (seen.has(key) || !isObject(schema)) return
    seen.add(key)
    if (Array.isArray(schema["enum"])) places.words.add(textOf(pointer))
    const properties = schema["properties"]
    if (isObject(properties) && Object.keys(properties).length > 0) {
      places.objects.add(textOf(pointer))
      if (inRequest) places.requestObjects.add(textOf(pointer))
      for (const name of Object.keys(properties)) {
        const property = [...pointer, "properties", name]
        const target = get(document, resolve(property))
        if (isObject(target) && typeof target["type"] === "string") places.fields.add(textOf(property))
        visit(property, inRequest)
      }
    }
    if (isObject(schema["items"])) visit([...pointer, "items"], inRequest)
    if (isObject(schema["additionalProperties"])) visit([...pointer, "additionalProperties"], inRequest)
    for (const word of ["anyOf", "oneOf", "allOf"]) {
      const parts = schema[word]
      if (Array.isArray(parts)) parts.forEach((_, i) => visit([...pointer, word, String(i)], inRequest))
    }
  }
  for (const operation of operationsOf(document)) {
    visit([...operation, "requestBody", "content", "application/json", "schema"], true)
    const responses = get(document, [...operation, "responses"])
    for (const status of Object.keys(isObject(responses) ? responses : {})) {
      if (!status.startsWith("2")) continue
      visit([...resolve([...operation, "responses", status]), "content", "application/json", "schema"], false)
    }
  }
  return places
}

/** So many of a list, spread over all of it; fewer where there are fewer. */
const spread = <A>(items: ReadonlyArray<A>, count: number): ReadonlyArray<A> =>
  items.length <= count
    ? items
    : Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!)

/** Changes of each kind that a document of IonQ's may come with, each at so many places. */
export function* changesOf(document: unknown, count: number): Generator<Change> {
  const { objects, fields, words, requestObjects } = placesOf(document)
  const shown = (pointer: Pointer): string => pointer.join("/")

  const lists = [...words].map(pointerOf)
  const allWords = lists.flatMap((pointer) => {
    const list = get(document, [...pointer, "enum"])
    return (Array.isArray(list) ? list : []).map((word) => ({ pointer, word: String(word) }))
  })
  for (const { pointer, word } of spread(allWords, count)) {
    yield {
      kind: "another word in the place of one",
      place: `${shown(pointer)} ${word}`,
      document: changed(document, pointer, (schema) => {
        schema["enum"] = (schema["enum"] as ReadonlyArray<string>).map((each) =>
          each === word ? `${word}_2` : each,
        )
      }),
    }
  }
  for (const { pointer, word } of spread(allWords, count)) {
    yield {
      kind: "a new word",
      place: `${shown(pointer)} beside ${word}`,
      document: changed(document, pointer, (schema) => {
        schema["enum"] = [...(schema["enum"] as ReadonlyArray<string>), `${word}_new`]
      }),
    }
  }
  for (const field of spread([...fields], count)) {
    const pointer = pointerOf(field)
    const name = pointer.at(-1)!
    yield {
      kind: "another type of a field",
      place: shown(pointer),
      document: changed(document, pointer.slice(0, -1), (properties) => {
        const before = get(document, pointer)
        const wasArray = isObject(before) && before["type"] === "array"
        properties[name] = wasArray ? { type: "boolean" } : { type: "array", items: { type: "integer" } }
      }),
    }
  }
  for (const object of spread([...objects], count)) {
    const pointer = pointerOf(object)
    yield {
      kind: "a new field",
      place: shown(pointer),
      document: changed(document, [...pointer, "properties"], (properties) => {
        properties["unheard_of"] = { type: "string" }
      }),
    }
  }
  const artifacts = [...objects]
    .filter((object) => /Artifact|Descriptor|artifact/.test(object))
    .map(pointerOf)
  for (let i = 0; i < count; i++) {
    const pointer = artifacts[i % artifacts.length]!
    yield {
      kind: "a new field of an artifact",
      place: `${shown(pointer)} size_${i}`,
      document: changed(document, [...pointer, "properties"], (properties) => {
        properties[`size_${i}`] = { type: "integer" }
      }),
    }
  }
  for (const object of spread([...requestObjects], count)) {
    const pointer = pointerOf(object)
    yield {
      kind: "a new required field of a request",
      place: shown(pointer),
      document: changed(document, pointer, (schema) => {
        const properties = schema["properties"]
        schema["properties"] = { ...(isObject(properties) ? properties : {}), needed: { type: "string" } }
        schema["required"] = [...(Array.isArray(schema["required"]) ? schema["required"] : []), "needed"]
      }),
    }
  }
  const operations = operationsOf(document)
  for (const operation of spread(operations, count)) {
    yield {
      kind: "another success status",
      place: shown(operation),
      document: changed(document, [...operation, "responses"], (responses) => {
        for (const status of Object.keys(responses).filter((each) => each.startsWith("2"))) {
          responses["202"] = responses[status]
          delete responses[status]
        }
      }),
    }
  }
  for (const operation of spread(operations, count)) {
    yield {
      kind: "a required header",
      place: shown(operation),
      document: changed(document, operation, (holder) => {
        const parameter = { in: "header", name: "x-needed", required: true, schema: { type: "string" } }
        holder["parameters"] = [
          ...(Array.isArray(holder["parameters"]) ? holder["parameters"] : []),
          parameter,
        ]
      }),
    }
  }
  for (const operation of spread(operations, count)) {
    const [, path = "", method = ""] = operation
    yield {
      kind: "another path",
      place: shown(operation),
      document: changed(document, ["paths"], (paths) => {
        const { [method]: moved, ...rest } = paths[path] as Holder
        paths[path] = rest
        paths[`/v5${path}`] = { [method]: moved }
      }),
    }
  }
  for (let i = 0; i < count; i++) {
    const urls = [
      `https://api${i}.ionq.co/v0.4`,
      `https://api.ionq.co/v0.${5 + i}`,
      `https://api.ionq.com/v0.4/${i}`,
    ]
    yield {
      kind: "another server",
      place: urls[i % 3]!,
      document: changed(document, [], (whole) => {
        whole["servers"] = [{ url: urls[i % 3] }]
      }),
    }
  }
}
