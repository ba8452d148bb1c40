import { isParam, type Param } from "../Param.ts"
import type { NativeGate, QisGate } from "../schema/Gate.ts"

/** The fields of a gate that hold one number. */
type Scalar = "rotation" | "phase" | "angle" | "time"

/**
 * A gate in which any rotation, phase, angle, coefficient or time may be a parameter that is bound later.
 *
 * @category models
 * @since 0.1.0
 */
export type Symbolic<G> = G extends unknown
  ? {
      readonly [K in keyof G]: K extends Scalar
        ? G[K] | Param
        : K extends "phases"
          ? readonly [number | Param, number | Param]
          : K extends "coefficients"
            ? ReadonlyArray<number | Param>
            : G[K]
    }
  : never

/**
 * The gates of each gateset, with or without parameters.
 *
 * @category models
 * @since 0.1.0
 */
export interface GateOf {
  readonly qis: Symbolic<QisGate>
  readonly native: Symbolic<NativeGate>
}

/**
 * Any gate of either gateset, with or without parameters.
 *
 * @category models
 * @since 0.1.0
 */
export type Gate = GateOf["qis"] | GateOf["native"]

const scalars: ReadonlyArray<string> = ["rotation", "phase", "angle", "time"] satisfies ReadonlyArray<Scalar>

const isNumeric = (value: unknown): value is number | Param => typeof value === "number" || isParam(value)

/** Every number of a gate that may be a parameter, with the name of its field. */
export const numbersOf = (gate: Gate): ReadonlyArray<readonly [field: string, value: unknown]> => {
  const found: Array<readonly [string, unknown]> = []
  for (const [field, value] of Object.entries(gate)) {
    if (scalars.includes(field)) found.push([field, value])
    else if ((field === "phases" || field === "coefficients") && Array.isArray(value)) {
      value.forEach((each, i) => found.push([`${field}.${i}`, each]))
    }
  }
  return found
}

/** The gate with each of its numbers replaced. `field` is the field of the number. */
export const mapNumbers = <G extends Gate>(
  gate: G,
  f: (value: number | Param, field: string) => number | Param,
): G => {
  const each = (value: unknown, field: string) => (isNumeric(value) ? f(value, field) : value)
  const entries = Object.entries(gate).map(([field, value]) => {
    if (scalars.includes(field)) return [field, each(value, field)]
    const list = field === "phases" || field === "coefficients"
    return [field, list && Array.isArray(value) ? value.map((part) => each(part, field)) : value]
  })
  // Only numbers are replaced, so the gate keeps its kind.
  return Object.fromEntries(entries) as G
}
