import { Function } from "effect"
import { histogram, type PictureOptions } from "./histogram.ts"
import { inLines, longest } from "./textLines.ts"
import type { Distribution } from "./model.ts"

/**
 * Options of {@link draw}.
 *
 * @category options
 * @since 0.1.0
 */
export interface DrawOptions extends PictureOptions {
  /** The width of the terminal. Default: 80. At least 24, at most 1000. */
  readonly columns?: number | undefined
  /** Whether to use ASCII characters only. Default: bars of Unicode block characters, in eighths. */
  readonly ascii?: boolean | undefined
}

/** The shortest bar beside a label, in characters. If a bar would be shorter, labels get their own lines. */
const leastRoom = 12

/** Blocks of one to seven eighths. */
const eighths = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

/**
 * The distribution as a text histogram: a line for each state with its value and bar. The largest value has the
 * longest bar. Labels that are too long for the terminal are wrapped, so that no two labels look the same.
 *
 * **Example** (A Bell pair)
 *
 * ```ts
 * Distribution.draw(bell, { qubit0: "left", columns: 40 })
 * // 00  0.5000  ████████████████████████████
 * // 11  0.5000  ████████████████████████████
 * ```
 *
 * @category pictures
 * @since 0.1.0
 */
export const draw: {
  (options: DrawOptions): (self: Distribution) => string
  (self: Distribution, options: DrawOptions): string
} = Function.dual(2, (self: Distribution, options: DrawOptions): string => {
  const columns = Math.min(1000, Math.max(24, Math.floor(options.columns ?? 80) || 80))
  const rows = histogram(self, options)
  const text = longest(rows.map(({ text }) => text))
  const label = longest(rows.map(({ label }) => label))
  const inline = columns - label - text - 4 >= leastRoom
  const room = inline ? columns - label - text - 4 : columns - text - 4
  const bar = options.ascii === true ? asciiBar : blockBar
  return rows
    .map((row) => {
      const drawn = row.share === undefined ? "" : bar(row.share * room)
      const values = `${row.text.padStart(text)}  ${drawn}`.trimEnd()
      return inline
        ? `${row.label.padEnd(label)}  ${values}`
        : `${inLines(row.label, columns).join("\n")}\n  ${values}`
    })
    .join("\n")
})

const asciiBar = (cells: number): string => "#".repeat(Math.max(1, Math.round(cells)))

const blockBar = (cells: number): string => {
  const parts = Math.max(1, Math.round(cells * 8))
  return "█".repeat(parts >> 3) + (eighths[(parts & 7) - 1] ?? "")
}
