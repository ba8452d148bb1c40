import { Predicate } from "effect"

/** The message of a caught value, which need not be an `Error`. */
export const messageOf = (thrown: unknown): string =>
  Predicate.hasProperty(thrown, "message") && typeof thrown.message === "string"
    ? thrown.message
    : String(thrown)
