import { rowOf } from "../GateTable.ts"
import { targetsOf } from "../gates/qubits.ts"
import type { Gate } from "../gates/Symbolic.ts"
import * as Param from "../Param.ts"

/** A number with at most four significant digits. */
const short = (value: number): string => String(Number(value.toPrecision(4)))

/** An angle in radians as text: a fraction of π such as `3π/4` if the angle is close to one, otherwise a number. */
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

/** Up to three parts, or the first two parts and an ellipsis. */
const few = (parts: ReadonlyArray<string>): string =>
  parts.length <= 3 ? parts.join(",") : `${parts.slice(0, 2).join(",")},…`

const pauliExp = (gate: Extract<Gate, { readonly gate: "pauliexp" }>): ReadonlyArray<string> =>
  gate.targets.map((_, i) => {
    // The last letter acts on targets[0].
    const letters = few(gate.terms.map((term) => term.at(-1 - i) ?? "?"))
    if (i > 0) return `exp ${letters}`
    return `exp ${letters} (${few(gate.coefficients.map(plain))})·${plain(gate.time)}`
  })

/** The label in the box on each target of a gate. */
export const labelsOf = (gate: Gate): ReadonlyArray<string> => {
  const targets = targetsOf(gate)
  const row = rowOf(gate)
  if (gate.gate === "pauliexp") return pauliExp(gate)
  if (row === undefined) return targets.map(() => gate.gate.toUpperCase())
  const given: Readonly<Record<string, unknown>> = { ...gate }
  const numbered = Object.keys(row.numbers).some((field) => given[field] !== undefined)
  if (row.numbered !== undefined && !numbered) return targets.map(() => row.label)
  const { label } = row.numbered ?? row
  return targets.map((_, i) => {
    const numbers = Object.entries(row.numbers).flatMap(([field, { unit, list, default: normal }]) => {
      const value = given[field] ?? normal
      // A number of a list belongs to the target at its position.
      const own: unknown = list !== undefined && Array.isArray(value) ? value[i] : value
      return isNumber(own) ? [unit === "radians" ? radians(own) : plain(own)] : []
    })
    return numbers.length === 0 ? label : `${label}(${numbers.join("; ")})`
  })
}

const isNumber = (value: unknown): value is number | Param.Param =>
  typeof value === "number" || Param.isParam(value)
