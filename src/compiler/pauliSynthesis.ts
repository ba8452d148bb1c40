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
} from "./quaternion.ts"

/** The weights of the search. */
export interface Weights {
  /** The weight of a rotation relative to one of the layer before it. */
  readonly later: number
  /** The weight of the Clifford gate at the end. */
  readonly clifford: number
}

/** The limits at which a search ends without a result. */
export interface Limits {
  /** The limit on two-qubit gates, above which a result is useless. */
  readonly gates: number
  /** The limit on the number of Pauli products that are examined. */
  readonly work: number
}

/** Steps, and the wire on which each wire of the program ends. */
export interface Written {
  readonly ops: ReadonlyArray<Op>
  readonly wires: ReadonlyMap<number, number>
}

/** The number of examined Pauli products after which the search yields. They take some milliseconds. */
const pause = 500_000

/**
 * Up to this number of qubits, all steps are tried at the end. For more qubits, only the steps are tried that shorten
 * one of the shortest rows.
 */
const fewQubits = 10

/**
 * Synthesizes a Pauli program with few two-qubit gates. Each iteration takes the step that reduces the remaining
 * rotations and rows the most. It pauses from time to time. (After Schmitz et al. 2023, and Paykin et al. 2023.)
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
  // The search also ends if gates are used much faster than rotations are completed.
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
    // A rotation of two qubits takes one gate directly. A step is preferred if it does more than shorten this
    // rotation.
    if (least === 2 && way.score >= -1 - 1e-9) emit(direct)
    else take(way.step)
  }

  const qubits = program.wires.map((_, qubit) => qubit)
  const every = stepsOn(qubits)
  // The row to reduce to one qubit regardless of the others, if no step shortens all of them together.
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

/** A rotation that turns one direction into another, both along X, Y or Z. */
const turnTo = (from: Axis, to: Axis): Rotation => {
  const along = dot(from, to)
  if (along > 0.5) return identity
  return along < -0.5 ? about(X, Math.PI) : about(cross(from, to), Math.PI / 2)
}
