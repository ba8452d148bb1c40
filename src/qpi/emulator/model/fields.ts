import { Option } from "effect"
import { formatDate, parseDate } from "../../schema/dates.ts"
import type { FieldError } from "../../schema/Server.ts"
import { blank, missingRelation } from "./Refusal.ts"
import { DateTime } from "effect"

/** A field of a collection, with its checks. */
export type Field =
  | { readonly type: "text" | "date" | "bool" | "json"; readonly required?: boolean }
  | { readonly type: "number"; readonly required?: boolean; readonly min?: number }
  | { readonly type: "select"; readonly values: ReadonlyArray<string>; readonly required?: boolean }
  | { readonly type: "relation"; readonly to: string; readonly required?: boolean }

/** The limit of a payload or of results, in bytes. */
const mostJson = 1_048_576

/** Whether a record with this id is in a collection. */
export type Has = (collection: string, id: string) => boolean

/**
 * Converts a date to the server's format. The value may be a date or a time in ISO 8601, with a space or `T`. Any other
 * value becomes an empty string, which means "no date".
 */
export const storedDate = (value: unknown): string => {
  if (typeof value !== "string" || value === "") return ""
  const known = Option.orElse(parseDate(value), () =>
    /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(value)
      ? DateTime.make(value.replace(" ", "T"))
      : Option.none(),
  )
  return Option.match(known, { onNone: () => "", onSome: formatDate })
}

const numberOf = (value: unknown): number => {
  const number = typeof value === "string" ? Number.parseFloat(value) : Number(value)
  return Number.isFinite(number) ? number : 0
}

/** Converts a number or boolean to text. Any other value except a string becomes an empty string. */
const textOf = (value: unknown): string => {
  if (typeof value === "string") return value
  return typeof value === "number" || typeof value === "boolean" ? String(value) : ""
}

/** Converts a sent value to the stored one. A value of the wrong type becomes 0, false or an empty string. */
export const store = (field: Field, value: unknown): unknown => {
  switch (field.type) {
    case "number":
      return value === undefined || value === null ? 0 : numberOf(value)
    case "bool":
      return value === true || value === "true" || value === 1
    case "date":
      return storedDate(value)
    case "json":
      return value === undefined ? null : value
    case "relation": {
      const last: unknown = Array.isArray(value) ? value.at(-1) : value
      return typeof last === "string" ? last : ""
    }
    case "text":
    case "select":
      return textOf(value)
  }
}

/** Validates a stored value. Returns undefined for a valid one. */
export const faultIn = (field: Field, value: unknown, has: Has): FieldError | undefined => {
  if (field.required === true && (value === "" || value === 0 || value === null)) return blank
  switch (field.type) {
    case "number":
      return field.min !== undefined && Number(value) < field.min && value !== 0
        ? {
            code: "validation_min_number_constraint",
            message: `Must be larger than ${field.min.toFixed(6)}.`,
          }
        : undefined
    case "select":
      return value === "" || field.values.includes(textOf(value))
        ? undefined
        : {
            code: "validation_invalid_value",
            message: `Invalid value ${textOf(value)}.`,
            params: { value },
          }
    case "relation":
      return value === "" || has(field.to, textOf(value)) ? undefined : missingRelation
    case "json":
      return new TextEncoder().encode(JSON.stringify(value)).length > mostJson
        ? {
            code: "validation_json_size_limit",
            message: `The maximum allowed JSON size is ${mostJson} bytes.`,
            params: { maxSize: mostJson },
          }
        : undefined
    default:
      return undefined
  }
}
