import { rowOf } from "../GateTable.ts"
import { actsAtOnce, controlsOf, qubitsOf, targetsOf } from "../gates/qubits.ts"
import type { NativeGate, QisGate } from "../schema/Gate.ts"
import type { Freedom } from "./controls.ts"

/** A gate, and which phases of it matter. */
export interface Weighed {
  readonly gate: QisGate | NativeGate
  readonly freedom: Freedom
}

/** Whether a gate changes only the phases of the states. */
const isDiagonal = (gate: QisGate | NativeGate): boolean => {
  if (gate.gate === "pauliexp") return gate.terms.every((term) => /^[IZ]*$/.test(term))
  const action = rowOf(gate)?.action
  return (
    (action?.does === "phase" && action.axis === "Z") ||
    (action?.does === "rotation" && action.axes.every((axis) => axis === "Z"))
  )
}

/** Whether a gate permutes states and otherwise changes only their phases. */
const isFlip = (gate: QisGate | NativeGate): boolean => {
  const action = rowOf(gate)?.action
  if (action?.does === "swap") return true
  if (action?.does === "phase") return action.angle === Math.PI && action.axis !== "XZ"
  return action?.does === "rotation" && action.axes.length === 1 && action.angle === Math.PI
}

/** Splits a single-qubit gate on several targets into one gate for each. */
export const apart = (gate: QisGate | NativeGate): ReadonlyArray<QisGate | NativeGate> => {
  const targets = targetsOf(gate)
  if (targets.length < 2 || actsAtOnce(gate)) return [gate]
  const { target: _, targets: __, ...rest } = { target: 0, targets, ...gate }
  // The gate with another target.
  const onTarget = (target: number) => ({ ...rest, target }) as unknown as QisGate
  return targets.map(onTarget)
}

const exactly = (gate: QisGate | NativeGate): Weighed => ({ gate, freedom: "exact" })

/**
 * Which phases of each gate matter. Before a measurement the phases of the states do not matter, even if gates follow
 * that only permute states, because a diagonal gate moved through them stays diagonal.
 */
export const weigh = (
  gates: ReadonlyArray<QisGate | NativeGate>,
  qubits: number,
  end: "exact" | "measured",
): ReadonlyArray<Weighed> => {
  if (end === "exact") return gates.map(exactly)
  // Whether a diagonal gate at this point does not change the outcomes, if it acts only on qubits that are free.
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
    if (rowOf(gate)?.action.does === "swap" && controls.length === 0) {
      const [a = 0, b = 0] = targets
      const [onA, onB] = [free[a] ?? false, free[b] ?? false]
      free[a] = onB
      free[b] = onA
    } else if (!(isFree && isFlip(gate))) {
      for (const target of targets) free[target] = false
    }
  }
  return kept.toReversed()
}
