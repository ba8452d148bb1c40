import type { WireCircuit } from "../schema/Circuit.ts"
import type { WireGate } from "../schema/Gate.ts"

/** OpenQASM 3's names of gates that it spells otherwise. */
const names: Record<string, string> = { si: "sdg", ti: "tdg", v: "sx", vi: "inv @ sx", not: "x", cnot: "x" }

/** A circuit in OpenQASM 3, as a compiled file shows it. Gates that its standard library lacks keep IonQ's names. */
export const toQasm3 = ({ circuit, gateset }: WireCircuit, qubits: number): string =>
  [
    "OPENQASM 3.0;",
    ...(gateset === "qis" ? ['include "stdgates.inc";'] : []),
    `qubit[${qubits}] q;`,
    `bit[${qubits}] c;`,
    ...circuit.flatMap(statements),
    "c = measure q;",
    "",
  ].join("\n")

const alone: ReadonlySet<string> = new Set(["swap", "xx", "yy", "zz", "ms", "pauliexp"])

const statements = (gate: WireGate): ReadonlyArray<string> => {
  const targets = gate.targets ?? (gate.target === undefined ? [] : [gate.target])
  const controls = gate.controls ?? (gate.control === undefined ? [] : [gate.control])
  const numbers = [gate.rotation, gate.phase, ...(gate.phases ?? []), gate.angle].filter(
    (x) => x !== undefined,
  )
  const modifier = controls.length === 0 ? "" : `ctrl(${controls.length}) @ `
  const name = gate.gate === "z" && gate.rotation !== undefined ? "p" : (names[gate.gate] ?? gate.gate)
  const call = `${modifier}${name}${numbers.length === 0 ? "" : `(${numbers.join(", ")})`}`
  const groups = alone.has(gate.gate) ? [targets] : targets.map((target) => [target])
  return groups.map((group) => `${call} ${[...controls, ...group].map((qubit) => `q[${qubit}]`).join(", ")};`)
}
