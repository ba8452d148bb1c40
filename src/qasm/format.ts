import { isParam } from "../Param.ts"
import type { Value } from "./evaluate.ts"

/** The shortest text that reads as the same number. OpenQASM 2 requires a point before an exponent. */
export const decimal = (value: number): string => {
  const text = String(value)
  return text.includes("e") && !text.includes(".") ? text.replace("e", ".0e") : text
}

const denominators = [1, 2, 3, 4, 5, 6, 8, 12, 16, 32, 64]

/** An angle in radians, as a fraction of pi if that reads back as exactly the same number. */
const radians = (value: number): string => {
  for (const denominator of denominators) {
    const k = Math.round((value * denominator) / Math.PI)
    if (k === 0 || Math.abs(k) > 64 || (k * Math.PI) / denominator !== value) continue
    const pi = k === 1 ? "pi" : k === -1 ? "-pi" : `${k}*pi`
    return denominator === 1 ? pi : `${pi}/${denominator}`
  }
  return decimal(value)
}

/** An angle in radians as text, or a sum of multiples of parameters. */
export const angle = (value: Value): string => {
  if (!isParam(value)) return radians(value)
  const parts = [...value.terms].map(([name, factor]): readonly [boolean, string] => {
    const size = Math.abs(factor)
    return [factor < 0, size === 1 ? name : `${decimal(size)}*${name}`]
  })
  if (value.constant !== 0 || parts.length === 0) {
    parts.push([value.constant < 0, radians(Math.abs(value.constant))])
  }
  return parts
    .map(([negative, text], i) => (i === 0 ? (negative ? "-" : "") : negative ? " - " : " + ") + text)
    .join("")
}

/** A number in turns as text, or a sum of multiples of parameters. */
export const turns = (value: Value): string => (isParam(value) ? angle(value) : decimal(value))
