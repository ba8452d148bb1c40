import { Predicate } from "effect"

/** A text of an object, where there is one that is not empty. */
export const stringAt = (value: unknown, key: string): string | undefined =>
  Predicate.hasProperty(value, key) && typeof value[key] === "string" && value[key] !== ""
    ? value[key]
    : undefined

/** What an error body says to people: `{ message }`, `{ error: { message } }`, `{ error }` or `{ detail }`. */
export const messageIn = (body: unknown): string | undefined =>
  stringAt(body, "message") ??
  (Predicate.hasProperty(body, "error")
    ? (stringAt(body.error, "message") ?? stringAt(body, "error"))
    : undefined) ??
  stringAt(body, "detail")
