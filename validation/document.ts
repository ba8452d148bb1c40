/** One of IonQ's OpenAPI documents as JSON Schema, and validators of its messages. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

export type Json = { readonly [key: string]: unknown }

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What is used of ajv; the tool has a lock file of its own, which the compiler of the project does not see. */
interface Validator {
  (value: unknown): boolean
  readonly errors?: ReadonlyArray<Problem> | null
}
interface Problem {
  readonly instancePath: string
  readonly message?: string
  readonly params: Json
}
interface Ajv {
  readonly addSchema: (schema: unknown, key: string) => void
  readonly addFormat: (name: string, format: boolean) => void
  readonly compile: (schema: unknown) => Validator
}

/** Loads a library of the tool, whose folder is not one that modules here are found in. */
const requireTool: (name: string) => unknown = createRequire(new URL("tool/package.json", import.meta.url))

const makeAjv = (coerceTypes: boolean): Ajv => {
  const { Ajv: make } = requireTool("ajv") as { readonly Ajv: new (options: object) => Ajv }
  const formats = requireTool("ajv-formats") as { readonly default: (ajv: Ajv) => void }
  const ajv = new make({ strict: false, allErrors: true, coerceTypes: coerceTypes ? "array" : false })
  formats.default(ajv)
  ajv.addFormat("unix-timestamp", true)
  return ajv
}

/** `nullable` of OpenAPI 3.0 as JSON Schema has it. */
const converted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(converted)
  if (!isObject(value)) return value
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, converted(part)]),
  )
  if (typeof nullable !== "boolean") return nullable === undefined ? rest : { ...rest, nullable }
  return nullable ? { anyOf: [rest, { type: "null" }] } : rest
}

const get = (document: unknown, pointer: ReadonlyArray<string>): unknown =>
  pointer.reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), document)

export interface Operation {
  readonly method: string
  readonly path: string
  readonly pattern: RegExp
  readonly query: Json
  readonly body: unknown
  /** The schemas of responses by their statuses. */
  readonly responses: ReadonlyMap<string, unknown>
}

export interface Document {
  readonly root: Json
  readonly operations: ReadonlyArray<Operation>
}

const methods = ["get", "put", "post", "delete"]

export const readDocument = (file: string): Document => {
  const root = converted(JSON.parse(readFileSync(file, "utf8"))) as Json
  const resolve = (value: unknown): unknown => {
    const reference = isObject(value) ? value["$ref"] : undefined
    return typeof reference === "string"
      ? resolve(get(root, reference.replace(/^#\//, "").split("/")))
      : value
  }
  const schemaIn = (holder: unknown) => get(resolve(holder), ["content", "application/json", "schema"])
  const paths = root["paths"]
  const operations = Object.entries(isObject(paths) ? paths : {}).flatMap(([path, item]) =>
    methods.flatMap((method): ReadonlyArray<Operation> => {
      const operation = isObject(item) ? item[method] : undefined
      if (!isObject(operation)) return []
      const parameters = Array.isArray(operation["parameters"]) ? operation["parameters"].map(resolve) : []
      const query = parameters.filter((each): each is Json => isObject(each) && each["in"] === "query")
      const responses = isObject(operation["responses"]) ? operation["responses"] : {}
      return [
        {
          method: method.toUpperCase(),
          path,
          pattern: new RegExp(`^${path.replaceAll(/\{[^}]*\}/g, "[^/]+")}$`),
          query: {
            type: "object",
            properties: Object.fromEntries(query.map(({ name, schema }) => [String(name), schema])),
            required: query.filter(({ required }) => required === true).map(({ name }) => name),
            additionalProperties: false,
          },
          body: schemaIn(operation["requestBody"]),
          responses: new Map(Object.entries(responses).map(([status, each]) => [status, schemaIn(each)])),
        },
      ]
    }),
  )
  return { root, operations }
}

/** Finds what is wrong with a value; nothing where it is valid. */
export type Check = (schema: unknown, value: unknown) => ReadonlyArray<string>

/** Checks by a document's schemas; a query's texts count as the numbers and booleans that they spell. */
export const makeCheck = ({ root }: Document, options: { readonly query: boolean }): Check => {
  const ajv = makeAjv(options.query)
  ajv.addSchema({ ...root, $id: "ionq" }, "ionq")
  const known = new Map<unknown, Validator>()
  const compiled = (schema: unknown): Validator => {
    const found = known.get(schema) ?? ajv.compile(absolute(schema))
    known.set(schema, found)
    return found
  }
  const problems = (schema: unknown, value: unknown): ReadonlyArray<string> => {
    const validate = compiled(schema)
    return validate(value) ? [] : (validate.errors ?? []).map(wordsFor)
  }
  const members = (schema: unknown): ReadonlyArray<unknown> => {
    const reference = isObject(schema) ? schema["$ref"] : undefined
    if (typeof reference === "string") return members(get(root, reference.replace(/^#\//, "").split("/")))
    const any = isObject(schema) ? schema["anyOf"] : undefined
    return Array.isArray(any) ? any : [schema]
  }
  // Of several that a value may be, the one that fits best says what is wrong.
  return (schema, value) =>
    schema === undefined
      ? []
      : members(schema)
          .map((member) => problems(member, value))
          .reduce((best, each) => (weightOf(each) < weightOf(best) ? each : best))
}

/** One of another type fits worse than one with many flaws. */
const weightOf = (problems: ReadonlyArray<string>): number =>
  problems.length + 1000 * problems.filter((problem) => problem.startsWith("/type ")).length

/** References as they are found from outside of the document. */
const absolute = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(absolute)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === "$ref" && typeof part === "string" && part.startsWith("#") ? `ionq${part}` : absolute(part),
    ]),
  )
}

/** Words without the ids and indices that differ from run to run. */
const wordsFor = ({ instancePath, message = "is not valid", params }: Problem): string => {
  const place = instancePath.replaceAll(/\/\d+/g, "[]") || "the whole"
  const more = Object.values(params).filter((value) => typeof value === "string")
  return `${place} ${message}${more.length === 0 ? "" : ` (${more.join(", ")})`}`
}
