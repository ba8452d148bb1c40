import { Predicate } from "effect"

/**
 * An object whose entries are created while its JSON is written, because a result can have millions of entries. Keys
 * are written without escapes, so they must not need any.
 */
export class LazyObject {
  readonly entries: () => Iterable<readonly [key: string, value: number]>

  constructor(entries: () => Iterable<readonly [key: string, value: number]>) {
    this.entries = entries
  }

  /** The whole object, for `JSON.stringify`. */
  toJSON(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.entries())
  }
}

/** The number of entries in a piece. */
const batch = 1000

function* lines({ entries }: LazyObject, newline: string): Generator<string> {
  const begin = `${newline}  "`
  let [text, count] = ["{", 0]
  for (const [key, value] of entries()) {
    text += `${count === 0 ? "" : ","}${begin}${key}": ${value}`
    count++
    if (count % batch !== 0) continue
    yield text
    text = ""
  }
  yield count === 0 ? "{}" : `${text}${newline}}`
}

const hasOwnJson = (value: unknown): value is { readonly toJSON: () => unknown } =>
  Predicate.hasProperty(value, "toJSON") && typeof value.toJSON === "function"

/** The entries of an object that JSON includes: not functions, symbols and undefined values. */
const entriesOf = (value: object): ReadonlyArray<readonly [string, unknown]> =>
  Object.entries(value).flatMap(([key, entry]: readonly [string, unknown]) => {
    const item = hasOwnJson(entry) && !(entry instanceof LazyObject) ? entry.toJSON() : entry
    const isLeftOut = item === undefined || typeof item === "function" || typeof item === "symbol"
    return isLeftOut ? [] : [[`${JSON.stringify(key)}: `, item]]
  })

/**
 * The JSON of a value in pieces, indented by two spaces as by `JSON.stringify`. A {@link LazyObject} of any size is
 * written in pieces of up to 1000 entries.
 */
export function* jsonPieces(value: unknown, newline = "\n"): Generator<string> {
  if (value instanceof LazyObject) return yield* lines(value, newline)
  if (typeof value !== "object" || value === null) return yield JSON.stringify(value) ?? "null"
  if (hasOwnJson(value)) return yield* jsonPieces(value.toJSON(), newline)
  const inner = `${newline}  `
  const isList = Array.isArray(value)
  const parts: ReadonlyArray<readonly [string, unknown]> = isList
    ? value.map((item: unknown) => ["", item])
    : entriesOf(value)
  const [open, close] = isList ? ["[", "]"] : ["{", "}"]
  let before = open
  for (const [label, item] of parts) {
    yield `${before}${inner}${label}`
    yield* jsonPieces(item, inner)
    before = ","
  }
  yield parts.length === 0 ? `${open}${close}` : `${newline}${close}`
}
