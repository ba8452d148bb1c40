import { Predicate } from "effect"

/** A field of an object, if it is a nonempty string. */
export const stringAt = (value: unknown, key: string): string | undefined =>
  Predicate.hasProperty(value, key) && typeof value[key] === "string" && value[key] !== ""
    ? value[key]
    : undefined

/** The message in an error body: `{ message }`, `{ error: { message } }`, `{ error }` or `{ detail }`. */
export const messageIn = (body: unknown): string | undefined =>
  stringAt(body, "message") ??
  (Predicate.hasProperty(body, "error")
    ? (stringAt(body.error, "message") ?? stringAt(body, "error"))
    : undefined) ??
  stringAt(body, "detail")
