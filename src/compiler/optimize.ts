import { qubitsOf } from "../gates/place.ts"
import type { NativeGate, QisGate } from "../schema/Gate.ts"
import { cancel } from "./cancel.ts"
import { weigh } from "./freedom.ts"
import { type Exchange, exchange, lowered } from "./lower.ts"
import type { Op } from "./Op.ts"
import { collect, inPlace, type Program } from "./Program.ts"
import { simplify } from "./simplify.ts"
import { trim } from "./trim.ts"

/** What the optimizer must keep. */
export interface Promise {
  readonly end: "exact" | "measured"
  readonly start: "any" | "zero"
}

/** Steps as a program; exchanges are renamed or written out. */
const collected = (steps: ReadonlyArray<Op | Exchange>, qubits: number, renames: boolean): Program => {
  const sink = collect(qubits)
  const write = (op: Op) => {
    if (op.kind === "local") sink.local(op.qubit, op.rotation)
    else sink.interact(op.a, op.b, op.m, op.n, op.angle)
  }
  for (const step of steps) {
    if (step.kind !== "exchange") write(step)
    else if (renames) sink.rename(step.a, step.b)
    else for (const op of exchange(step.a, step.b)) write(op)
  }
  return sink.done()
}

/** The program of a circuit, with as few interactions as the passes find. */
export const optimized = (
  gates: ReadonlyArray<QisGate | NativeGate>,
  qubits: number,
  { end, start }: Promise,
): Program => {
  const left = cancel(gates, qubits)
  const used = new Set(left.flatMap(qubitsOf))
  const clean = start === "zero" ? inPlace(qubits).filter((qubit) => !used.has(qubit)) : []
  const steps = [...lowered(weigh(left, qubits, end), { qubits, clean })]
  const renames = end === "measured"
  const program = simplify(collected(steps, qubits, renames), renames)
  return renames ? simplify(trim(program), renames) : program
}
