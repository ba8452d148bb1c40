import { isParam, negate, type Param, plus } from "../Param.ts"
import { type Gate, mapNumbers } from "./Symbolic.ts"

const opposite = (value: number | Param): number | Param => {
  if (isParam(value)) return negate(value)
  // No -0 on the wire.
  return value === 0 ? 0 : -value
}

/** The axis on the other side, within -1 to 1 where it was. */
const across = (turns: number | Param): number | Param =>
  isParam(turns) ? plus(turns, 0.5) : turns > 0 ? turns - 0.5 : turns + 0.5

const partner: Readonly<Record<string, string>> = { s: "si", si: "s", t: "ti", ti: "t", v: "vi", vi: "v" }

const undone = (gate: Gate): Gate => {
  switch (gate.gate) {
    case "s":
    case "si":
    case "t":
    case "ti":
    case "v":
    case "vi":
      // A partner is of the same kind.
      return { ...gate, gate: partner[gate.gate] } as Gate
    case "rx":
    case "ry":
    case "rz":
    case "z":
    case "xx":
    case "yy":
    case "zz":
      return mapNumbers(gate, opposite)
    case "pauliexp":
      return {
        ...gate,
        terms: gate.terms.toReversed(),
        coefficients: gate.coefficients.map(opposite).toReversed(),
      }
    case "gpi2":
      return { ...gate, phase: across(gate.phase) }
    case "ms":
      return { ...gate, phases: [across(gate.phases[0]), gate.phases[1]] }
    default:
      return gate
  }
}

/**
 * The gate that undoes a gate, under the same controls. A native `ms` keeps its angle and turns one phase by half a
 * turn, because IonQ takes no negative angle for it.
 *
 * @category combinators
 * @since 0.1.0
 */
export const inverse = <G extends Gate>(gate: G): G =>
  // The inverse of each kind of gate is of the same kind.
  undone(gate) as G
