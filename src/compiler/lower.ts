import { controlsOf, qubitsOf, targetsOf } from "../gates/place.ts"
import type { NativeGate, QisGate } from "../schema/Gate.ts"
import { controlled, exponential, type Freedom, type OneQubit, type Spares } from "./controls.ts"
import type { Weighed } from "./freedom.ts"
import { interact, type Op, type Ops } from "./Op.ts"
import { type Axis, equator, withinTurn, X, Y, Z } from "./rotation.ts"

const paulis: Readonly<Record<string, Axis>> = { X, Y, Z, x: X, y: Y, z: Z }

/** P to a power, with eigenvalues 1 and e^(iπ exponent): P itself for 1, its square root for 1/2. */
const powerOf = (axis: Axis, exponent: number): OneQubit => ({
  axis,
  angle: Math.PI * exponent,
  phase: (Math.PI * exponent) / 2,
})
const rotation = (axis: Axis, radians: number): OneQubit => ({
  axis,
  angle: 2 * withinTurn(radians / 2),
  phase: 0,
})
const phase = (radians: number): OneQubit => {
  const angle = withinTurn(radians)
  return { axis: Z, angle, phase: angle / 2 }
}

const fixed: Readonly<Record<string, OneQubit>> = {
  x: powerOf(X, 1),
  not: powerOf(X, 1),
  cnot: powerOf(X, 1),
  y: powerOf(Y, 1),
  h: powerOf([Math.SQRT1_2, 0, Math.SQRT1_2], 1),
  s: powerOf(Z, 1 / 2),
  si: powerOf(Z, -1 / 2),
  t: powerOf(Z, 1 / 4),
  ti: powerOf(Z, -1 / 4),
  v: powerOf(X, 1 / 2),
  vi: powerOf(X, -1 / 2),
}

/** The axis in the XY plane at so many turns, whole ones of which are taken off without loss. */
const at = (turns: number): Axis => equator(2 * Math.PI * (turns - Math.round(turns)))

/** Half turns in radians, without multiples of 2π. */
const halfTurns = (count: number): number => Math.PI * (count - 2 * Math.round(count / 2))

const single = (gate: QisGate | NativeGate): OneQubit | undefined => {
  switch (gate.gate) {
    case "z":
      return gate.rotation === undefined ? powerOf(Z, 1) : phase(gate.rotation)
    case "rx":
    case "ry":
    case "rz":
      return rotation(paulis[gate.gate.slice(1)] ?? Z, gate.rotation)
    case "gpi":
      return rotation(at(gate.phase), Math.PI)
    case "gpi2":
      return rotation(at(gate.phase), Math.PI / 2)
    default:
      return fixed[gate.gate]
  }
}

const noSpares: Spares = { borrowed: [], clean: [] }

/** The exchange of two qubits. */
export const exchange = (a: number, b: number): Ops =>
  [X, Y, Z].map((axis) => interact(a, b, axis, axis, Math.PI / 4))

/** Exchanges two qubits, where all controls are 1. */
const swap = (
  controls: ReadonlyArray<number>,
  a: number,
  b: number,
  spares: Spares,
  freedom: Freedom,
): Ops => {
  if (controls.length === 0) return exchange(a, b)
  const flip = powerOf(X, 1)
  const outer = controlled([b], a, flip, noSpares)
  // The phases of qubit a would count after the last part.
  const inner = freedom === "diagonal" ? freedom : "exact"
  return [...outer, ...controlled([...controls, a], b, flip, spares, inner), ...outer]
}

/** The steps of a gate, which is whole. */
const stepsOf = ({ gate, freedom }: Weighed, spares: Spares): Ops => {
  const [controls, targets] = [controlsOf(gate), targetsOf(gate)]
  const one = single(gate)
  if (one !== undefined) {
    return targets.flatMap((target) =>
      // With several targets, what comes after the first is not free of its phases.
      controlled(controls, target, one, spares, targets.length > 1 ? "exact" : freedom),
    )
  }
  const [a = 0, b = 0] = targets
  switch (gate.gate) {
    case "swap":
      return swap(controls, a, b, spares, freedom)
    case "xx":
    case "yy":
    case "zz": {
      const axis = paulis[gate.gate.slice(1)] ?? Z
      const angle = "rotation" in gate ? withinTurn(gate.rotation / 2) : halfTurns(gate.angle)
      const factors = [a, b].map((qubit) => [qubit, axis] as const)
      return exponential(controls, factors, angle, spares, freedom)
    }
    case "ms":
      return [interact(a, b, at(gate.phases[0]), at(gate.phases[1]), halfTurns(gate.angle ?? 0.25))]
    case "pauliexp":
      return gate.terms.flatMap((term, k) => {
        // The last letter acts on targets[0].
        const factors = [...term].toReversed().flatMap((letter, i) => {
          const [axis, target] = [paulis[letter], targets[i]]
          return axis === undefined || target === undefined ? [] : [[target, axis] as const]
        })
        const isLast = k === gate.terms.length - 1
        const own = freedom === "diagonal" && !isLast ? "controls" : freedom
        const angle = withinTurn(gate.time * (gate.coefficients[k] ?? 0))
        return exponential(controls, factors, angle, spares, own)
      })
    default:
      // `nop`, which does nothing.
      return []
  }
}

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
  // No construction uses more than a few times its own number.
  const borrowed: Array<number> = []
  for (let qubit = 0; qubit < qubits && borrowed.length < own.length; qubit++) {
    if (!busy.has(qubit) && !isClean.has(qubit)) borrowed.push(qubit)
  }
  return { borrowed, clean }
}

/** A circuit as single-qubit gates and interactions. Its gates are whole, and none acts on a clean qubit. */
export function* lowered(gates: ReadonlyArray<Weighed>, wires: Wires): Generator<Op | Exchange> {
  const isClean = new Set(wires.clean)
  for (const weighed of gates) {
    const { gate } = weighed
    const [a = 0, b = 0] = targetsOf(gate)
    if (gate.gate === "swap" && controlsOf(gate).length === 0) yield { kind: "exchange", a, b }
    else yield* stepsOf(weighed, sparesFor(gate, wires, isClean))
  }
}

/** An exchange of two qubits, which may be a change of names. */
export interface Exchange {
  readonly kind: "exchange"
  readonly a: number
  readonly b: number
}
