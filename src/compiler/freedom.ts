import { controlsOf, qubitsOf, targetsOf } from "../gates/place.ts"
import type { NativeGate, QisGate } from "../schema/Gate.ts"
import type { Freedom } from "./controls.ts"

/** A gate and what of it counts, or one that does not count at all. */
export interface Weighed {
  readonly gate: QisGate | NativeGate
  readonly freedom: Freedom
}

const flips: ReadonlySet<string> = new Set(["x", "y", "not", "cnot", "gpi", "swap"])
const diagonals: ReadonlySet<string> = new Set(["z", "s", "si", "t", "ti", "rz", "zz"])

const isDiagonal = (gate: QisGate | NativeGate): boolean =>
  gate.gate === "pauliexp" ? gate.terms.every((term) => /^[IZ]*$/.test(term)) : diagonals.has(gate.gate)

/** A single-qubit gate on several targets as one on each. */
export const apart = (gate: QisGate | NativeGate): ReadonlyArray<QisGate | NativeGate> => {
  const targets = targetsOf(gate)
  if (targets.length < 2 || gate.gate === "pauliexp" || gate.gate === "swap") return [gate]
  if (gate.gate === "xx" || gate.gate === "yy" || gate.gate === "zz" || gate.gate === "ms") return [gate]
  const { target: _, targets: __, ...rest } = { target: 0, targets, ...gate }
  // The gate with another target: only the place changes.
  const onTarget = (target: number) => ({ ...rest, target }) as unknown as QisGate
  return targets.map(onTarget)
}

const exactly = (gate: QisGate | NativeGate): Weighed => ({ gate, freedom: "exact" })

/**
 * What of each gate counts. Before a measurement, phases of the states do not count, also where gates follow that only
 * exchange states: those carry a diagonal gate to the end as another one.
 */
export const weigh = (
  gates: ReadonlyArray<QisGate | NativeGate>,
  qubits: number,
  end: "exact" | "measured",
): ReadonlyArray<Weighed> => {
  if (end === "exact") return gates.map(exactly)
  // Whether a diagonal gate on this qubit, and others of which the same holds, does not count.
  const free: Array<boolean> = Array.from({ length: qubits }, () => true)
  const kept: Array<Weighed> = []
  for (const gate of gates.flatMap(apart).toReversed()) {
    const [controls, targets, all] = [controlsOf(gate), targetsOf(gate), qubitsOf(gate)]
    const isFree = all.every((qubit) => free[qubit])
    if (isDiagonal(gate)) {
      if (!isFree) kept.push(exactly(gate))
      continue
    }
    const onControls = controls.length > 0 && controls.every((qubit) => free[qubit])
    kept.push({ gate, freedom: isFree ? "diagonal" : onControls ? "controls" : "exact" })
    if (gate.gate === "swap" && controls.length === 0) {
      const [a = 0, b = 0] = targets
      const [onA, onB] = [free[a] ?? false, free[b] ?? false]
      free[a] = onB
      free[b] = onA
    } else if (!(isFree && flips.has(gate.gate))) {
      for (const target of targets) free[target] = false
    }
  }
  return kept.toReversed()
}
