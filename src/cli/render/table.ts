import { CliOutput } from "effect/cli"
import { type Screen, styled, wrap } from "../terminal/screen.ts"

const { displayWidth } = CliOutput

/** One column of a table. */
export interface Column<A> {
  readonly title: string
  readonly cell: (row: A) => string
  /** Numbers are aligned to the right. Default: left. */
  readonly align?: "right" | undefined
  /**
   * The order in which columns are dropped if there is not enough room, highest first. Default: the column is never
   * dropped.
   */
  readonly rank?: number | undefined
  /**
   * The width to which a column may be cut if there is not enough room; a cell that is cut ends in an ellipsis. Columns
   * that are dropped first make room for it. Default: a column is never cut.
   */
  readonly least?: number | undefined
  /** Colors the text of a cell after it is padded. */
  readonly paint?: ((text: string, row: A, screen: Screen) => string) | undefined
}

const gap = "  "

const padded = (text: string, width: number, align: "right" | undefined): string => {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)))
  return align === "right" ? space + text : text + space
}

/** The beginning of a text that is wider than a column, with an ellipsis. */
const cut = (text: string, width: number): string => {
  if (displayWidth(text) <= width) return text
  const letters = [...text]
  while (displayWidth(letters.join("")) > width - 1) letters.pop()
  return `${letters.join("").trimEnd()}…`
}

/**
 * A table that fits the screen. Optional columns are dropped first, and names are cut. If the others are still too
 * wide, each row is printed on several lines with all columns, so that no id is ever cut.
 */
export const table = <A>(
  all: ReadonlyArray<Column<A>>,
  rows: ReadonlyArray<A>,
  screen: Screen,
  none: string,
): string => {
  if (rows.length === 0) return styled(screen, "dim", none)
  // A column that is empty in every row is dropped.
  const known = all
    .map((column) => {
      const cells = rows.map(column.cell)
      return { ...column, cells, width: Math.max(...[column.title, ...cells].map(displayWidth)) }
    })
    .filter(({ cells }) => cells.some((cell) => cell !== ""))
  let columns = known
  const least = (column: (typeof known)[number]) => Math.min(column.width, column.least ?? column.width)
  const needed = () => columns.reduce((sum, column) => sum + least(column) + gap.length, -gap.length)
  while (needed() > screen.columns) {
    const rank = Math.max(...columns.map((column) => column.rank ?? 0))
    if (rank === 0) return stacked(known, rows, screen)
    columns = columns.filter((column) => (column.rank ?? 0) < rank)
  }
  // The columns that may be cut share the room that is left, in their order.
  let room = screen.columns - needed()
  columns = columns.map((column) => {
    const width = Math.min(column.width, least(column) + room)
    room -= width - least(column)
    return { ...column, width, cells: column.cells.map((cell) => cut(cell, width)) }
  })
  const head = columns.map(({ title, width, align }) => padded(title, width, align)).join(gap)
  const body = rows.map((row, i) =>
    columns
      .map(({ cells, width, align, paint }) => {
        const text = padded(cells[i] ?? "", width, align)
        return paint === undefined ? text : paint(text, row, screen)
      })
      .join(gap)
      .trimEnd(),
  )
  return [styled(screen, "bold", head.trimEnd()), ...body].join("\n")
}

const stacked = <A>(
  columns: ReadonlyArray<Column<A> & { readonly cells: ReadonlyArray<string> }>,
  rows: ReadonlyArray<A>,
  screen: Screen,
): string =>
  rows
    .flatMap((row, i) => {
      const [first = "", ...rest] = columns.map(({ cells }) => cells[i] ?? "")
      const others = rest.filter((cell) => cell !== "").join(gap)
      const paint = columns.find((column) => column.paint !== undefined)?.paint
      const line = (text: string) => `  ${paint === undefined ? text : paint(text, row, screen)}`
      return [styled(screen, "bold", first), ...wrap(others, screen.columns - 2).map(line)]
    })
    .join("\n")

/** Names and values, one per line. Missing values are dropped. */
export const details = (
  pairs: ReadonlyArray<readonly [name: string, value: string | undefined]>,
  screen: Screen,
): string => {
  const known = pairs.flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [{ name, value }],
  )
  const width = Math.max(0, ...known.map(({ name }) => name.length))
  const room = Math.max(16, screen.columns - width - gap.length)
  return known
    .flatMap(({ name, value }) =>
      wrap(value, room).map(
        (line, i) => `${styled(screen, "dim", (i === 0 ? name : "").padEnd(width))}${gap}${line}`,
      ),
    )
    .join("\n")
}
