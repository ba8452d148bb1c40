import { escapeMarkup } from "../svg/markup.ts"
import { Function } from "effect"
import type { Circuit } from "../circuit/model.ts"
import { cellsOf } from "./cells.ts"
import { type Element, layoutOf, type Mark, wrap } from "./layout.ts"

/**
 * Options of {@link toSvg}.
 *
 * @category options
 * @since 0.1.0
 */
export interface SvgOptions {
  /** The largest width in pixels. Longer circuits continue below. Default: 800. A wider gate gets its own row. */
  readonly width?: number | undefined
}

/** Sizes in pixels. The width of a letter is fixed, because the viewer's font is unknown. */
const sizes = { letter: 8.4, wire: 46, box: 30, gap: 14, margin: 12, dot: 4.5, plus: 10, cross: 6, rows: 18 }

/**
 * Colors for light and dark pages, without a background. The styles are scoped, because the page may have other
 * styles.
 */
const style = `
.ionq-circuit .wire{stroke:#64748b;stroke-width:1.5}
.ionq-circuit .join{stroke:#4f46e5;stroke-width:1.5}
.ionq-circuit .box{fill:#eef2ff;stroke:#4f46e5;stroke-width:1.5}
.ionq-circuit .dot{fill:#4f46e5}
.ionq-circuit .mark{stroke:#4f46e5;stroke-width:1.75;fill:none}
.ionq-circuit text{font:14px ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1e293b;dominant-baseline:central}
@media (prefers-color-scheme:dark){
.ionq-circuit .wire{stroke:#94a3b8}
.ionq-circuit .box{fill:#1e1b4b;stroke:#a5b4fc}
.ionq-circuit .dot{fill:#a5b4fc}
.ionq-circuit .join,.ionq-circuit .mark{stroke:#a5b4fc}
.ionq-circuit text{fill:#e2e8f0}
}`

const textWidth = (text: string): number => cellsOf(text).length * sizes.letter

const round = (value: number): number => Math.round(value * 10) / 10

const element = (
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  inner?: string,
): string => {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escapeMarkup(value)}"`)
    .join("")
  return inner === undefined ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>`
}

const line = (kind: string, x1: number, y1: number, x2: number, y2: number): string =>
  element("line", { class: kind, x1, y1, x2, y2 })

const label = (x: number, y: number, anchor: "middle" | "end", value: string): string =>
  element(
    "text",
    { x, y, "text-anchor": anchor, textLength: textWidth(value), lengthAdjust: "spacingAndGlyphs" },
    escapeMarkup(value),
  )

const markWidth = (mark: Mark): number =>
  mark.kind === "box" ? Math.max(sizes.box, textWidth(mark.label) + 16) : 2 * sizes.plus

type Column = ReadonlyArray<Element>

const columnWidth = (column: Column): number => sizes.gap + Math.max(...column.flat().map(markWidth))

const drawMark = (mark: Mark, x: number, y: number): string => {
  switch (mark.kind) {
    case "control":
      return element("circle", { class: "dot", cx: x, cy: y, r: sizes.dot })
    case "plus": {
      const r = sizes.plus
      return [
        element("circle", { class: "mark", cx: x, cy: y, r }),
        line("mark", x - r, y, x + r, y),
        line("mark", x, y - r, x, y + r),
      ].join("")
    }
    case "cross": {
      const r = sizes.cross
      return line("mark", x - r, y - r, x + r, y + r) + line("mark", x - r, y + r, x + r, y - r)
    }
    case "box": {
      const width = markWidth(mark)
      const box = { class: "box", x: x - width / 2, y: y - sizes.box / 2, width, height: sizes.box, rx: 4 }
      return element("rect", box) + label(x, y, "middle", mark.label)
    }
  }
}

const drawElement = (marks: Element, x: number, yOf: (wire: number) => number): string => {
  const [first, last] = [marks[0], marks.at(-1)]
  const alone = first === undefined || last === undefined || first.wire === last.wire
  return [
    alone ? "" : line("join", x, yOf(first.wire), x, yOf(last.wire)),
    ...marks.map((mark) => drawMark(mark, x, yOf(mark.wire))),
  ].join("")
}

/**
 * The circuit as a self-contained SVG document, readable on light and dark pages.
 *
 * **Details**
 *
 * A dot is a control, a circled plus the target of a controlled X, and two crosses are a swap. Boxes joined by a line
 * are one gate. Angles of QIS gates are in radians, numbers of native gates in turns.
 *
 * **Example** (For a page)
 *
 * ```ts
 * const svg = Circuit.toSvg(Circuit.qft(4))
 * ```
 *
 * @category pictures
 * @since 0.1.0
 */
export const toSvg: {
  (options?: SvgOptions): (self: Circuit) => string
  (self: Circuit, options?: SvgOptions): string
} = Function.dual(
  (args) => typeof args[0] === "object" && args[0] !== null && "gateset" in args[0],
  (self: Circuit, { width = 800 }: SvgOptions = {}): string => {
    const { wires, columns } = layoutOf(self)
    const start = sizes.margin + Math.max(0, ...wires.map(textWidth)) + 8
    const rows = wrap(columns, columnWidth, width - start - sizes.margin - sizes.gap)
    const rowHeight = wires.length * sizes.wire + sizes.rows
    const lengths = rows.map((row) => row.reduce((sum, column) => sum + columnWidth(column), sizes.gap))
    const whole = start + Math.max(...lengths) + sizes.margin
    const drawn = rows.map((row, i) => {
      const yOf = (wire: number): number => sizes.margin + i * rowHeight + (wire + 0.5) * sizes.wire
      const end = start + (lengths[i] ?? 0)
      const lines = wires.map(
        (name, wire) =>
          label(start - 8, yOf(wire), "end", name) + line("wire", start, yOf(wire), end, yOf(wire)),
      )
      let x = start + sizes.gap / 2
      const gates = row.map((column) => {
        const center = x + columnWidth(column) / 2
        x += columnWidth(column)
        return column.map((marks) => drawElement(marks, center, yOf)).join("")
      })
      return element("g", {}, [...lines, ...gates].join("\n"))
    })
    const height = 2 * sizes.margin + rows.length * rowHeight - sizes.rows
    const name = `Circuit${self.name === undefined ? "" : ` ${self.name}`}: ${wires.length} qubits, ${self.gates.length} gates`
    return element(
      "svg",
      {
        xmlns: "http://www.w3.org/2000/svg",
        class: "ionq-circuit",
        role: "img",
        viewBox: `0 0 ${round(whole)} ${round(height)}`,
        width: whole,
        height,
        style: "max-width:100%;height:auto",
      },
      [`<title>${escapeMarkup(name)}</title>`, `<style>${style}</style>`, ...drawn].join("\n"),
    )
  },
)
