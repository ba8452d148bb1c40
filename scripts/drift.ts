/**
 * Compares our OpenAPI document with one of IonQ's (JSON), and lists path by path what either side lacks: operations,
 * query parameters, and the fields of bodies and of good answers. Error statuses are left out: IonQ documents few.
 *
 *     npm run --silent drift -- FILE
 */
import { IonQApi } from "effect-ionq/IonQApi"
import { OpenApi } from "effect/http-api"
import { readFileSync } from "node:fs"

type Json = { readonly [key: string]: unknown }

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)
const objectAt = (value: unknown, ...path: ReadonlyArray<string>): Json => {
  let current = value
  for (const key of path) current = isObject(current) ? current[key] : undefined
  return isObject(current) ? current : {}
}
const listAt = (value: unknown, key: string): ReadonlyArray<unknown> => {
  const found = isObject(value) ? value[key] : undefined
  return Array.isArray(found) ? found : []
}

const methods = ["get", "put", "post", "delete", "patch"]

/** The operations of a document: "GET /jobs/{}" and what each takes and gives. */
const operationsOf = (document: unknown): ReadonlyMap<string, ReadonlySet<string>> => {
  const follow = (value: unknown): unknown => {
    const reference = isObject(value) ? value["$ref"] : undefined
    if (typeof reference !== "string") return value
    return follow(objectAt(document, ...reference.replace(/^#\//, "").split("/")))
  }

  /** The names of fields, with the path to them; a schema within itself is not entered again. */
  const fields = (schema: unknown, prefix: string, within: ReadonlyArray<unknown>): ReadonlyArray<string> => {
    const found = follow(schema)
    if (within.includes(found)) return []
    const inner = [...within, found]
    const parts = ["allOf", "anyOf", "oneOf"].flatMap((key) => listAt(found, key))
    const items = isObject(found) && found["items"] !== undefined ? [found["items"]] : []
    return [
      ...Object.entries(objectAt(found, "properties")).flatMap(([name, property]) => [
        `${prefix}${name}`,
        ...fields(property, `${prefix}${name}.`, inner),
      ]),
      ...[...parts, ...items].flatMap((part) => fields(part, prefix, inner)),
    ]
  }

  const bodyFields = (holder: unknown, prefix: string) =>
    fields(objectAt(follow(holder), "content", "application/json")["schema"], prefix, [])

  const operations = new Map<string, ReadonlySet<string>>()
  for (const [path, item] of Object.entries(objectAt(document, "paths"))) {
    for (const method of methods) {
      const operation = objectAt(item, method)
      if (Object.keys(operation).length === 0) continue
      const query = [...listAt(item, "parameters"), ...listAt(operation, "parameters")]
        .map(follow)
        .flatMap((parameter) =>
          isObject(parameter) && parameter["in"] === "query" ? [`query ${String(parameter["name"])}`] : [],
        )
      const answers = Object.entries(objectAt(operation, "responses")).flatMap(([status, response]) =>
        status.startsWith("2") ? bodyFields(response, "answer ") : [],
      )
      const name = `${method.toUpperCase()} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`
      operations.set(name, new Set([...query, ...bodyFields(operation["requestBody"], "body "), ...answers]))
    }
  }
  return operations
}

const lacking = (side: string, has: ReadonlySet<string>, other: ReadonlySet<string>) =>
  [...other].filter((part) => !has.has(part)).map((part) => `  ${side} lacks ${part}`)

const [file] = process.argv.slice(2)
if (file === undefined) {
  console.error("Which document of IonQ's? npm run --silent drift -- FILE")
  process.exit(2)
}

let theirDocument: unknown
try {
  theirDocument = JSON.parse(readFileSync(file, "utf8"))
} catch (error) {
  console.error(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(2)
}

const ours = operationsOf(OpenApi.fromApi(IonQApi))
const theirs = operationsOf(theirDocument)
if (theirs.size === 0) {
  console.error(`${file} has no operations: it is no OpenAPI document`)
  process.exit(2)
}

let differences = 0
for (const name of [...new Set([...ours.keys(), ...theirs.keys()])].sort((a, b) => (a < b ? -1 : 1))) {
  const [our, their] = [ours.get(name), theirs.get(name)]
  const lines =
    our === undefined
      ? ["  ours lacks it"]
      : their === undefined
        ? ["  IonQ's lacks it"]
        : [...lacking("ours", our, their), ...lacking("IonQ's", their, our)]
  if (lines.length > 0) console.log([name, ...lines].join("\n"))
  differences += lines.length
}
console.log(`${differences} differences in ${theirs.size} operations of IonQ's and ${ours.size} of ours`)
