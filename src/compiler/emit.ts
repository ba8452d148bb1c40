import { ms, nativeZz } from "../Gates.ts"
import type { NativeGate } from "../schema/Gate.ts"
import type { Interaction, Program } from "./Program.ts"
import { exactly, gateOf, phaseOf, type Pulse, rotationOf, toEquator, toPole } from "./pulses.ts"
import {
  about,
  alignment,
  type Axis,
  azimuth,
  dot,
  identity,
  inverse,
  type Rotation,
  times,
  tolerance,
  turn,
  Z,
} from "./quaternion.ts"

/** The native two-qubit gate that a circuit is compiled to. */
export type TwoQubitGate = "ms" | "zz"

const quarter = Math.PI / 4
const isFull = (angle: number): boolean => Math.abs(Math.abs(angle) - quarter) < 1e-12

/** The angle of a native two-qubit gate in turns, without rounding noise. */
const turnsOf = (angle: number): number =>
  Math.min(0.25, Math.round((Math.abs(angle) / Math.PI) * 1e15) / 1e15)

/**
 * Whether two interactions of the same qubits commute: their axes are parallel on both qubits, or perpendicular on
 * both.
 */
const commute = (one: Interaction, other: Interaction): boolean => {
  if (one.a !== other.a || one.b !== other.b) return false
  if (alignment(one.m, other.m) !== 0 && alignment(one.n, other.n) !== 0) return true
  return Math.abs(dot(one.m, other.m)) < tolerance && Math.abs(dot(one.n, other.n)) < tolerance
}

/** Groups consecutive interactions that commute, so that those of a group may run in any order. */
const groupsOf = (interactions: ReadonlyArray<Interaction>): ReadonlyArray<Array<Interaction>> => {
  const groups: Array<Array<Interaction>> = []
  for (const interaction of interactions) {
    const group = groups.at(-1)
    if (group?.every((other) => commute(interaction, other))) group.push(interaction)
    else groups.push([interaction])
  }
  return groups
}

/**
 * The pulses that bring the axes of an interaction into the form that its native gate needs, on the first and on the
 * second qubit.
 */
type Pulses = readonly [ReadonlyArray<Pulse>, ReadonlyArray<Pulse>]

const cost = ([left, right]: Pulses): number => left.length + right.length

const cheapest = (ways: ReadonlyArray<Pulses>): Pulses =>
  ways.reduce((best, way) => (cost(way) < cost(best) ? way : best))

/**
 * Writes a program in native gates.
 *
 * **Details**
 *
 * The pulses sent to a qubit are tracked as one rotation, and the axes of the next gate are transformed by it. A
 * rotation about Z therefore costs nothing: it changes the phases of all later pulses. With `ms`, at most one pulse
 * brings an axis into the XY plane; with `zz`, at most two make it parallel to Z. Angles are from 0 to 0.25 turns,
 * which every machine accepts.
 */
export const emit = (
  { interactions, locals }: Program,
  target: TwoQubitGate,
  end: "exact" | "measured",
): ReadonlyArray<NativeGate> => {
  const gates: Array<NativeGate> = []
  const sent: Array<Rotation> = locals.map(() => identity)

  const see = (qubit: number, n: Axis): Axis => turn(sent[qubit] ?? identity, n)
  const send = (qubit: number, pulses: ReadonlyArray<Pulse>) => {
    for (const pulse of pulses) {
      gates.push(gateOf(qubit, pulse))
      sent[qubit] = times(rotationOf(pulse), sent[qubit] ?? identity)
    }
  }

  const pulsesOf = ({ a, b, m, n, angle }: Interaction): Pulses => {
    const [onA, onB] = [see(a, m), see(b, n)]
    if (target === "ms") return [toEquator(onA), toEquator(onB)]
    // `same` keeps the sign of the angle: both axes along Z, or both along -Z. `opposite` changes it.
    const same: ReadonlyArray<Pulses> = [
      [toPole(onA, 1), toPole(onB, 1)],
      [toPole(onA, -1), toPole(onB, -1)],
    ]
    const opposite: ReadonlyArray<Pulses> = [
      [toPole(onA, 1), toPole(onB, -1)],
      [toPole(onA, -1), toPole(onB, 1)],
    ]
    // At the full angle both signs give the same gate, up to half turns about the axes.
    return cheapest(isFull(angle) ? same.concat(opposite) : angle > 0 ? same : opposite)
  }

  const write = ({ a, b, m, n, angle }: Interaction) => {
    const sign = angle < 0 ? -1 : 1
    if (target === "ms") {
      const first = azimuth(see(a, m)) + (sign < 0 ? Math.PI : 0)
      const phases = [phaseOf(first), phaseOf(azimuth(see(b, n)))] as const
      gates.push(ms(a, b, { phases, angle: turnsOf(angle) }))
      return
    }
    gates.push(nativeZz(a, b, turnsOf(angle)))
    if (see(a, m)[2] * see(b, n)[2] * sign < 0) {
      sent[a] = times(sent[a] ?? identity, about(m, Math.PI))
      sent[b] = times(sent[b] ?? identity, about(n, Math.PI))
    }
  }

  for (const group of groupsOf(interactions)) {
    while (group.length > 0) {
      const ways = group.map(pulsesOf)
      const next = ways.indexOf(cheapest(ways))
      const [interaction] = group.splice(next, 1)
      const [left, right] = ways[next] ?? [[], []]
      if (interaction === undefined) break
      send(interaction.a, left)
      send(interaction.b, right)
      write(interaction)
    }
  }
  locals.forEach((rotation, qubit) => {
    const missing = times(rotation, inverse(sent[qubit] ?? identity))
    send(qubit, end === "exact" ? exactly(missing) : toPole(turn(inverse(missing), Z), 1))
  })
  return gates
}
