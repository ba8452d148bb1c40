import { Predicate } from "effect"
import { flagPattern } from "../schema/wire.ts"

type Json = { readonly [key: string]: unknown }

/** The schema of a query parameter by its logical type: boolean for a flag, integer for digits. */
const plainSchema = (schema: unknown): unknown => {
  if (!Predicate.isObject(schema) || !("type" in schema) || schema.type !== "string") return schema
  const pattern = "pattern" in schema && typeof schema.pattern === "string" ? schema.pattern : ""
  if (pattern === flagPattern.source) return { type: "boolean" }
  return pattern.includes("\\d+") ? { type: "integer" } : schema
}

const plainParameter = (parameter: Json): Json => {
  if (parameter["in"] !== "query") return parameter
  // `ids` is sent as a repeated parameter. Only the emulator also accepts `a,b`.
  const schema =
    parameter["name"] === "ids"
      ? { type: "array", items: { type: "string" } }
      : plainSchema(parameter["schema"])
  return { ...parameter, schema }
}

/**
 * Gives the query parameters of a document their logical types (boolean, integer, list) instead of the strings that
 * are sent.
 */
export const plainQueries = (document: Record<string, unknown>): Record<string, unknown> => ({
  ...document,
  paths: mapValues(document["paths"], (item) =>
    mapValues(item, (operation) =>
      Predicate.isObject(operation) && "parameters" in operation && Array.isArray(operation.parameters)
        ? { ...operation, parameters: operation.parameters.map(plainParameter) }
        : operation,
    ),
  ),
})

const mapValues = (value: unknown, f: (part: unknown) => unknown): unknown =>
  Predicate.isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, f(part)]))
    : value
