import { ms, nativeZz } from "../Gates.ts"
import type { NativeGate } from "../schema/Gate.ts"
import type { Interaction, Program } from "./Program.ts"
import { exactly, gateOf, phaseOf, type Pulse, rotationOf, toEquator, toPole } from "./pulses.ts"
import { about, type Axis, azimuth, identity, inverse, type Rotation, times, turn, Z } from "./rotation.ts"

/** The native two-qubit gate that a circuit is compiled to. */
export type TwoQubitGate = "ms" | "zz"

const quarter = Math.PI / 4
const isFull = (angle: number): boolean => Math.abs(Math.abs(angle) - quarter) < 1e-12

/** The angle of a native two-qubit gate in turns, without the dust of rounding. */
const turnsOf = (angle: number): number =>
  Math.min(0.25, Math.round((Math.abs(angle) / Math.PI) * 1e15) / 1e15)

/**
 * A program as native gates.
 *
 * **Details**
 *
 * What was sent to a qubit is kept as one rotation; the next gate's axes are seen through it. So a rotation about Z costs
 * nothing: it is in the phases of all that follow. With `ms`, an axis is laid into the XY plane by one pulse at most, with
 * `zz` it is put upright by two at most. Angles are from 0 to 0.25 turns, which every machine takes.
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

  const emitMs = ({ a, b, m, n, angle }: Interaction) => {
    send(a, toEquator(see(a, m)))
    send(b, toEquator(see(b, n)))
    const first = azimuth(see(a, m)) + (angle < 0 ? Math.PI : 0)
    const phases = [phaseOf(first), phaseOf(azimuth(see(b, n)))] as const
    gates.push(ms(a, b, { phases, angle: turnsOf(angle) }))
  }

  const emitZz = ({ a, b, m, n, angle }: Interaction) => {
    const sign = angle < 0 ? -1 : 1
    const ways = ([1, -1] as const).flatMap((up) => {
      const same = { up, pulses: [toPole(see(a, m), up), toPole(see(b, n), up)] as const }
      const other = { up, pulses: [toPole(see(a, m), up), toPole(see(b, n), up === 1 ? -1 : 1)] as const }
      // At a full angle both signs are the same gate, up to half turns about the axes.
      return isFull(angle) ? [same, other] : sign === 1 ? [same] : [other]
    })
    const cost = ({ pulses: [left, right] }: (typeof ways)[number]) => left.length + right.length
    const [left, right] = ways.reduce((best, way) => (cost(way) < cost(best) ? way : best)).pulses
    send(a, left)
    send(b, right)
    gates.push(nativeZz(a, b, turnsOf(angle)))
    if (see(a, m)[2] * see(b, n)[2] * sign < 0) {
      sent[a] = times(sent[a] ?? identity, about(m, Math.PI))
      sent[b] = times(sent[b] ?? identity, about(n, Math.PI))
    }
  }

  for (const interaction of interactions) (target === "ms" ? emitMs : emitZz)(interaction)
  locals.forEach((rotation, qubit) => {
    const missing = times(rotation, inverse(sent[qubit] ?? identity))
    send(qubit, end === "exact" ? exactly(missing) : toPole(turn(inverse(missing), Z), 1))
  })
  return gates
}
