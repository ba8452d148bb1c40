import { Predicate } from "effect"

type Json = { readonly [key: string]: unknown }

/** What a parameter is to its reader, and not the text that it is sent as. */
const plainSchema = (schema: unknown): unknown => {
  if (!Predicate.isObject(schema) || !("type" in schema) || schema.type !== "string") return schema
  if ("enum" in schema && Array.isArray(schema.enum) && schema.enum.includes("true"))
    return { type: "boolean" }
  const isNumber =
    "pattern" in schema && typeof schema.pattern === "string" && schema.pattern.includes("\\d+")
  return isNumber ? { type: "integer" } : schema
}

const plainParameter = (parameter: Json): Json => {
  if (parameter["in"] !== "query") return parameter
  // A list is sent as repeats; that it may also come as `a,b` is the emulator's leniency.
  const schema =
    parameter["name"] === "ids"
      ? { type: "array", items: { type: "string" } }
      : plainSchema(parameter["schema"])
  return { ...parameter, schema }
}

/** A document in which the integers and booleans of queries are such, and not the texts that they are sent as. */
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
