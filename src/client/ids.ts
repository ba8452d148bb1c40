import { Effect, Predicate } from "effect"
import { InvalidRequestError } from "../errors/call.ts"
import type { Contract } from "./contract.ts"

/** The largest length of an id. A longer one would make the URL too long. */
const longest = 255

const allowed = /^[A-Za-z0-9._~:@+=-]$/

/** The rules for the ids of a platform: the fields that contain ids, and the form of an id. */
export interface IdRules {
  /** The fields of queries and bodies that contain one id, or a list of ids. */
  readonly fields: ReadonlyArray<string>
  /** The query fields whose list may be one string with commas, such as `a,b`. */
  readonly joined?: ReadonlyArray<string> | undefined
  /**
   * The platform's own check of an id, after the general rules for path segments. Returns the error as a phrase that
   * follows the name of the field.
   */
  readonly wrongIn?: ((id: string, field: string) => string | undefined) | undefined
}

/** Fast path for most ids. */
const usual = /^[A-Za-z0-9][A-Za-z0-9._~:@+=-]{0,254}$/

/** Why a string is not an id; undefined if it is one. An empty id, or `..`, would form the path of another endpoint. */
const wrongIn = (id: string): string | undefined => {
  if (usual.test(id)) return undefined
  if (id === "") return "is empty"
  if (id.length > longest) return `has ${id.length} characters, the limit is ${longest}`
  if (id === "." || id === "..") return `is ${JSON.stringify(id)}, which is a step in a path`
  const strange = [...id].find((character) => !allowed.test(character))
  return strange === undefined
    ? undefined
    : `has the character ${JSON.stringify(strange)}, which an id cannot have`
}

/** Whether a text can be an id. */
export const isId = (text: string): boolean => wrongIn(text) === undefined

const wrongId = (
  field: string,
  id: string,
  { wrongIn: platform }: Pick<IdRules, "wrongIn"> = {},
): InvalidRequestError | undefined => {
  const wrong = wrongIn(id) ?? platform?.(id, field)
  if (wrong === undefined) return undefined
  const limit = id.length > longest ? { limit: longest } : {}
  return new InvalidRequestError({ field, message: `${field} ${wrong}`, ...limit })
}

/** Rejects invalid ids. An id consists of at most 255 letters, digits and `. _ ~ : @ + = -`. */
export const checkId = (field: string, id: string): Effect.Effect<void, InvalidRequestError> => {
  const wrong = wrongId(field, id)
  return wrong === undefined ? Effect.void : Effect.fail(wrong)
}

/** The first invalid id in a request; undefined if all are valid. */
export type WrongIds = (request: object) => InvalidRequestError | undefined

/**
 * A check for each endpoint of a contract, by its name: it rejects invalid ids in the path, the query and the body. A
 * word that is the path of another endpoint (`/jobs/estimate`) is not an id.
 */
export const idChecks = (contract: Contract, rules: IdRules): ReadonlyMap<string, WrongIds> => {
  const paths = pathsOf(contract)
  return new Map(
    [...paths].map(([name, path]) => {
      const reserved = reservedIn(path, paths)
      const check: WrongIds = (request) => {
        for (const [field, id] of idsIn(request, rules)) {
          if (reserved.get(field)?.has(id) === true) {
            return new InvalidRequestError({
              field,
              message: `${field} is "${id}", which is another endpoint`,
            })
          }
          const error = wrongId(field, id, rules)
          if (error !== undefined) return error
        }
        return undefined
      }
      return [name, check]
    }),
  )
}

/** The path of each endpoint, by group and name. */
const pathsOf = (contract: Contract): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(contract).flatMap(([group, endpoints]) =>
      Object.entries(endpoints).map(([name, { path }]) => [`${group}.${name}`, path]),
    ),
  )

/** The words that a path parameter must not be, because they form the path of another endpoint. */
const reservedIn = (
  path: string,
  paths: ReadonlyMap<string, string>,
): ReadonlyMap<string, ReadonlySet<string>> => {
  const parts = path.split("/")
  return new Map(
    parts.flatMap((part, i) => {
      if (!part.startsWith(":")) return []
      const before = parts.slice(0, i).join("/")
      const words = [...paths.values()].flatMap((other) => {
        const others = other.split("/")
        const word = others[i]
        const beside = others.slice(0, i).join("/") === before
        return beside && word !== undefined && !word.startsWith(":") ? [word] : []
      })
      return [[part.slice(1), new Set(words)] as const]
    }),
  )
}

/** The ids of a request with their fields. Values that are not strings are left to the schema. */
const idsIn = (
  request: object,
  { fields, joined = [] }: IdRules,
): ReadonlyArray<readonly [field: string, id: string]> => {
  const { params, query, payload }: { params?: unknown; query?: unknown; payload?: unknown } = request
  const found: Array<readonly [string, string]> = []
  const add = (field: string, value: unknown): void => {
    if (typeof value === "string") found.push([field, value])
    else if (Array.isArray(value)) value.forEach((each, i) => add(`${field}.${i}`, each))
  }
  if (Predicate.isObject(params)) for (const [field, value] of Object.entries(params)) add(field, value)
  for (const part of [query, payload]) {
    if (!Predicate.isObject(part)) continue
    for (const field of fields) {
      if (!Predicate.hasProperty(part, field)) continue
      const value = part[field]
      const isList = part === query && joined.includes(field) && Array.isArray(value) && value.length === 1
      add(field, isList ? String(value[0]).split(",") : value)
    }
  }
  return found
}
