import { targetsOf } from "../gates/place.ts"
import type { Gate } from "../gates/Symbolic.ts"
import * as Param from "../Param.ts"

/** A number with at most four digits. */
const short = (value: number): string => String(Number(value.toPrecision(4)))

/** Radians as a fraction of π where they are one: `3π/4`. */
export const radians = (value: number | Param.Param): string => {
  if (Param.isParam(value)) return Param.format(value)
  for (const denominator of [1, 2, 3, 4, 6, 8, 12, 16, 32, 64]) {
    const numerator = Math.round((value * denominator) / Math.PI)
    if (numerator === 0 || Math.abs(numerator) > 64) continue
    if (Math.abs(value - (numerator * Math.PI) / denominator) > 1e-10) continue
    const size = Math.abs(numerator) === 1 ? "" : String(Math.abs(numerator))
    return `${numerator < 0 ? "-" : ""}${size}π${denominator === 1 ? "" : `/${denominator}`}`
  }
  return short(value)
}

const plain = (value: number | Param.Param): string =>
  Param.isParam(value) ? Param.format(value) : short(value)

/** At most three, and that there are more. */
const few = (parts: ReadonlyArray<string>): string =>
  parts.length <= 3 ? parts.join(",") : `${parts.slice(0, 2).join(",")},…`

const fixed: Readonly<Record<string, string>> = {
  si: "S†",
  ti: "T†",
  v: "√X",
  vi: "√X†",
  not: "X",
  cnot: "X",
}

const pauliExp = (gate: Extract<Gate, { readonly gate: "pauliexp" }>): ReadonlyArray<string> =>
  gate.targets.map((_, i) => {
    // The last letter acts on targets[0].
    const letters = few(gate.terms.map((term) => term.at(-1 - i) ?? "?"))
    if (i > 0) return `exp ${letters}`
    return `exp ${letters} (${few(gate.coefficients.map(plain))})·${plain(gate.time)}`
  })

/** What stands in the box on each target of a gate. */
export const labelsOf = (gate: Gate): ReadonlyArray<string> => {
  const all = (label: string) => targetsOf(gate).map(() => label)
  switch (gate.gate) {
    case "rx":
    case "ry":
    case "rz":
      return all(`R${gate.gate.slice(1)}(${radians(gate.rotation)})`)
    case "z":
      return all(gate.rotation === undefined ? "Z" : `P(${radians(gate.rotation)})`)
    case "xx":
    case "yy":
      return all(`${gate.gate.toUpperCase()}(${radians(gate.rotation)})`)
    case "zz":
      return all("rotation" in gate ? `ZZ(${radians(gate.rotation)})` : `ZZ(${plain(gate.angle)})`)
    case "gpi":
      return all(`GPi(${plain(gate.phase)})`)
    case "gpi2":
      return all(`GPi2(${plain(gate.phase)})`)
    case "ms":
      return gate.phases.map((phase) => `MS(${plain(phase)}; ${plain(gate.angle ?? 0.25)})`)
    case "pauliexp":
      return pauliExp(gate)
    default:
      return all(fixed[gate.gate] ?? gate.gate.toUpperCase())
  }
}
