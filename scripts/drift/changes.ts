import { isObject } from "./json.ts"

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

/** Where the value at a place is written. */
const resolved = (document: unknown, pointer: Pointer): Pointer => {
  const found = get(document, pointer)
  const reference = isObject(found) ? found["$ref"] : undefined
  return typeof reference === "string"
    ? resolved(document, reference.replace(/^#\//, "").split("/"))
    : pointer
}

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
  /** Where there is a choice of schemas. */
  readonly unions: Set<string>
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
    unions: new Set(),
  }
  const resolve = (pointer: Pointer): Pointer => resolved(document, pointer)
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
      if (Array.isArray(parts) && parts.length > 1 && word !== "allOf")
        places.unions.add(textOf([...pointer, word]))
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

/** So many of a list, over and over where there are fewer. */
const cycled = <A>(items: ReadonlyArray<A>, count: number): ReadonlyArray<readonly [A, number]> =>
  Array.from({ length: count }, (_, i) => [items[i % items.length]!, Math.floor(i / items.length)] as const)

/** The choices of fewer than all, the smallest first. */
const choices = (total: number): ReadonlyArray<ReadonlySet<number>> =>
  Array.from(
    { length: 2 ** total - 2 },
    (_, i) => new Set(Array.from({ length: total }, (__, k) => k).filter((k) => ((i + 1) >> k) & 1)),
  ).toSorted((a, b) => a.size - b.size)

const listAt = (document: unknown, pointer: Pointer): ReadonlyArray<unknown> => {
  const found = get(document, pointer)
  return Array.isArray(found) ? found : []
}

const keysAt = (document: unknown, pointer: Pointer): ReadonlyArray<string> => {
  const found = get(document, pointer)
  return isObject(found) ? Object.keys(found) : []
}

const withoutField = (document: unknown, object: Pointer, name: string): unknown =>
  changed(document, object, (schema) => {
    const { [name]: _, ...properties } = schema["properties"] as Holder
    schema["properties"] = properties
    const required = schema["required"]
    if (Array.isArray(required)) schema["required"] = required.filter((each) => each !== name)
  })

/** What a document of IonQ's may leave out, and what stands beside its schemas. */
function* moreChangesOf(document: unknown, count: number): Generator<Change> {
  const { objects, unions } = placesOf(document)
  const fieldsOf = (pointer: Pointer) =>
    keysAt(document, [...pointer, "properties"]).map((name) => ({ pointer, name }))
  const kinds = {
    "a field less": [...objects].map(pointerOf).flatMap(fieldsOf),
    "a field of a variant less": [...unions].map(pointerOf).flatMap((union) =>
      listAt(document, union)
        .map((_, i) => resolved(document, [...union, String(i)]))
        .filter((pointer) => keysAt(document, [...pointer, "properties"]).length > 0)
        .flatMap(fieldsOf),
    ),
  }
  for (const [kind, fields] of Object.entries(kinds)) {
    for (const { pointer, name } of spread(fields, count)) {
      const place = [...pointer, name].join("/")
      yield { kind, place, document: withoutField(document, pointer, name) }
    }
  }
  const less = [...unions]
    .map(pointerOf)
    .flatMap((union) => choices(listAt(document, union).length).map((gone) => ({ union, gone })))
    .toSorted((a, b) => a.gone.size - b.gone.size)
  for (const { union, gone } of less.slice(0, count)) {
    const word = union.at(-1)!
    yield {
      kind: "a variant less",
      place: `${union.join("/")} without ${[...gone].join(", ")}`,
      document: changed(document, union.slice(0, -1), (schema) => {
        schema[word] = (schema[word] as ReadonlyArray<unknown>).filter((_, i) => !gone.has(i))
      }),
    }
  }
  const single = [...placesOf(document).words]
    .map(pointerOf)
    .filter((pointer) => listAt(document, [...pointer, "enum"]).length === 1)
  for (const [pointer, round] of cycled(single, count)) {
    yield {
      kind: "another constant",
      place: `${pointer.join("/")} ${round}`,
      document: changed(document, pointer, (schema) => {
        schema["const"] = `${String((schema["enum"] as ReadonlyArray<unknown>)[0])}_${round}`
        delete schema["enum"]
      }),
    }
  }
  const operations = operationsOf(document)
  const contents = operations.flatMap((operation) => [
    [...operation, "requestBody", "content"],
    ...keysAt(document, [...operation, "responses"])
      .filter((status) => status.startsWith("2"))
      .map((status) => [...resolved(document, [...operation, "responses", status]), "content"]),
  ])
  const json = contents.filter((content) => keysAt(document, content).includes("application/json"))
  for (const content of spread(json, count)) {
    yield {
      kind: "another content type",
      place: content.join("/"),
      document: changed(document, content, (holder) => {
        holder["application/x-ndjson"] = holder["application/json"]
        delete holder["application/json"]
      }),
    }
  }
  const parameters = operations
    .flatMap((operation) => [
      [...operation, "parameters"],
      [...operation.slice(0, -1), "parameters"],
    ])
    .flatMap((list) => listAt(document, list).map((_, i) => resolved(document, [...list, String(i)])))
  const queries = [...new Set(parameters.map(textOf))]
    .map(pointerOf)
    .filter((pointer) => get(document, [...pointer, "in"]) === "query")
  for (const [pointer, round] of cycled(queries, count)) {
    yield {
      kind: "another style of a parameter",
      place: `${pointer.join("/")} ${round}`,
      document: changed(document, pointer, (parameter) => {
        if (round % 2 === 0) parameter["explode"] = false
        else parameter["style"] = "pipeDelimited"
      }),
    }
  }
  for (const [i, operation] of spread(operations, count).entries()) {
    const holder = i % 2 === 0 ? operation : operation.slice(0, -1)
    yield {
      kind: "another server of a path",
      place: holder.join("/"),
      document: changed(document, holder, (each) => {
        each["servers"] = [{ url: "https://files.ionq.co/v0.4" }]
      }),
    }
  }
  const catalogs = ["ResultFormatsCatalog", "CircuitFormatsCatalog"].flatMap((name) => {
    const catalog = ["components", "schemas", name, "properties"]
    return keysAt(document, catalog).map((format) => ({ catalog, format }))
  })
  for (const [{ catalog, format }, round] of cycled(catalogs, count)) {
    yield {
      kind: "another format in a catalog",
      place: `${format} ${round}`,
      document: changed(
        document,
        round === 0 ? catalog : resolved(document, [...catalog, format]),
        (holder) => {
          if (round === 0) {
            holder[`${format}.next`] = holder[format]
            delete holder[format]
          } else if (round === 1) {
            for (const key of Object.keys(holder)) delete holder[key]
            Object.assign(holder, { type: "object", properties: { payload: { type: "boolean" } } })
          } else holder["type"] = "boolean"
        },
      ),
    }
  }
}

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
  yield* moreChangesOf(document, count)
}
