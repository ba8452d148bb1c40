import { qubitsOf } from "../gates/qubits.ts"
import type { NativeGate, QisGate } from "../schema/Gate.ts"
import { cancel } from "./cancel.ts"
import { weigh } from "./phaseFreedom.ts"
import { type Exchange, exchange, lowered } from "./lower.ts"
import type { Op } from "./Op.ts"
import { type PauliProgram, pauliProgram } from "./PauliProgram.ts"
import { type Limits, synthesize, type Weights } from "./pauliSynthesis.ts"
import { collect, type Sink } from "./mergeInteractions.ts"
import { inPlace, type Program } from "./Program.ts"
import { shannon } from "./shannon.ts"
import { simplify } from "./simplifyBlocks.ts"
import { trim } from "./trimBeforeMeasurement.ts"
import { wholeUnitary } from "./wholeUnitary.ts"

/** How long to search for fewer two-qubit gates. */
export type Effort = "fast" | "default" | "most"

/** What the optimizer must preserve, and how long it may search. */
export interface Task {
  readonly end: "exact" | "measured"
  readonly start: "any" | "zero"
  readonly effort: Effort
}

const write = (sink: Sink, op: Op): void =>
  op.kind === "local" ? sink.local(op.qubit, op.rotation) : sink.interact(op.a, op.b, op.m, op.n, op.angle)

const writeExchange = (sink: Sink, a: number, b: number): void => {
  for (const op of exchange(a, b)) write(sink, op)
}

/** Moves qubits back to their original wires by swaps. */
const putBack = (program: Program): Program => {
  const at = [...program.wires]
  if (at.every((wire, qubit) => wire === qubit)) return program
  const sink = collect(at.length)
  for (const { a, b, m, n, angle } of program.interactions) sink.interact(a, b, m, n, angle)
  program.locals.forEach((rotation, wire) => sink.local(wire, rotation))
  for (let qubit = 0; qubit < at.length; qubit++) {
    const wire = at[qubit] ?? qubit
    if (wire === qubit) continue
    writeExchange(sink, wire, qubit)
    at[at.indexOf(qubit)] = wire
    at[qubit] = qubit
  }
  return sink.done()
}

/** Collects steps as a program. Swaps become relabelings of wires if `renames` is set, otherwise gates. */
const collected = (steps: ReadonlyArray<Op | Exchange>, qubits: number, renames: boolean): Program => {
  const sink = collect(qubits)
  for (const step of steps) {
    if (step.kind !== "exchange") write(sink, step)
    else if (renames) sink.rename(step.a, step.b)
    else writeExchange(sink, step.a, step.b)
  }
  return sink.done()
}

/** A program resynthesized from its Pauli products, if that is possible within the limits. */
function* throughPaulis(
  program: Program,
  paulis: PauliProgram,
  end: Task["end"],
  weights: Weights,
  limits: Limits,
): Generator<void, { readonly program: Program | undefined; readonly work: number }> {
  const { locals } = program
  const { written, work } = yield* synthesize(paulis, end, weights, limits)
  if (written === undefined) return { program: undefined, work }
  const sink = collect(locals.length)
  const own = new Set(paulis.wires)
  for (const op of written.ops) write(sink, op)
  locals.forEach((rotation, wire) => {
    if (!own.has(wire)) sink.local(wire, rotation)
  })
  const moved = inPlace(locals.length).map((wire) => written.wires.get(wire) ?? wire)
  const result = { ...sink.done(), wires: moved }
  const wires = end === "measured" ? moved : inPlace(moved.length)
  const inOrder = end === "measured" ? result : putBack(result)
  return { program: { ...inOrder, wires: program.wires.map((wire) => wires[wire] ?? wire) }, work }
}

/** The number of two-qubit gates that suffice for any unitary of three or four qubits. */
const enough: Readonly<Record<number, number>> = { 3: 20, 4: 100 }

/** A program of few qubits resynthesized from its unitary, if that may be shorter. */
const throughUnitary = (program: Program): Program | undefined => {
  const { interactions, locals } = program
  const wires = [...new Set(interactions.flatMap(({ a, b }) => [a, b]))].toSorted((a, b) => a - b)
  if (interactions.length <= (enough[wires.length] ?? Infinity)) return undefined
  const sink = collect(locals.length)
  for (const op of shannon(wholeUnitary(interactions, wires), wires)) write(sink, op)
  locals.forEach((rotation, wire) => sink.local(wire, rotation))
  return { ...sink.done(), wires: program.wires }
}

interface Plan {
  readonly usual: ReadonlyArray<Weights>
  readonly more: ReadonlyArray<Weights>
  /**
   * The limits on the number of Pauli products that are examined. `usual` is the limit of the whole search; further
   * variants are tried only below `more`.
   */
  readonly work: { readonly usual: number; readonly more: number }
  /** The largest number of repetitions of all passes. They are repeated only as long as they help. */
  readonly rounds: number
}

const weightings = (later: ReadonlyArray<number>, clifford: ReadonlyArray<number>): ReadonlyArray<Weights> =>
  later.flatMap((one) => clifford.map((other) => ({ later: one, clifford: other })))

const usual = weightings([0.9, 0.6], [0.3, 0.7])
const more = weightings([0.97, 0.75, 0.3], [0.15, 0.3, 0.5, 0.7, 1.2])

const plans: Readonly<Record<Effort, Plan>> = {
  fast: { usual: [], more: [], work: { usual: 0, more: 0 }, rounds: 0 },
  default: { usual, more, work: { usual: 6e6, more: 5e5 }, rounds: 1 },
  most: { usual, more, work: { usual: 1e9, more: 1e9 }, rounds: 4 },
}

/**
 * The program of a circuit, with the fewest interactions that the passes find. It yields the completed fraction of
 * the search from time to time.
 */
export function* optimized(
  gates: ReadonlyArray<QisGate | NativeGate>,
  qubits: number,
  { end, start, effort }: Task,
): Generator<number, Program> {
  const left = cancel(gates, qubits)
  const used = new Set(left.flatMap(qubitsOf))
  const clean = start === "zero" ? inPlace(qubits).filter((qubit) => !used.has(qubit)) : []
  const steps = [...lowered(weigh(left, qubits, end), { qubits, clean })]
  const renames = end === "measured"
  const finish = (way: Program) => (renames ? simplify(trim(way), renames) : way)
  const shorter = (one: Program, other: Program) =>
    other.interactions.length < one.interactions.length ? other : one

  let best = finish(simplify(collected(steps, qubits, renames), renames))
  if (!renames && effort !== "fast" && steps.some(({ kind }) => kind === "exchange")) {
    best = shorter(best, simplify(putBack(simplify(collected(steps, qubits, true), false)), false))
  }
  const dense = effort === "fast" ? undefined : throughUnitary(best)
  if (dense !== undefined) best = shorter(best, finish(simplify(dense, renames)))
  const { usual, more, work, rounds } = plans[effort]
  let spent = 0
  let paulis: { readonly of: Program; readonly program: PauliProgram | undefined } | undefined
  for (let round = 0; round < rounds; round++) {
    const before = best.interactions.length
    let closest = Infinity
    for (const [k, weights] of [...usual, ...more].entries()) {
      // More variants are tried if the usual ones came close to an improvement, as long as they are cheap.
      if (k >= usual.length && (spent > work.more || closest > 1.1 * before)) break
      // Programs on two qubits are already optimal.
      if (new Set(best.interactions.flatMap(({ a, b }) => [a, b])).size < 3) return best
      const done = (round + k / (usual.length + more.length)) / rounds
      yield done
      const gates = Math.ceil(best.interactions.length * 1.2) + 12
      if (paulis?.of !== best) paulis = { of: best, program: pauliProgram(best, gates) }
      if (paulis.program === undefined) return best
      const limits = { gates, work: work.usual - spent }
      const search = throughPaulis(best, paulis.program, end, weights, limits)
      let step = search.next()
      for (; step.done !== true; step = search.next()) yield done
      spent += step.value.work
      if (step.value.program !== undefined) {
        const next = finish(simplify(step.value.program, renames))
        closest = Math.min(closest, next.interactions.length)
        best = shorter(best, next)
      }
    }
    if (best.interactions.length === before) break
  }
  return best
}
