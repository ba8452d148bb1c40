import * as Param from "../Param.ts"
import type { WireRow } from "./row.ts"

/** A gate from any source, not validated yet. */
export interface AnyGate {
  readonly gate: string
  readonly target?: number | undefined
  readonly targets?: ReadonlyArray<number> | undefined
  readonly control?: number | undefined
  readonly controls?: ReadonlyArray<number> | undefined
}

/** Why a gate is invalid: the field, and the limit that it exceeds, if any. */
export interface Flaw {
  readonly code: "InvalidGate" | "QubitOutOfRange" | "RepeatedQubit"
  readonly message: string
  readonly field: string
  readonly limit?: number
}

const invalid = (message: string, field: string): Flaw => ({ code: "InvalidGate", message, field })

/** Checks a list of qubits of a circuit with `qubits` qubits. */
export const flawOfQubits = (
  list: ReadonlyArray<number>,
  qubits: number,
  field: string,
): Flaw | undefined => {
  const limit = qubits - 1
  const seen = list.length > 8 ? new Set<number>() : undefined
  for (let i = 0; i < list.length; i++) {
    const qubit = list[i]!
    if (!Number.isInteger(qubit) || qubit < 0 || qubit > limit) {
      const message =
        limit === Infinity ? `names qubit ${qubit}` : `names qubit ${qubit}, outside 0 to ${limit}`
      return { code: "QubitOutOfRange", message, field, ...(limit === Infinity ? {} : { limit }) }
    }
    if (seen === undefined ? list.indexOf(qubit) !== i : seen.has(qubit)) {
      return { code: "RepeatedQubit", message: `names qubit ${qubit} twice`, field }
    }
    seen?.add(qubit)
  }
  return undefined
}

/** The first field of a gate that its row does not have. */
export const strayField = (gate: AnyGate, row: WireRow): string | undefined =>
  Object.keys(gate).find((field) => !isField(field, row))

const isField = (field: string, { targets, controls, numbers, kind }: WireRow): boolean => {
  switch (field) {
    case "gate":
      return true
    case "target":
      return targets === "one" || targets === "each" || kind === "nop"
    case "targets":
      return targets !== "one"
    case "control":
    case "controls":
      return controls !== "none"
    case "terms":
      return kind === "pauliexp"
    default:
      return Object.hasOwn(numbers, field)
  }
}

/**
 * Checks the qubits and numbers of a gate, and returns the error, or undefined. This is the only place that validates
 * the form of a gate. A number may be a `Param`. Without `qubits`, every qubit from 0 is valid.
 */
export const flawOf = (gate: AnyGate, row: WireRow, qubits = Infinity): Flaw | undefined =>
  flawOfPlace(gate, row, qubits) ?? flawOfNumbers(gate, row)

const flawOfPlace = (gate: AnyGate, row: WireRow, qubits: number): Flaw | undefined => {
  const { target, targets, control, controls = [] } = gate
  const on = target === undefined ? (targets ?? []) : [target, ...(targets ?? [])]
  // A gate that does nothing may have no target, or the same one twice.
  if (row.action.does === "nothing") return flawOfQubits([...new Set(on)], qubits, "target")
  if (target !== undefined && targets !== undefined) {
    return invalid("has both target and targets", "targets")
  }
  const { length } = on
  if (row.targets === "two" && length !== 2) return invalid(`needs two targets, not ${length}`, "targets")
  if (row.targets === "one" && length !== 1) return invalid(`needs one target, not ${length}`, "target")
  if (length === 0) return invalid("needs a target", "target")
  const by = control === undefined ? controls : [control, ...controls]
  if (row.controls === "some" && by.length === 0) return invalid("needs a control", "control")
  return (
    flawOfQubits(on, qubits, "target") ??
    (by.length === 0 ? undefined : flawOfQubits([...by, ...on], qubits, "control"))
  )
}

const flawOfNumber = (value: unknown, field: string): Flaw | undefined => {
  if (Param.isParam(value)) {
    const finite = Number.isFinite(value.constant) && [...value.terms.values()].every(Number.isFinite)
    return finite ? undefined : invalid(`has ${Param.format(value)} in ${field}, not a finite number`, field)
  }
  return Number.isFinite(value)
    ? undefined
    : invalid(`has ${String(value)} in ${field}, not a finite number`, field)
}

const flawOfNumbers = (gate: AnyGate, row: WireRow): Flaw | undefined => {
  // The fields are read by the names in the row, so the type of the gate is widened.
  const fields = gate as unknown as Readonly<Record<string, unknown>>
  for (const field in row.numbers) {
    const { list, default: normal } = row.numbers[field]!
    const value = fields[field]
    if (value === undefined) {
      if (normal !== undefined) continue
      return invalid(list === 2 ? `needs two ${field}` : `needs ${field}`, field)
    }
    if (list === undefined) {
      const flaw = flawOfNumber(value, field)
      if (flaw !== undefined) return flaw
      continue
    }
    if (!Array.isArray(value)) return invalid(`needs a list of ${field}`, field)
    if (list === 2 && value.length !== 2) return invalid(`needs two ${field}`, field)
    for (const [i, each] of value.entries()) {
      const flaw = flawOfNumber(each, `${field}.${i}`)
      if (flaw !== undefined) return flaw
    }
  }
  return row.action.does === "pauliexp" ? flawOfTerms(gate, fields) : undefined
}

const flawOfTerms = (
  { targets = [] }: AnyGate,
  { terms, coefficients, time }: Readonly<Record<string, unknown>>,
): Flaw | undefined => {
  if (!Array.isArray(terms)) return invalid("needs terms", "terms")
  if (!Array.isArray(coefficients) || terms.length !== coefficients.length) {
    return invalid("needs one coefficient for each term", "coefficients")
  }
  if (targets.length === 0) return invalid("needs targets", "targets")
  if (typeof time === "number" && time < 0) return invalid(`needs a time of 0 or more, not ${time}`, "time")
  for (const [k, term] of terms.entries()) {
    const isTerm = typeof term === "string" && term.length === targets.length && /^[IXYZ]+$/.test(term)
    if (isTerm) continue
    const shown = JSON.stringify(term)
    return invalid(
      `needs terms of ${targets.length} letters out of I, X, Y and Z, not ${shown}`,
      `terms.${k}`,
    )
  }
  for (const [k, coefficient] of coefficients.entries()) {
    if (typeof coefficient !== "number" || typeof time !== "number") continue
    if (Number.isFinite(coefficient * time)) continue
    return invalid(
      `has ${time} times ${coefficient} in coefficients.${k}, not a finite number`,
      `coefficients.${k}`,
    )
  }
  return undefined
}
