import { type Axis as Direction, rowOf, type WireRow } from "../GateTable.ts"
import { controlsOf, qubitsOf, targetsOf } from "../gates/qubits.ts"
import type { NativeGate, PauliExpGate, QisGate } from "../schema/Gate.ts"
import { controlled, exponential, type Freedom, type OneQubit, type Spares } from "./controls.ts"
import type { Weighed } from "./phaseFreedom.ts"
import { interact, type Op, type Ops } from "./Op.ts"
import { type Axis, equator, withinTurn, X, Y, Z } from "./quaternion.ts"

const axes: Readonly<Record<string, Axis>> = { X, Y, Z, XZ: [Math.SQRT1_2, 0, Math.SQRT1_2] }

/** The axis in the XY plane at an angle in turns. Whole turns are removed without loss. */
const at = (turns: number): Axis => equator(2 * Math.PI * (turns - Math.round(turns)))

/** Half turns in radians, without multiples of 2π. */
const halfTurns = (count: number): number => Math.PI * (count - 2 * Math.round(count / 2))

/** A number of a gate by its name in the table. The gate is valid, so the number exists or has a default. */
const numberOf = (gate: QisGate | NativeGate, { numbers }: WireRow, name: string): number => {
  // The fields of a gate are those that its row names.
  const fields = gate as unknown as Readonly<Record<string, number | ReadonlyArray<number> | undefined>>
  const value = fields[name] ?? numbers[name]?.default
  if (typeof value === "number") return value
  const [field = "", place] = name.split(".")
  const list = fields[field]
  return typeof list === "object" ? (list[Number(place)] ?? 0) : 0
}

const axisOf = (gate: QisGate | NativeGate, row: WireRow, axis: Direction | "XZ"): Axis =>
  typeof axis === "string" ? (axes[axis] ?? Z) : at(numberOf(gate, row, axis.turns))

/** Half the angle of a rotation, without multiples of 2π. */
const halfAngle = (gate: QisGate | NativeGate, row: WireRow, angle: number | string): number => {
  if (typeof angle === "number") return angle / 2
  const number = numberOf(gate, row, angle)
  return row.numbers[angle]?.unit === "turns" ? halfTurns(number) : withinTurn(number / 2)
}

/** The single-qubit gate that is applied to each target; undefined if the gate is not of that form. */
const single = (gate: QisGate | NativeGate, row: WireRow): OneQubit | undefined => {
  const { action } = row
  if (action.does === "phase") {
    const angle = withinTurn(
      typeof action.angle === "number" ? action.angle : numberOf(gate, row, action.angle),
    )
    return { axis: axisOf(gate, row, action.axis), angle, phase: angle / 2 }
  }
  if (action.does !== "rotation" || action.axes.length > 1) return undefined
  return {
    axis: axisOf(gate, row, action.axes[0]),
    angle: 2 * halfAngle(gate, row, action.angle),
    phase: 0,
  }
}

const noSpares: Spares = { borrowed: [], clean: [] }

/** A swap of two qubits, as three interactions. */
export const exchange = (a: number, b: number): Ops =>
  [X, Y, Z].map((axis) => interact(a, b, axis, axis, Math.PI / 4))

/** Swaps two qubits where all controls are 1. */
const swap = (
  controls: ReadonlyArray<number>,
  a: number,
  b: number,
  spares: Spares,
  freedom: Freedom,
): Ops => {
  if (controls.length === 0) return exchange(a, b)
  const flip: OneQubit = { axis: X, angle: Math.PI, phase: Math.PI / 2 }
  const outer = controlled([b], a, flip, noSpares)
  // With the freedom `controls`, a phase of the states of qubit a could be left. The last outer gate would make it
  // depend on qubit b, which is not a control.
  const inner = freedom === "diagonal" ? freedom : "exact"
  return [...outer, ...controlled([...controls, a], b, flip, spares, inner), ...outer]
}

/** The steps of a valid gate. */
const stepsOf = ({ gate, freedom }: Weighed, spares: Spares): Ops => {
  const row = rowOf(gate)
  if (row === undefined) return []
  const [controls, targets] = [controlsOf(gate), targetsOf(gate)]
  const one = single(gate, row)
  if (one !== undefined) {
    return targets.flatMap((target) =>
      // With several targets, further gates with the same controls follow, so that no phase is free.
      controlled(controls, target, one, spares, targets.length > 1 ? "exact" : freedom),
    )
  }
  const { action } = row
  const [a = 0, b = 0] = targets
  if (action.does === "swap") return swap(controls, a, b, spares, freedom)
  if (action.does === "rotation") {
    const factors = action.axes.map((axis, i) => [targets[i] ?? 0, axisOf(gate, row, axis)] as const)
    return exponential(controls, factors, halfAngle(gate, row, action.angle), spares, freedom)
  }
  // The remaining gates do nothing.
  return gate.gate === "pauliexp" ? pauliexp(gate, controls, freedom, spares) : []
}

const pauliexp = (
  { terms, coefficients, targets, time }: PauliExpGate,
  controls: ReadonlyArray<number>,
  freedom: Freedom,
  spares: Spares,
): Ops =>
  terms.flatMap((term, k) => {
    // The last letter acts on targets[0].
    const factors = [...term].toReversed().flatMap((letter, i) => {
      const [axis, target] = [axes[letter], targets[i]]
      return axis === undefined || target === undefined ? [] : [[target, axis] as const]
    })
    const isLast = k === terms.length - 1
    const own = freedom === "diagonal" && !isLast ? "controls" : freedom
    const angle = withinTurn(time * (coefficients[k] ?? 0))
    return exponential(controls, factors, angle, spares, own)
  })

/** What is known about the qubits of a circuit. */
export interface Wires {
  readonly qubits: number
  /** The qubits that are in |0⟩ and that no gate acts on. */
  readonly clean: ReadonlyArray<number>
}

/** The qubits that a gate does not touch. */
const sparesFor = (gate: Weighed["gate"], { qubits, clean }: Wires, isClean: ReadonlySet<number>): Spares => {
  const own = qubitsOf(gate)
  if (own.length < 3) return noSpares
  const busy = new Set(own)
  // No construction uses more spare qubits than a small multiple of its own qubits.
  const borrowed: Array<number> = []
  for (let qubit = 0; qubit < qubits && borrowed.length < own.length; qubit++) {
    if (!busy.has(qubit) && !isClean.has(qubit)) borrowed.push(qubit)
  }
  return { borrowed, clean }
}

/** A circuit as single-qubit gates and interactions. Its gates are valid, and none acts on a clean qubit. */
export function* lowered(gates: ReadonlyArray<Weighed>, wires: Wires): Generator<Op | Exchange> {
  const isClean = new Set(wires.clean)
  for (const weighed of gates) {
    const { gate } = weighed
    const [a = 0, b = 0] = targetsOf(gate)
    if (rowOf(gate)?.action.does === "swap" && controlsOf(gate).length === 0) yield { kind: "exchange", a, b }
    else yield* stepsOf(weighed, sparesFor(gate, wires, isClean))
  }
}

/** A swap of two qubits, which may become a relabeling. */
export interface Exchange {
  readonly kind: "exchange"
  readonly a: number
  readonly b: number
}
