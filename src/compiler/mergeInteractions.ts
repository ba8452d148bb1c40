import { type Interaction, inPlace, type Program } from "./Program.ts"
import { alignment, type Axis, dot, identity, inverse, type Rotation, times, turn } from "./quaternion.ts"

/** Collects gates in order. */
export interface Sink {
  readonly local: (qubit: number, rotation: Rotation) => void
  readonly interact: (a: number, b: number, m: Axis, n: Axis, angle: number) => void
  /** Exchanges two qubits by exchanging their wires. */
  readonly rename: (a: number, b: number) => void
  /** The program so far. */
  readonly done: () => Program
}

/** Adjacent interactions on one qubit that commute: their positions, by their other qubit. */
interface Run {
  readonly axis: Axis
  readonly partners: Map<number, Array<number>>
}

/** Whether an interaction by this angle is the identity up to a phase: exp(-i π m⊗n) = -1. */
export const isNone = (angle: number): boolean => Math.abs(Math.sin(angle)) < 1e-12

/**
 * Collects a program. An interaction is merged with an earlier one about the same axes if it commutes with everything
 * between, and both are dropped if they cancel.
 */
export const collect = (qubits: number): Sink => {
  const wires = [...inPlace(qubits)]
  const wireOf = (qubit: number): number => wires[qubit] ?? qubit
  const interactions: Array<Interaction | undefined> = []
  const locals: Array<Rotation> = Array.from({ length: qubits }, () => identity)
  const runs: ReadonlyArray<Array<Run>> = Array.from({ length: qubits }, () => [])

  /** The run of commuting interactions that one about this axis belongs to. */
  const runOf = (qubit: number, axis: Axis): Run => {
    const own = runs[qubit] ?? []
    const last = own.at(-1)
    if (last !== undefined && alignment(last.axis, axis) !== 0) return last
    const run = { axis, partners: new Map<number, Array<number>>() }
    own.push(run)
    return run
  }
  const join = ({ partners }: Run, partner: number, position: number) => {
    const positions = partners.get(partner)
    if (positions === undefined) partners.set(partner, [position])
    else positions.push(position)
  }
  const leave = (qubit: number, partner: number) => {
    const own = runs[qubit] ?? []
    const partners = own.at(-1)?.partners
    const positions = partners?.get(partner)
    positions?.pop()
    if (positions?.length === 0) partners?.delete(partner)
    // The operations before an empty run are now adjacent to what follows.
    while (own.at(-1)?.partners.size === 0) own.pop()
  }

  const local = (named: number, rotation: Rotation) => {
    const qubit = wireOf(named)
    locals[qubit] = times(rotation, locals[qubit] ?? identity)
  }

  const interact = (one: number, two: number, axis: Axis, other: Axis, angle: number): void => {
    const [first, second] = [wireOf(one), wireOf(two)]
    const [a, b, p, q] = first < second ? [first, second, axis, other] : [second, first, other, axis]
    if (isNone(angle)) return
    const m = turn(inverse(locals[a] ?? identity), p)
    const n = turn(inverse(locals[b] ?? identity), q)
    const [onA, onB] = [runOf(a, m), runOf(b, n)]
    const position = onA.partners.get(b)?.at(-1)
    const met =
      position === undefined || onB.partners.get(a)?.at(-1) !== position ? undefined : interactions[position]
    if (position === undefined || met === undefined) {
      join(onA, b, interactions.length)
      join(onB, a, interactions.length)
      interactions.push({ a, b, m, n, angle })
      return
    }
    // Both interactions are parallel to the axis of the run within the tolerance, and so to each other within twice the
    // tolerance.
    const sum = met.angle + angle * Math.sign(dot(met.m, m) * dot(met.n, n))
    interactions[position] = isNone(sum) ? undefined : { ...met, angle: sum }
    if (isNone(sum)) {
      leave(a, b)
      leave(b, a)
    }
  }

  const done = (): Program => ({
    interactions: interactions.filter((interaction) => interaction !== undefined),
    locals,
    wires,
  })
  const rename = (a: number, b: number): void => {
    const wire = wireOf(a)
    wires[a] = wireOf(b)
    wires[b] = wire
  }
  return { local, interact, rename, done }
}
