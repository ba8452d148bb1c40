import { escapeMarkup } from "../svg/markup.ts"
import { Function } from "effect"
import { histogram, type PictureOptions, type Row } from "./histogram.ts"
import { inLines, longest, wordsInLines } from "./textLines.ts"
import type { Distribution } from "./model.ts"

/**
 * Options of {@link toSvg}.
 *
 * @category options
 * @since 0.1.0
 */
export interface SvgOptions extends PictureOptions {
  /**
   * The width in pixels; the picture shrinks with its container. Default: 360, as wide as a phone. At least 240, at
   * most 10,000.
   */
  readonly width?: number | undefined
  /** The accessible name of the picture, also shown above it. Default: no title is shown. */
  readonly title?: string | undefined
}

const margin = 12
/** The width of a character in the monospaced font, with some room for wide fonts. */
const [fontSize, character] = [13, 8.2]
const [lineHeight, baseline, barHeight, gap] = [18, 13, 14, 6]
/** The shortest bar beside a label, in pixels. If a bar would be shorter, labels get their own lines. */
const leastBar = 90

/**
 * The distribution as an SVG histogram with a bar for each state. The picture is self-contained, has its own
 * background, follows the light or dark color scheme of the viewer, and fits a phone screen.
 *
 * **Example** (For a page)
 *
 * ```ts
 * const svg = Distribution.toSvg(probabilities, { qubit0: "left", title: "A Bell pair" })
 * ```
 *
 * @category pictures
 * @since 0.1.0
 */
export const toSvg: {
  (options: SvgOptions): (self: Distribution) => string
  (self: Distribution, options: SvgOptions): string
} = Function.dual(2, (self: Distribution, options: SvgOptions): string => {
  const width = Math.min(10_000, Math.max(240, Math.floor(options.width ?? 360) || 360))
  const inner = width - 2 * margin
  const titles = wordsInLines(options.title ?? "", Math.floor(inner / character))
  const top = margin + titles.length * lineHeight + (titles.length === 0 ? 0 : gap)
  const { parts, bottom } = rowsOf(histogram(self, options), top, inner)
  const height = bottom + margin - gap
  const name = options.title ?? `Histogram of ${self.width} qubits, qubit 0 on the ${options.qubit0}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="ionq-histogram" role="img" aria-label="${escapeMarkup(name)}" ` +
      `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" style="max-width:100%;height:auto">`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${width}" height="${height}" rx="6"/>`,
    ...titles.map(
      (line, i) =>
        `<text class="title" x="${margin}" y="${margin + i * lineHeight + baseline}">${escapeMarkup(line)}</text>`,
    ),
    ...parts,
    "</svg>",
  ].join("\n")
})

const style = [
  ".ionq-histogram{color-scheme:light dark}",
  `.ionq-histogram text{font:${fontSize}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1f2328}`,
  ".ionq-histogram .title{font-family:system-ui,sans-serif;font-weight:600}",
  ".ionq-histogram .value{text-anchor:end}",
  ".ionq-histogram .rest{fill:#59636e}",
  ".ionq-histogram .paper{fill:#ffffff}",
  ".ionq-histogram .track{fill:#e7ebf0}",
  ".ionq-histogram .bar{fill:#0b62c4}",
  "@media(prefers-color-scheme:dark){",
  ".ionq-histogram text{fill:#e6edf3}",
  ".ionq-histogram .rest{fill:#9aa4af}",
  ".ionq-histogram .paper{fill:#0d1117}",
  ".ionq-histogram .track{fill:#222a34}",
  ".ionq-histogram .bar{fill:#58a6ff}",
  "}",
].join("")

/** Puts label, bar and value in one line if they fit, otherwise the label above its bar. */
const rowsOf = (rows: ReadonlyArray<Row>, top: number, inner: number) => {
  const across = (texts: ReadonlyArray<string>) => Math.ceil(longest(texts) * character)
  const label = across(rows.map(({ label }) => label))
  const value = across(rows.map(({ text }) => text))
  const beside = inner - label - value - 2 * gap - 4
  const inline = beside >= leastBar
  const [left, room] = inline ? [margin + label + gap + 2, beside] : [margin, inner - value - gap - 2]
  const perLine = Math.floor(inner / character)
  let y = top
  const parts = rows.flatMap(({ label, text, share }) => {
    const rest = share === undefined ? " rest" : ""
    const lines = inline ? [label] : inLines(label, perLine)
    const drawn = lines.map(
      (line, i) =>
        `<text class="label${rest}" x="${margin}" y="${y + i * lineHeight + baseline}">${line}</text>`,
    )
    y += inline ? 0 : lines.length * lineHeight
    if (share !== undefined) {
      const length = Math.max(1, Math.round(share * room * 10) / 10)
      const bar = (css: string, across: number) =>
        `<rect class="${css}" x="${left}" y="${y + 1}" width="${across}" height="${barHeight}" rx="2"/>`
      drawn.push(bar("track", room), bar("bar", length))
    }
    drawn.push(`<text class="value${rest}" x="${margin + inner}" y="${y + baseline}">${text}</text>`)
    y += lineHeight + gap
    return drawn
  })
  return { parts, bottom: y }
}
