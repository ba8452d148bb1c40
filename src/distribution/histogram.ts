import { type Distribution, forEach, type SideOptions } from "./model.ts"
import { top as topOf } from "./read.ts"
import { toBits } from "./bitstrings.ts"

/**
 * Options shared by the text and SVG histograms.
 *
 * @category options
 * @since 0.1.0
 */
export interface PictureOptions extends SideOptions {
  /** The largest number of states to show, by largest value. The rest is summed in one line. Default: 16. */
  readonly top?: number | undefined
  /** Sorts by state, ascending, or by value, largest first. Default: `state`. */
  readonly order?: "state" | "value" | undefined
}

/** One line of a histogram. */
export interface Row {
  /** The state as a bitstring, or the number of the remaining states. */
  readonly label: string
  readonly text: string
  /** The length of its bar, from 0 to 1 for the largest value. The line of the remaining states has no bar. */
  readonly share: number | undefined
}

/** The states with the largest values and, if there are more, a last line for the rest. */
export const histogram = (self: Distribution, options: PictureOptions): ReadonlyArray<Row> => {
  const { top = 16, order = "state", qubit0 } = options
  const text = textOf(self)
  const found = topOf(self, top)
  const shown = order === "value" ? found : found.toSorted(([a], [b]) => (a < b ? -1 : 1))
  const most = found[0]?.[1] ?? 1
  const rows = shown.map(([state, value]) => ({
    label: toBits(state, self.width, qubit0),
    text: text(value),
    share: value / most,
  }))
  const more = self.values.length - rows.length
  if (more === 0) return rows
  // Summed directly, because the difference of two sums near 1 has few significant digits.
  const kept = new Set(found.map(([state]) => state))
  let left = 0
  forEach(self, (state, value) => {
    if (!kept.has(state)) left += value
  })
  return [...rows, { label: `${more} more`, text: text(left), share: undefined }]
}

const textOf =
  ({ kind }: Distribution) =>
  (value: number): string => {
    if (kind === "counts") return String(Math.round(value * 100) / 100)
    return value === 0 || value >= 0.00005 ? value.toFixed(4) : value.toExponential(1)
  }
