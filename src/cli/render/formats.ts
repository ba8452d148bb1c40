import * as Distribution from "../../Distribution.ts"
import { escapeMarkup } from "../../svg/markup.ts"
import { plain } from "../terminal/screen.ts"
import type { Outcome, Shown } from "./outcome.ts"

/** What a result is written as, other than text and JSON. */
export const formats = ["svg", "html", "csv"] as const

export type Format = (typeof formats)[number]

/** One distribution of a result. It has a title if there are several. */
export interface Part {
  readonly title: string | undefined
  readonly distribution: Distribution.Distribution
}

/** The distributions of a result; undefined if it is a value. */
export const partsOf = (outcome: Outcome): ReadonlyArray<Part> | undefined => {
  switch (outcome.kind) {
    case "distribution": {
      const registers = Object.entries(outcome.registers)
      return registers.length === 0
        ? [{ title: undefined, distribution: outcome.distribution }]
        : registers.map(([title, distribution]) => ({ title, distribution }))
    }
    case "circuits":
      return outcome.circuits.map(({ name, jobId, probabilities }) => ({
        title: name ?? jobId,
        distribution: probabilities,
      }))
    default:
      return undefined
  }
}

const picture = ({ title, distribution }: Part, { qubit0, top }: Shown): string =>
  Distribution.toSvg(distribution, {
    qubit0,
    top,
    order: "value",
    width: 640,
    title: title === undefined ? undefined : plain(title),
  })

const page = (parts: ReadonlyArray<Part>, shown: Shown, title: string): string =>
  [
    "<!doctype html>",
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    `<title>${escapeMarkup(plain(title))}</title>`,
    "<style>:root{color-scheme:light dark}body{margin:1rem;font-family:system-ui,sans-serif}svg{display:block;margin-bottom:1rem}</style>",
    `<h1>${escapeMarkup(plain(title))}</h1>`,
    ...parts.map((part) => picture(part, shown)),
    "</html>",
  ].join("\n")

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Every state, with a first column for the circuit or the register if there are several. */
const csv = (parts: ReadonlyArray<Part>, { qubit0 }: Shown): string => {
  const isTitled = parts.some(({ title }) => title !== undefined)
  const kind = parts[0]?.distribution.kind === "counts" ? "count" : "probability"
  const lines = parts.flatMap(({ title, distribution }) =>
    Array.from(Distribution.entries(distribution), ([state, value]) => {
      const bits = Distribution.bitstring(state, { width: distribution.width, qubit0 })
      return [...(isTitled ? [cell(title ?? "")] : []), bits, String(value)].join(",")
    }),
  )
  return [[...(isTitled ? ["of"] : []), "state", kind].join(","), ...lines].join("\n")
}

/** Formats the distributions of a result as SVG, HTML or CSV. */
export const formatted = (
  format: Format,
  parts: ReadonlyArray<Part>,
  shown: Shown,
  title: string,
): string => {
  switch (format) {
    case "svg":
      return parts.map((part) => picture(part, shown)).join("\n")
    case "html":
      return page(parts, shown, title)
    case "csv":
      return csv(parts, shown)
  }
}
