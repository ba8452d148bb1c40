import { rowOf } from "../GateTable.ts"
import { inverse } from "../gates/inverse.ts"
import { qubitsOf } from "../gates/qubits.ts"
import type { NativeGate, QisGate } from "../schema/Gate.ts"

/**
 * Drops `nop` gates and adjacent inverse pairs. A gate with many controls is decomposed in one direction of time, so
 * its parts and those of its inverse would not all cancel later.
 */
export const cancel = (
  gates: ReadonlyArray<QisGate | NativeGate>,
  qubits: number,
): ReadonlyArray<QisGate | NativeGate> => {
  const kept: Array<{ readonly gate: QisGate | NativeGate; readonly key: string } | undefined> = []
  // The positions of the gates on each qubit, the last one on top.
  const stacks: ReadonlyArray<Array<number>> = Array.from({ length: qubits }, () => [])
  for (const gate of gates) {
    if (rowOf(gate)?.action.does === "nothing") continue
    const own = qubitsOf(gate).map((qubit) => stacks[qubit] ?? [])
    const [first] = own
    const top = first?.at(-1)
    const met = top === undefined ? undefined : kept[top]
    const whole = met !== undefined && qubitsOf(met.gate).length === own.length
    if (whole && own.every((stack) => stack.at(-1) === top) && met.key === JSON.stringify(inverse(gate))) {
      for (const stack of own) stack.pop()
      if (top !== undefined) kept[top] = undefined
      continue
    }
    for (const stack of own) stack.push(kept.length)
    kept.push({ gate, key: JSON.stringify(gate) })
  }
  return kept.flatMap((entry) => (entry === undefined ? [] : [entry.gate]))
}
