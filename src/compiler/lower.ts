import { controlsOf, targetsOf } from "../gates/place.ts"
import type { NativeGate, QisGate } from "../schema/Gate.ts"
import { controlled, exponential, type OneQubit } from "./controls.ts"
import type { Sink } from "./Program.ts"
import { type Axis, equator, X, Y, Z } from "./rotation.ts"

const paulis: Readonly<Record<string, Axis>> = { X, Y, Z, x: X, y: Y, z: Z }

/** P to a power, with eigenvalues 1 and e^(iπ exponent): P itself for 1, its square root for 1/2. */
const powerOf = (axis: Axis, exponent: number): OneQubit => ({
  axis,
  angle: Math.PI * exponent,
  phase: (Math.PI * exponent) / 2,
})
const rotation = (axis: Axis, angle: number): OneQubit => ({ axis, angle, phase: 0 })

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

/** The axis in the XY plane at so many turns. */
const at = (turns: number): Axis => equator(2 * Math.PI * turns)

const single = (gate: QisGate | NativeGate): OneQubit | undefined => {
  switch (gate.gate) {
    case "z":
      return powerOf(Z, gate.rotation === undefined ? 1 : gate.rotation / Math.PI)
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

/** Exchanges two qubits, where all controls are 1. */
const swap = (sink: Sink, controls: ReadonlyArray<number>, a: number, b: number): void => {
  if (controls.length === 0) {
    for (const axis of [X, Y, Z]) sink.interact(a, b, axis, axis, Math.PI / 4)
    return
  }
  const flip = powerOf(X, 1)
  controlled(sink, [b], a, flip)
  controlled(sink, [...controls, a], b, flip)
  controlled(sink, [b], a, flip)
}

/** Writes a gate as single-qubit gates and interactions. The gate is whole, and its circuit was validated. */
export const lower = (sink: Sink, gate: QisGate | NativeGate): void => {
  const [controls, targets] = [controlsOf(gate), targetsOf(gate)]
  const one = single(gate)
  if (one !== undefined) {
    for (const target of targets) controlled(sink, controls, target, one)
    return
  }
  const [a = 0, b = 0] = targets
  switch (gate.gate) {
    case "swap":
      return swap(sink, controls, a, b)
    case "xx":
    case "yy":
    case "zz": {
      const axis = paulis[gate.gate.slice(1)] ?? Z
      const angle = "rotation" in gate ? gate.rotation / 2 : Math.PI * gate.angle
      return exponential(
        sink,
        controls,
        [
          [a, axis],
          [b, axis],
        ],
        angle,
      )
    }
    case "ms":
      return sink.interact(a, b, at(gate.phases[0]), at(gate.phases[1]), Math.PI * (gate.angle ?? 0.25))
    case "pauliexp":
      return gate.terms.forEach((term, k) => {
        // The last letter acts on targets[0].
        const factors = [...term].toReversed().flatMap((letter, i) => {
          const [axis, target] = [paulis[letter], targets[i]]
          return axis === undefined || target === undefined ? [] : [[target, axis] as const]
        })
        exponential(sink, controls, factors, gate.time * (gate.coefficients[k] ?? 0))
      })
    default:
      // `nop`, which does nothing.
      return
  }
}
