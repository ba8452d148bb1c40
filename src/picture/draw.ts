import { Function } from "effect"
import type { Circuit } from "../circuit/model.ts"
import { cellsOf } from "./cells.ts"
import { type Element, layoutOf, type Mark, wrap } from "./layout.ts"

/**
 * Options of {@link draw}.
 *
 * @category options
 * @since 0.1.0
 */
export interface DrawOptions {
  /**
   * The largest number of characters per line. Longer circuits continue below. Default: 80. A wider gate gets its own
   * line.
   */
  readonly width?: number | undefined
}

const [left, right, up, down] = [1, 2, 4, 8] as const

/** The line character for each set of directions. The index is the sum of `left`, `right`, `up` and `down`. */
const lines: ReadonlyArray<string> = [
  " ",
  "─",
  "─",
  "─",
  "│",
  "┘",
  "└",
  "┴",
  "│",
  "┐",
  "┌",
  "┬",
  "│",
  "┤",
  "├",
  "┼",
]

const symbols = { control: "●", plus: "⊕", cross: "×" } as const

/** The width of a mark in characters, including its box. */
const markWidth = (mark: Mark): number => (mark.kind === "box" ? cellsOf(mark.label).length + 4 : 1)

type Column = ReadonlyArray<Element>

const columnWidth = (column: Column): number => 2 + Math.max(...column.flat().map(markWidth))

/** A grid of characters and lines, in which lines that meet are joined. */
const canvas = (rows: number) => {
  const cells = Array.from({ length: rows }, () => new Map<number, string | number>())
  const line = (row: number, column: number, directions: number) => {
    const at = cells[row]?.get(column) ?? 0
    if (typeof at === "number") cells[row]?.set(column, at | directions)
  }
  const text = (row: number, column: number, value: string) =>
    cellsOf(value).forEach((cell, i) => cells[row]?.set(column + i, cell))
  const print = (): ReadonlyArray<string> =>
    cells.map((row) => {
      const last = Math.max(-1, ...row.keys())
      return Array.from({ length: last + 1 }, (_, column) => {
        const cell = row.get(column) ?? " "
        return typeof cell === "number" ? (lines[cell] ?? " ") : cell
      })
        .join("")
        .trimEnd()
    })
  return { line, text, print }
}
type Canvas = ReturnType<typeof canvas>

const drawBox = (on: Canvas, row: number, center: number, mark: Mark & { readonly kind: "box" }) => {
  const width = markWidth(mark)
  const start = center - Math.floor(width / 2)
  const end = start + width - 1
  for (let column = start; column <= end; column++) {
    const directions = (column > start ? left : 0) | (column < end ? right : 0)
    const side = column === start || column === end
    on.line(row - 1, column, directions | (side ? down : 0))
    on.line(row + 1, column, directions | (side ? up : 0))
  }
  on.text(row, start, `┤ ${mark.label} ├`)
}

const drawElement = (on: Canvas, element: Element, rowOf: (wire: number) => number, center: number) => {
  element.forEach((mark, i) => {
    const row = rowOf(mark.wire)
    if (mark.kind === "box") drawBox(on, row, center, mark)
    else on.text(row, center, symbols[mark.kind])
    const next = element[i + 1]
    if (next === undefined) return
    const end = rowOf(next.wire)
    for (let r = row + 1; r < end; r++) {
      const fromBox = mark.kind === "box" && r === row + 1
      const toBox = next.kind === "box" && r === end - 1
      on.line(r, center, (fromBox ? 0 : up) | (toBox ? 0 : down))
    }
  })
}

/** The row of each wire. Boxes on neighboring wires in the same column need two rows between the wires. */
const rowsOf = (wires: number, columns: ReadonlyArray<Column>): ReadonlyArray<number> => {
  const apart = new Set<number>()
  for (const column of columns) {
    const boxes = new Set(column.flat().flatMap((mark) => (mark.kind === "box" ? [mark.wire] : [])))
    for (const wire of boxes) if (boxes.has(wire + 1)) apart.add(wire)
  }
  const rows = [1]
  for (let wire = 1; wire < wires; wire++) rows.push((rows.at(-1) ?? 0) + (apart.has(wire - 1) ? 3 : 2))
  return rows
}

/**
 * The circuit as text for a terminal, with wires from top to bottom and time from left to right.
 *
 * **Details**
 *
 * A dot is a control, ⊕ the target of a controlled X, and two crosses are a swap. Boxes joined by a line are one
 * gate. Angles of QIS gates are in radians, numbers of native gates in turns. A circuit that does not fit into a line
 * continues below, from `»` to `«`.
 *
 * **Example** (In a narrow terminal)
 *
 * ```ts
 * const picture = Circuit.draw(Circuit.qft(4), { width: 60 })
 * ```
 *
 * @category pictures
 * @since 0.1.0
 */
export const draw: {
  (options?: DrawOptions): (self: Circuit) => string
  (self: Circuit, options?: DrawOptions): string
} = Function.dual(
  (args) => typeof args[0] === "object" && args[0] !== null && "gateset" in args[0],
  (self: Circuit, { width = 80 }: DrawOptions = {}): string => {
    const { wires, columns } = layoutOf(self)
    const names = wires.map((name) => `${name}: `)
    const margin = Math.max(0, ...names.map((name) => cellsOf(name).length))
    const blocks = wrap(columns, columnWidth, width - margin - 2)
    return blocks
      .map((block, i) => {
        const rows = rowsOf(wires.length, block)
        const rowOf = (wire: number): number => rows[wire] ?? 0
        const on = canvas(wires.length === 0 ? 0 : (rows.at(-1) ?? 0) + 2)
        const length = 1 + block.reduce((sum, column) => sum + columnWidth(column), 0)
        names.forEach((name, wire) => {
          on.text(rowOf(wire), margin - cellsOf(name).length, name)
          for (let x = 0; x < length; x++) on.line(rowOf(wire), margin + x, left | right)
          if (i > 0) on.text(rowOf(wire), margin, "«")
          if (i < blocks.length - 1) on.text(rowOf(wire), margin + length, "»")
        })
        let start = margin
        for (const column of block) {
          const size = columnWidth(column)
          for (const element of column) drawElement(on, element, rowOf, start + Math.floor(size / 2))
          start += size
        }
        return on
          .print()
          .join("\n")
          .replace(/^\n+|\n+$/g, "")
      })
      .join("\n\n")
  },
)
