import { Function } from "effect"
import { type ChartOptions, chartOf, type ScanPoint, within } from "./chart.ts"

/**
 * How a scan is drawn for a terminal.
 *
 * @category options
 * @since 0.2.0
 */
export interface DrawOptions extends ChartOptions {
  /** The width in characters. Default: 72, at least 24, at most 1000. */
  readonly columns?: number | undefined
  /** The height in lines, without title and axis. Default: 16, at least 4, at most 200. */
  readonly rows?: number | undefined
  /** Whether to use only ASCII characters. Default: false, which uses dots and lines of Unicode. */
  readonly ascii?: boolean | undefined
}

const unicode = {
  marks: ["●", "○", "▲", "△", "■", "□"],
  bar: "│",
  side: "┤",
  corner: "└",
  floor: "─",
  tick: "┬",
}
const plain = {
  marks: ["o", "x", "+", "*", "#", "%"],
  bar: "|",
  side: "|",
  corner: "+",
  floor: "-",
  tick: "+",
}

/**
 * Draws a scan as text: each value with an error bar, over a parameter.
 *
 * **Example** (A scan in a terminal)
 *
 * ```ts
 * const points = yield* Stream.runCollect(Sampler.orFail(Estimator.run(ansatz, { observables: [h2], sweep })))
 * yield* Console.log(Estimator.draw(points, { title: "H2" }))
 * ```
 *
 * @category pictures
 * @since 0.2.0
 */
export const draw: {
  (options?: DrawOptions): (points: Iterable<ScanPoint>) => string
  (points: Iterable<ScanPoint>, options?: DrawOptions): string
} = Function.dual(
  (args) => args[0] !== undefined && Symbol.iterator in Object(args[0]),
  (points: Iterable<ScanPoint>, options: DrawOptions = {}): string => {
    const { parameter, series, x, y } = chartOf(points, options)
    const { marks, bar, side, corner, floor, tick } = options.ascii === true ? plain : unicode
    const margin = y.labels.reduce((most, { length }) => Math.max(most, length), 0)
    const columns = within(options.columns, 72, 24, 1000) - margin - 2
    const rows = within(options.rows, 16, 4, 200)
    const columnOf = (value: number) => Math.round(((value - x.from) / (x.to - x.from)) * (columns - 1))
    const rowOf = (value: number) => Math.round(((y.to - value) / (y.to - y.from)) * (rows - 1))

    const grid = Array.from({ length: rows }, () => Array.from({ length: columns }, () => " "))
    for (const list of series) {
      for (const mark of list) {
        if (mark.error === 0) continue
        for (let row = rowOf(mark.y + mark.error); row <= rowOf(mark.y - mark.error); row++) {
          const line = grid[row]
          if (line !== undefined) line[columnOf(mark.x)] = bar
        }
      }
    }
    for (const [i, list] of series.entries()) {
      for (const mark of list) {
        const line = grid[rowOf(mark.y)]
        if (line !== undefined) line[columnOf(mark.x)] = marks[i % marks.length] ?? "o"
      }
    }
    const labels = new Map(y.ticks.map((value, i) => [rowOf(value), y.labels[i] ?? ""]))
    const names = (options.names ?? []).map((name, i) => `${marks[i % marks.length]} ${name}`)
    const ground = Array.from({ length: columns }, () => floor)
    const below = Array.from({ length: columns }, () => " ")
    let free = 0
    for (const [i, value] of x.ticks.entries()) {
      const at = columnOf(value)
      const label = x.labels[i] ?? ""
      ground[at] = tick
      const start = Math.min(columns - label.length, Math.max(0, at - Math.floor(label.length / 2)))
      if (start < free) continue
      for (const [k, character] of [...label].entries()) below[start + k] = character
      free = start + label.length + 1
    }
    return [
      ...(options.title === undefined ? [] : [options.title]),
      ...grid.map((line, row) =>
        `${(labels.get(row) ?? "").padStart(margin)} ${labels.has(row) ? side : bar}${line.join("")}`.trimEnd(),
      ),
      `${" ".repeat(margin)} ${corner}${ground.join("")}`,
      `${" ".repeat(margin)}  ${below.join("")}`.trimEnd(),
      `${" ".repeat(margin)}  ${[parameter, ...names].join("   ")}`.trimEnd(),
    ].join("\n")
  },
)
