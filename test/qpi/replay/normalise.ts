/** What differs from run to run, and is compared by its kind only. */
const date = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/
const jwt = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/
const id = /^[a-z0-9]{15}$/

/** Objects whose contents are the server's own business; only their keys count. */
const opaque = new Set(["snippets", "tokens"])

/** A body without what differs from run to run. `nameOf` gives the name of an id that both sides know. */
export const normalise = (value: unknown, nameOf: (id: string) => string, key = ""): unknown => {
  if (Array.isArray(value)) return value.map((item) => normalise(item, nameOf))
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, part]) => [name, opaque.has(key) ? "<own>" : normalise(part, nameOf, name)]),
    )
  }
  if (typeof value !== "string") return value
  if (key === "qpi_addr") return "<address>"
  if (date.test(value)) return "<date>"
  if (jwt.test(value)) return "<jwt>"
  if (/^qpi_[\da-f]{64}$/.test(value)) return "qpi_<64 hex>"
  if (/^[\da-f]{64}$/.test(value)) return "<64 hex>"
  if (id.test(value)) return nameOf(value)
  if (value.startsWith("-----BEGIN CERTIFICATE-----")) return "<certificate>"
  return value.startsWith("<!doctype html>") || value.startsWith("<!DOCTYPE html>") ? "<page>" : value
}
