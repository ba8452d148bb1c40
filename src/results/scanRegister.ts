import { make, type Distribution, type Kind } from "../distribution/model.ts"
import { exactWidth } from "../distribution/bitstrings.ts"
import { tally } from "../distribution/Tally.ts"

/** The place of a register's outcomes in a text: after the opening brace, and before the closing one. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * The registers of a result in version 2 of the format. Undefined unless the JSON is compact, without escapes in names.
 */
export const registersIn = (
  text: string,
  kind: "probabilities" | "histogram",
): Readonly<Record<string, Span>> | undefined => {
  const head = `{"${kind}":{"registers":{`
  if (!text.startsWith(head)) return undefined
  const spans: Record<string, Span> = {}
  const name = /"([^"\\]*)":\{/y
  let at = head.length
  for (;;) {
    name.lastIndex = at
    const found = name.exec(text)?.[1]
    if (found === undefined || Object.hasOwn(spans, found)) return undefined
    const from = name.lastIndex
    const to = text.indexOf("}", from)
    if (to === -1) return undefined
    spans[found] = { from, to }
    if (text[to + 1] !== ",") return text.slice(to + 1).trimEnd() === "}}}" ? spans : undefined
    at = to + 2
  }
}

const [zero, one, nine, quote, colon, comma] = [48, 49, 57, 34, 58, 44] as const

/**
 * Scans the outcomes of a register from the text of a large result, because a million outcomes would take seconds as an
 * object. `base` is 2 for bitstrings with qubit 0 left, 10 for decimal states. Returns undefined for unexpected text.
 * The caller then decodes the result by its schema, which reports the error.
 */
export const scanned = (
  text: string,
  { from, to }: Span,
  { base, kind, width }: { readonly base: 2 | 10; readonly kind: Kind; readonly width: number },
): Distribution | undefined => {
  if (width < 1 || width > exactWidth) return undefined
  const sums = tally(width, Math.floor((to - from) / (width / (base === 2 ? 1 : 4) + 8)))
  const most = 2 ** width
  let [count, zeros] = [0, 0]
  let at = from
  while (at < to) {
    if (text.charCodeAt(at) !== quote) return undefined
    const begin = ++at
    let state = 0
    let bit = 1
    for (let code = text.charCodeAt(at); code !== quote; code = text.charCodeAt(++at)) {
      if (code < zero || code > (base === 2 ? one : nine)) return undefined
      if (base === 10) state = 10 * state + (code - zero)
      else if (code === one) state += bit
      bit *= 2
    }
    if (at === begin || state >= most || (base === 2 && at - begin !== width)) return undefined
    if (text.charCodeAt(at + 1) !== colon) return undefined
    const start = at + 2
    at = start
    while (at < to && text.charCodeAt(at) !== comma) at++
    const value = Number(text.slice(start, at))
    if (at === start || !(value >= 0 && value < Infinity)) return undefined
    sums.add(state, value)
    count++
    if (value === 0) zeros++
    at++
  }
  const columns = sums.columns()
  // Undefined if a state occurs twice.
  return columns.values.length + zeros === count && count > 0 ? make(width, kind, columns) : undefined
}
