import { Formatter, Predicate } from "effect"
import { cellsOf } from "../picture/cells.ts"
import { escapeMarkup } from "../svg/markup.ts"
import type { MimeBundle } from "./Displayable.ts"

const written = (value: unknown): string => {
  switch (typeof value) {
    case "string":
      return value
    case "number":
    case "bigint":
    case "boolean":
      return String(value)
    default:
      if (Predicate.isNullish(value)) return ""
      if (!(value instanceof Date)) return Formatter.formatJson(value)
      return Number.isNaN(value.getTime()) ? "" : value.toISOString()
  }
}

/** A value of a cell on one line, without characters that would move the cursor of a terminal. */
const textOf = (value: unknown): string => written(value).replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")

const isSimple = (value: unknown): boolean =>
  value instanceof Date ||
  (!Predicate.isNullish(value) && typeof value !== "object" && typeof value !== "function")

/**
 * The names of the fields that have a number, a text, a boolean or a date in any row, in the order in which they first
 * occur.
 */
const columnsOf = (rows: ReadonlyArray<object>): ReadonlyArray<string> => [
  ...new Set(
    rows.flatMap((row) => Object.entries(row).flatMap(([name, value]) => (isSimple(value) ? [name] : []))),
  ),
]

const style = `<style>
.ionq-table{border-collapse:collapse}
.ionq-table th,.ionq-table td{padding:3px 10px;text-align:left;border-bottom:1px solid #8884}
.ionq-table .number{text-align:right;font-variant-numeric:tabular-nums}
</style>`

/** Rows as a table: as text with aligned columns, and as HTML. After `most` rows, the number of the others is shown. */
export const tableOf = (
  rows: ReadonlyArray<object>,
  columns: ReadonlyArray<string> = columnsOf(rows),
  most = 50,
): MimeBundle => {
  if (rows.length === 0) return { "text/plain": "No rows.", "text/html": "<p>No rows.</p>" }
  const shown = rows.slice(0, most)
  const more = rows.length - shown.length
  const rest = more > 0 ? `${more} more` : undefined
  const valuesOf = (row: object) => new Map<string, unknown>(Object.entries(row))
  const known = columns.map((name) => {
    const values = shown.map((row) => valuesOf(row).get(name))
    const isNumber = values.every((value) => Predicate.isNullish(value) || typeof value === "number")
    const cells = values.map(textOf)
    const width = Math.max(...[name, ...cells].map((text) => cellsOf(text).length))
    return { name, isNumber, cells, width }
  })
  const line = (textAt: (column: (typeof known)[number]) => string): string =>
    known
      .map((column) => {
        const text = textAt(column)
        const space = " ".repeat(column.width - cellsOf(text).length)
        return column.isNumber ? space + text : text + space
      })
      .join("  ")
      .trimEnd()
  const row = (tag: "th" | "td", textAt: (column: (typeof known)[number]) => string): string => {
    const cells = known.map((column) => {
      const css = column.isNumber ? ' class="number"' : ""
      return `<${tag}${css}>${escapeMarkup(textAt(column))}</${tag}>`
    })
    return `<tr>${cells.join("")}</tr>`
  }
  const body = shown.map((_, i) => (column: (typeof known)[number]) => column.cells[i] ?? "")
  return {
    "text/plain": [line(({ name }) => name), ...body.map(line), ...(rest === undefined ? [] : [rest])].join(
      "\n",
    ),
    "text/html": [
      style,
      '<table class="ionq-table">',
      `<thead>${row("th", ({ name }) => name)}</thead>`,
      `<tbody>${body.map((cell) => row("td", cell)).join("\n")}</tbody>`,
      "</table>",
      ...(rest === undefined ? [] : [`<p>${rest}</p>`]),
    ].join("\n"),
  }
}
