import { Function } from "effect"
import { escapeMarkup } from "../svg/markup.ts"
import { type ChartOptions, chartOf, type ScanPoint, within } from "./chart.ts"

/**
 * How a scan is drawn as SVG.
 *
 * @category options
 * @since 0.2.0
 */
export interface SvgOptions extends ChartOptions {
  /** The width in pixels. The picture shrinks to fit a smaller place. Default: 480, at least 240, at most 10,000. */
  readonly width?: number | undefined
  /** The height in pixels. Default: 320, at least 160, at most 10,000. */
  readonly height?: number | undefined
}

const [margin, fontSize, character, line] = [12, 12, 7.4, 18]

/** Colors that differ in both color schemes, also for color-blind readers. */
const colors = ["#0b62c4", "#c2570c", "#1a7f4b", "#8250df"]
const darkColors = ["#58a6ff", "#f0883e", "#3fb970", "#bc8cff"]

const style = [
  ".ionq-scan{color-scheme:light dark}",
  `.ionq-scan text{font:${fontSize}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1f2328}`,
  ".ionq-scan .title{font-family:system-ui,sans-serif;font-weight:600}",
  ".ionq-scan .paper{fill:#ffffff}",
  ".ionq-scan .grid{stroke:#e7ebf0}",
  ...colors.map((color, i) => `.ionq-scan .s${i}{stroke:${color};fill:${color}}`),
  ".ionq-scan .path{fill:none;stroke-opacity:.35}",
  "@media(prefers-color-scheme:dark){",
  ".ionq-scan text{fill:#e6edf3}",
  ".ionq-scan .paper{fill:#0d1117}",
  ".ionq-scan .grid{stroke:#222a34}",
  ...darkColors.map((color, i) => `.ionq-scan .s${i}{stroke:${color};fill:${color}}`),
  ".ionq-scan .path{fill:none}",
  "}",
].join("")

const short = (value: number): string => String(Math.round(value * 10) / 10)

/**
 * Draws a scan as SVG: each value with an error bar, over a parameter. The SVG uses no other files, follows the light
 * or dark color scheme of its reader, and fits a phone.
 *
 * **Example** (A scan for a page)
 *
 * ```ts
 * const points = yield* Stream.runCollect(Sampler.orFail(Estimator.run(ansatz, { observables: [h2], sweep })))
 * const svg = Estimator.toSvg(points, { title: "H2 along theta", names: ["energy"] })
 * ```
 *
 * @category pictures
 * @since 0.2.0
 */
export const toSvg: {
  (options?: SvgOptions): (points: Iterable<ScanPoint>) => string
  (points: Iterable<ScanPoint>, options?: SvgOptions): string
} = Function.dual(
  (args) => args[0] !== undefined && Symbol.iterator in Object(args[0]),
  (points: Iterable<ScanPoint>, options: SvgOptions = {}): string => {
    const { parameter, series, x, y } = chartOf(points, options)
    const [width, height] = [
      within(options.width, 480, 240, 10_000),
      within(options.height, 320, 160, 10_000),
    ]
    const names = options.names ?? []
    const titled = options.title === undefined ? 0 : line
    const left =
      margin + Math.ceil(y.labels.reduce((most, { length }) => Math.max(most, length), 0) * character) + 8
    const [right, top] = [width - margin - 6, margin + titled + (names.length === 0 ? 6 : line + 8)]
    const bottom = height - margin - 2 * line
    const across = (value: number) => left + ((value - x.from) / (x.to - x.from)) * (right - left)
    const down = (value: number) => top + ((y.to - value) / (y.to - y.from)) * (bottom - top)
    const text = (at: number, height: number, words: string, more = "") =>
      `<text x="${short(at)}" y="${short(height)}"${more}>${escapeMarkup(words)}</text>`
    const rule = (x1: number, y1: number, x2: number, y2: number, css: string) =>
      `<line class="${css}" x1="${short(x1)}" y1="${short(y1)}" x2="${short(x2)}" y2="${short(y2)}"/>`
    const label = options.title ?? `Values over ${parameter}`

    return [
      `<svg xmlns="http://www.w3.org/2000/svg" class="ionq-scan" role="img" aria-label="${escapeMarkup(label)}" ` +
        `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" style="max-width:100%;height:auto">`,
      `<style>${style}</style>`,
      `<rect class="paper" width="${width}" height="${height}" rx="6"/>`,
      ...(options.title === undefined
        ? []
        : [text(margin, margin + fontSize, options.title, ' class="title"')]),
      ...names.map((name, i) => {
        const at = margin + names.slice(0, i).reduce((sum, { length }) => sum + (length + 4) * character, 0)
        const height = margin + titled + fontSize
        return `<circle class="s${i % colors.length}" cx="${short(at + 4)}" cy="${short(height - 4)}" r="3"/>${text(at + 12, height, name)}`
      }),
      ...y.ticks.map((value, i) =>
        [
          rule(left, down(value), right, down(value), "grid"),
          text(left - 6, down(value) + 4, y.labels[i] ?? "", ' text-anchor="end"'),
        ].join(""),
      ),
      ...x.ticks.map((value, i) =>
        [
          rule(across(value), bottom, across(value), bottom + 4, "grid"),
          text(across(value), bottom + line, x.labels[i] ?? "", ' text-anchor="middle"'),
        ].join(""),
      ),
      text((left + right) / 2, height - margin + 2, parameter, ' text-anchor="middle"'),
      ...series.map((marks, i) => {
        const css = `s${i % colors.length}`
        const path = marks.map((mark) => `${short(across(mark.x))},${short(down(mark.y))}`).join(" ")
        const dots = marks.map(({ x: at, y: value, error }) =>
          [
            error === 0 ? "" : rule(across(at), down(value - error), across(at), down(value + error), css),
            `<circle class="${css}" cx="${short(across(at))}" cy="${short(down(value))}" r="2.5"/>`,
          ].join(""),
        )
        return `<polyline class="${css} path" points="${path}"/>\n${dots.join("\n")}`
      }),
      "</svg>",
    ].join("\n")
  },
)
