import { rowOf } from "../GateTable.ts"
import { isParam, negate, type Param, plus } from "../Param.ts"
import { type Gate, mapNumbers } from "./Symbolic.ts"

const opposite = (value: number | Param): number | Param => {
  if (isParam(value)) return negate(value)
  // Avoids -0 on the wire.
  return value === 0 ? 0 : -value
}

/** The opposite axis, in turns. A number within -1 to 1 stays within this range. */
const across = (turns: number | Param): number | Param =>
  isParam(turns) ? plus(turns, 0.5) : turns > 0 ? turns - 0.5 : turns + 0.5

const undone = (gate: Gate): Gate => {
  const inverse = rowOf(gate)?.inverse
  // Each case changes only numbers, or the name to that of a gate of the same kind, so the cast holds.
  if (typeof inverse === "object") return { ...gate, gate: inverse.word } as Gate
  switch (inverse) {
    case "negated":
      return mapNumbers(gate, opposite)
    case "reversed":
      return gate.gate === "pauliexp"
        ? {
            ...gate,
            terms: gate.terms.toReversed(),
            coefficients: gate.coefficients.map(opposite).toReversed(),
          }
        : gate
    case "across":
      if ("phase" in gate) return { ...gate, phase: across(gate.phase) }
      return "phases" in gate ? { ...gate, phases: [across(gate.phases[0]), gate.phases[1]] } : gate
    default:
      return gate
  }
}

/**
 * The inverse of a gate, under the same controls. A native `ms` keeps its angle and shifts one phase by half a turn,
 * because IonQ accepts no negative angle for it.
 *
 * **Example** (The inverse of S)
 *
 * ```ts
 * Gates.inverse(Gates.s(0)) // { gate: "si", target: 0 }
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const inverse = <G extends Gate>(gate: G): G =>
  // The inverse of a gate has the same kind, so the cast holds.
  undone(gate) as G
