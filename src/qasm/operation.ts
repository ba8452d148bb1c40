import { rowIn, rowOf } from "../GateTable.ts"
import * as Gates from "../Gates.ts"
import type { GateOf } from "../gates/Symbolic.ts"
import { isZero, times, type Value } from "./evaluate.ts"

/** A global phase e^(i rotation). Under controls it is a relative phase. */
export interface GlobalPhase {
  readonly gate: "gphase"
  readonly rotation: Value
  readonly controls: ReadonlyArray<number>
}

export type QisOperation = GateOf["qis"] | GlobalPhase
export type NativeOperation = GateOf["native"]
export type Operation = QisOperation | NativeOperation

const phaseOf = (rotation: Value, controls: ReadonlyArray<number>): GlobalPhase => ({
  gate: "gphase",
  rotation,
  controls,
})

export const gphase = (rotation: Value): GlobalPhase => phaseOf(rotation, [])

export const isPhase = (operation: Operation): operation is GlobalPhase => operation.gate === "gphase"

export const isNative = (operation: Operation): operation is NativeOperation => {
  const row = rowOf(operation)
  return row !== undefined && row === rowIn("native", operation.gate)
}

export const inverse = (operations: ReadonlyArray<Operation>): ReadonlyArray<Operation> =>
  operations
    .toReversed()
    .map((operation) =>
      isPhase(operation)
        ? phaseOf(times(operation.rotation, -1), operation.controls)
        : Gates.inverse(operation),
    )

/** Adds controls. Native gates take none. */
export const controlled = (
  operations: ReadonlyArray<QisOperation>,
  controls: ReadonlyArray<number>,
): ReadonlyArray<QisOperation> =>
  operations.map((operation) =>
    isPhase(operation)
      ? phaseOf(operation.rotation, [...controls, ...operation.controls])
      : Gates.controlled(operation, ...controls),
  )

export const controlsOf = (operation: QisOperation): ReadonlyArray<number> =>
  isPhase(operation) ? operation.controls : Gates.controlsOf(operation)

/** The gates of a circuit. A global phase is dropped, but under controls it becomes a phase gate on one of them. */
export const toGates = (operations: ReadonlyArray<QisOperation>): ReadonlyArray<GateOf["qis"]> =>
  operations.flatMap((operation): ReadonlyArray<GateOf["qis"]> => {
    if (!isPhase(operation)) return [plain(operation)]
    const { rotation, controls } = operation
    const [first, ...others] = controls
    if (first === undefined || isZero(rotation)) return []
    return others.length === 0
      ? [Gates.phase(first, rotation)]
      : [Gates.controlled(Gates.phase(first, rotation), ...others)]
  })

/** Writes X under one control as `cnot`, and under any other number of controls as `x`. */
const plain = (gate: GateOf["qis"]): GateOf["qis"] => {
  if (gate.gate !== "x" && gate.gate !== "cnot") return gate
  const controls = Gates.controlsOf(gate)
  const [control] = controls
  const [target] = Gates.targetsOf(gate)
  return controls.length === 1 && control !== undefined && target !== undefined
    ? Gates.cnot(control, target)
    : { ...gate, gate: "x" }
}
