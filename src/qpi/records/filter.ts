import { DateTime, Effect, Option, Result } from "effect"
import { FilterError } from "../errors/jobErrors.ts"
import { formatDate, formatEventDate, isWritable } from "../schema/dates.ts"

/**
 * A condition on the fields of a record.
 *
 * @category models
 * @since 0.2.0
 */
export type Filter =
  | { readonly _tag: "Compare"; readonly field: string; readonly operator: string; readonly value: Value }
  | { readonly _tag: "All" | "Any"; readonly parts: ReadonlyArray<Filter> }

/**
 * The value with which a field is compared. A `DateTime` and a `Date` are written in the server's format. `null`
 * means "no value".
 *
 * @category models
 * @since 0.2.0
 */
export type Value = string | number | boolean | null | DateTime.DateTime | Date

const compare =
  (operator: string) =>
  (field: string, value: Value): Filter => ({ _tag: "Compare", field, operator, value })

/** Whether a field equals a value. @category comparisons @since 0.2.0 */
export const equals = compare("=")
/** Whether a field does not equal a value. @category comparisons @since 0.2.0 */
export const differs = compare("!=")
/** Whether a field is greater than a value. @category comparisons @since 0.2.0 */
export const above = compare(">")
/** Whether a field is greater than a value or equal to it. @category comparisons @since 0.2.0 */
export const atLeast = compare(">=")
/** Whether a field is less than a value. @category comparisons @since 0.2.0 */
export const below = compare("<")
/** Whether a field is less than a value or equal to it. @category comparisons @since 0.2.0 */
export const atMost = compare("<=")

/**
 * Whether a text field contains a text. The case is ignored. `%` matches any characters.
 *
 * @category comparisons
 * @since 0.2.0
 */
export const contains = (field: string, text: string): Filter => compare("~")(field, text)

/** Whether a text field does not contain a text, by the rules of {@link contains}. @category comparisons @since 0.2.0 */
export const containsNot = (field: string, text: string): Filter => compare("!~")(field, text)

/**
 * Whether all filters match. An empty list matches everything.
 *
 * @category combinators
 * @since 0.2.0
 */
export const and = (...parts: ReadonlyArray<Filter>): Filter => ({ _tag: "All", parts })

/**
 * Whether at least one filter matches. An empty list matches nothing.
 *
 * @category combinators
 * @since 0.2.0
 */
export const or = (...parts: ReadonlyArray<Filter>): Filter => ({ _tag: "Any", parts })

/**
 * Whether a field equals one of the given values. An empty list matches nothing.
 *
 * @category combinators
 * @since 0.2.0
 */
export const oneOf = (field: string, values: ReadonlyArray<Value>): Filter =>
  or(...values.map((value) => equals(field, value)))

/** The largest length of a filter in bytes. PocketBase rejects a longer one. */
const longest = 3500

/** The largest number of comparisons. PocketBase rejects more. */
const mostComparisons = 200

/** A filter that matches no record: every id is 15 characters long. */
const nothing = "id=''"

const fieldName = /^[A-Za-z_@][\w@]*(?:[.:][\w-]+)*$/

/**
 * Renders a filter in PocketBase's syntax; an empty text if it matches everything. Fails for an invalid field name or
 * value, and for a filter that is too long.
 *
 * @category conversions
 * @since 0.2.0
 */
export const render = (filter: Filter): Result.Result<string, FilterError> =>
  Result.flatMap(write(filter), (text) => {
    const bytes = new TextEncoder().encode(text).length
    if (bytes > longest) return refuse(`The filter has ${bytes} bytes, but the limit is ${longest}`)
    const comparisons = count(filter)
    return comparisons > mostComparisons
      ? refuse(`The filter has ${comparisons} comparisons, but the limit is ${mostComparisons}`)
      : Result.succeed(text)
  })

const count = (filter: Filter): number =>
  filter._tag === "Compare" ? 1 : filter.parts.reduce((sum, part) => sum + count(part), 0)

/** @internal */
export const renderEffect = (filter: Filter): Effect.Effect<string, FilterError> =>
  Effect.fromResult(render(filter))

const refuse = (message: string): Result.Result<never, FilterError> =>
  Result.fail(new FilterError({ message }))

const write = (filter: Filter): Result.Result<string, FilterError> =>
  Result.gen(function* () {
    if (filter._tag === "Compare") {
      const { field, operator, value } = filter
      if (!fieldName.test(field)) return yield* refuse(`${JSON.stringify(field)} is not a field name`)
      return `${field}${operator}${yield* literal(field, value)}`
    }
    const parts: Array<string> = []
    for (const part of filter.parts) {
      const text = yield* write(part)
      if (text !== "") parts.push(text)
      else if (filter._tag === "Any") return ""
    }
    if (parts.length === 0) return filter._tag === "All" ? "" : nothing
    return parts.length === 1 ? parts[0]! : `(${parts.join(filter._tag === "All" ? " && " : " || ")})`
  })

const literal = (field: string, value: Value): Result.Result<string, FilterError> => {
  if (value === null || typeof value === "boolean") return Result.succeed(String(value))
  if (typeof value === "number") {
    return Number.isFinite(value)
      ? Result.succeed(plain(value))
      : refuse(`${field} is compared with ${value}, which is not a number`)
  }
  if (typeof value === "string") return quoted(field, value)
  return Result.map(dateText(field, value), (text) => `'${text}'`)
}

/** A date as the server stores it in a field. */
export const dateText = (
  field: string,
  value: DateTime.DateTime | Date,
): Result.Result<string, FilterError> => {
  const moment = DateTime.make(value)
  if (Option.isNone(moment)) return refuse(`${field} is compared with an invalid date`)
  // Dates are compared as texts. Only the field `ts` of an event is stored with a "T".
  return isWritable(moment.value)
    ? Result.succeed(field === "ts" ? formatEventDate(moment.value) : formatDate(moment.value))
    : refuse(`${field} is compared with a date beyond the years from 0 to 9999`)
}

/** A number without an exponent, because PocketBase does not read exponents. */
const plain = (value: number): string =>
  /e/i.test(String(value))
    ? value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 20 })
    : String(value)

/** Quotes a text. PocketBase has one escape, a backslash before the quote in use. Every other backslash is literal. */
const quoted = (field: string, text: string): Result.Result<string, FilterError> => {
  if (text.endsWith("\\")) {
    return refuse(`${field} is compared with a text that ends in a backslash, which PocketBase cannot read`)
  }
  if (text.includes("\0")) {
    return refuse(`${field} is compared with a text that has a NUL, which PocketBase treats as its end`)
  }
  return Result.succeed(`'${text.replaceAll("'", "\\'")}'`)
}
