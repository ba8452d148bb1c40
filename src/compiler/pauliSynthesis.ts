import { interact, local, type Op } from "./Op.ts"
import { axisOf, letterAt, type Pauli, supportOf } from "./Pauli.ts"
import type { PauliProgram } from "./PauliProgram.ts"
import { PauliTable, shortening, type Step, stepsOn } from "./PauliTable.ts"
import {
  about,
  type Axis,
  azimuth,
  cross,
  dot,
  identity,
  opposite,
  type Rotation,
  times,
  turn,
  X,
  Z,
} from "./rotation.ts"

/** How the search weighs what it sees. */
export interface Weights {
  /** What a rotation counts for, compared with one that comes a layer before it. */
  readonly later: number
  /** What the Clifford gate at the end counts for. */
  readonly clifford: number
}

/** When a search is given up. */
export interface Limits {
  /** More two-qubit gates than this are of no use. */
  readonly gates: number
  /** How many Pauli products may be looked at. */
  readonly work: number
}

/** Steps, and the wire on which each wire of the program ends. */
export interface Written {
  readonly ops: ReadonlyArray<Op>
  readonly wires: ReadonlyMap<number, number>
}

/** After how much work the search pauses: some milliseconds. */
const pause = 500_000

/** All steps are tried at the end on so many qubits; on more, those that shorten one of the shortest rows. */
const fewQubits = 10

/**
 * Writes a Pauli program with few two-qubit gates: again and again the step is taken that brings most of what is left nearer
 * to single qubits. It pauses now
 * and then. (After Schmitz et al. 2023, and Paykin et al. 2023.)
 */
export function* synthesize(
  program: PauliProgram,
  end: "exact" | "measured",
  weights: Weights,
  limits: Limits,
): Generator<void, { readonly written: Written | undefined; readonly work: number }> {
  const table = new PauliTable(program, end)
  const factors = Array.from({ length: 24 }, (_, layer) => weights.later ** layer)
  const wireOf = (qubit: number) => program.wires[qubit] ?? qubit
  const ops: Array<Op> = []
  let [spent, work] = [0, 0]

  const take = (step: Step) => {
    const { a, b, p, q } = step
    ops.push(interact(wireOf(a), wireOf(b), axisOf(p), axisOf(q), Math.PI / 4))
    spent++
    table.apply(step)
  }
  const emit = (k: number) => {
    const pauli = table.pauli(k)
    const [a, b] = supportOf(pauli)
    const angle = program.rotations[k]?.angle ?? 0
    const signed = pauli.negative ? -angle : angle
    if (a !== undefined && b === undefined) ops.push(local(wireOf(a), about(axisOn(pauli, a), 2 * signed)))
    if (a !== undefined && b !== undefined) {
      ops.push(interact(wireOf(a), wireOf(b), axisOn(pauli, a), axisOn(pauli, b), signed))
      spent++
    }
    table.remove(k)
  }
  const best = (steps: Iterable<Step>, lowest: number) => {
    let found: { readonly step: Step; readonly score: number } | undefined
    for (const step of steps) {
      const { pauli } = step
      const onRotations = table.rotationsChange(pauli, lowest, factors)
      const score = onRotations + weights.clifford * table.rowsChange(pauli)
      work += table.next.length + 2 * table.rows.length
      if (found === undefined || score < found.score - 1e-9) found = { step, score }
    }
    return found
  }
  const all = program.rotations.length
  // Gates are to be spent about as fast as rotations are done.
  const isOver = () =>
    work > limits.work ||
    spent > Math.min(limits.gates, (1.2 * limits.gates * (all + 50 - table.left)) / (all + 1))
  let paused = 0
  const isLong = () => {
    if (work < paused + pause) return false
    paused = work
    return true
  }

  while (table.left > 0) {
    if (isOver()) return { written: undefined, work }
    if (isLong()) yield
    work += table.next.length ** 2 / 8 + 4 * table.rows.length
    const front = table.front()
    const free = front.filter((k) => table.weight(k) < 2)
    if (free.length > 0) {
      for (const k of free) emit(k)
      continue
    }
    const least = Math.min(...front.map((k) => table.weight(k)))
    const lowest = Math.min(...front.map((k) => table.layer(k)))
    const shortest = front.filter((k) => table.weight(k) === least)
    const way = best(distinct(shortest.flatMap((k) => shortening(table.pauli(k)))), lowest)
    const [direct] = shortest
    if (direct === undefined || way === undefined) return { written: undefined, work }
    // A rotation of two qubits is a gate itself, which a step is preferred to if it does more than shorten this one.
    if (least === 2 && way.score >= -1 - 1e-9) emit(direct)
    else take(way.step)
  }

  const qubits = program.wires.map((_, qubit) => qubit)
  const every = stepsOn(qubits)
  // The row that is brought to one qubit whatever it does to others, when no step shortens them all together.
  let forced: number | undefined
  for (;;) {
    if (isOver()) return { written: undefined, work }
    if (isLong()) yield
    const costs = table.rows.map((_, row) => table.rowCost(row))
    const least = Math.min(...costs.filter((cost) => cost > 0))
    if (least === Infinity) break
    const isHarmless = ({ pauli }: Step) =>
      costs.every((cost, row) => cost > 0 || table.rowCost(row, pauli) === 0)
    if (forced !== undefined && costs[forced] === 0) forced = undefined
    if (forced === undefined) {
      const nearest = costs.flatMap((cost, row) => (cost === least ? [row] : []))
      const steps =
        qubits.length <= fewQubits
          ? every
          : distinct(nearest.flatMap((row) => table.images(row)).flatMap((image) => shortening(image)))
      const way = best([...steps].filter(isHarmless), 0)
      if (way !== undefined && way.score < -1e-9) {
        take(way.step)
        continue
      }
      forced = nearest[0]
    }
    const target = forced ?? 0
    const now = costs[target] ?? 0
    const way = best(
      every.filter((step) => table.rowCost(target, step.pauli) < now && isHarmless(step)),
      0,
    )
    if (way === undefined) return { written: undefined, work }
    take(way.step)
  }

  const wires = new Map<number, number>()
  for (const [row, { qubit, isPair }] of table.rows.entries()) {
    const [x, z] = table.images(row)
    const [place = 0] = supportOf(z)
    wires.set(wireOf(qubit), wireOf(place))
    const toZ = turnTo(signedAxis(z, place), Z)
    const across = isPair ? azimuth(turn(toZ, signedAxis(x, place))) : 0
    const last = isPair ? (program.locals[qubit] ?? identity) : identity
    ops.push(local(wireOf(place), times(last, times(about(Z, -across), toZ))))
  }
  return { written: { ops, wires }, work }
}

const distinct = (steps: ReadonlyArray<Step>): Iterable<Step> =>
  new Map(steps.map((step) => [step.pauli.x * 2 ** 31 + step.pauli.z, step] as const)).values()

const axisOn = (pauli: Pauli, qubit: number): Axis => {
  const letter = letterAt(pauli, qubit)
  return letter === 0 ? Z : axisOf(letter)
}

const signedAxis = (pauli: Pauli, qubit: number): Axis =>
  pauli.negative ? opposite(axisOn(pauli, qubit)) : axisOn(pauli, qubit)

/** A rotation that takes one direction to another, both along X, Y or Z. */
const turnTo = (from: Axis, to: Axis): Rotation => {
  const along = dot(from, to)
  if (along > 0.5) return identity
  return along < -0.5 ? about(X, Math.PI) : about(cross(from, to), Math.PI / 2)
}
