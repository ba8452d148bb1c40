import type { Database } from "./Database.ts"
import { parseFilter } from "./filter.ts"
import { badQuery, superusersOnly } from "./Refusal.ts"
import { type Caller, idOf, type Row } from "./Row.ts"
import type { Schema } from "./schemas.ts"
import { pickItems } from "./pickFields.ts"
import { show } from "./visibleRecord.ts"

/** The largest number of fields to sort by. */
const mostSorts = 8

/** A page of a collection, as PocketBase returns it. */
export const pageOf = (db: Database, schema: Schema, query: URLSearchParams, caller: Caller) => {
  const rule = schema.rules.list
  if (rule === null && caller.kind !== "superuser") throw superusersOnly()
  const page = Math.max(1, numberIn(query, "page", 1))
  const asked = numberIn(query, "perPage", 30)
  const perPage = asked <= 0 ? 30 : Math.min(1000, asked)
  const test = parseFilter(query.get("filter") ?? "", {
    fields: namesIn(schema),
    json: new Set(
      Object.entries(schema.fields).flatMap(([name, { type }]) => (type === "json" ? [name] : [])),
    ),
    now: db.now,
    callerId: idOf(caller),
  })
  const seen = [...db.rows(schema).values()].filter(
    (row) => (caller.kind === "superuser" || rule?.(row, caller, db.now) === true) && test(row),
  )
  const sorted = sortBy(db, schema, seen, query.get("sort") ?? "")
  const skips = ["1", "true"].includes(query.get("skipTotal") ?? "")
  return pickItems(
    {
      items: sorted
        .slice((page - 1) * perPage, page * perPage)
        .map((row) => show(db, schema, row, caller, query.get("expand") ?? "")),
      page,
      perPage,
      totalItems: skips ? -1 : sorted.length,
      totalPages: skips ? -1 : Math.ceil(sorted.length / perPage),
    },
    query.get("fields"),
  )
}

const numberIn = (query: URLSearchParams, name: string, otherwise: number): number => {
  const text = query.get(name)
  if (text === null || text === "") return otherwise
  if (!/^-?\d+$/.test(text)) throw badQuery()
  return Number(text)
}

/** The names that a filter and a sort may use. */
export const namesIn = (schema: Schema): ReadonlySet<string> =>
  new Set([
    "id",
    ...Object.keys(schema.fields),
    ...(schema.created === "none" ? [] : ["created"]),
    ...(schema.updated === "none" ? [] : ["updated"]),
  ])

/** Records in the order of `sort`, or in the given order if it is empty. Throws a 400 for an unknown field. */
export const sortBy = (
  db: Database,
  schema: Schema,
  rows: ReadonlyArray<Row>,
  sort: string,
): ReadonlyArray<Row> => {
  const names = namesIn(schema)
  const keys = sort
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => ({ name: part.replace(/^[-+]/, ""), sign: part.startsWith("-") ? -1 : 1 }))
  if (keys.length > mostSorts) throw badQuery()
  for (const { name } of keys) {
    if (!names.has(name) && name !== "@rowid" && name !== "@random") throw badQuery()
  }
  const places = new Map(rows.map((row, i) => [row, i]))
  const luck = new Map(rows.map((row) => [row, keys.some(({ name }) => name === "@random") ? db.draw() : 0]))
  const valueOf = (row: Row, name: string): string | number => {
    if (name === "@rowid") return places.get(row) ?? 0
    if (name === "@random") return luck.get(row) ?? 0
    const value = row[name]
    if (typeof value === "number" || typeof value === "string") return value
    return typeof value === "boolean" ? Number(value) : (JSON.stringify(value) ?? "")
  }
  return rows.toSorted((a, b) => {
    for (const { name, sign } of keys) {
      const [x, y] = [valueOf(a, name), valueOf(b, name)]
      if (x !== y) return x < y ? -sign : sign
    }
    return 0
  })
}
