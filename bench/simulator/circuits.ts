/** The circuits that are measured. */
import type { WireGate } from "../../src/schema/Gate.ts"
import type { SimulatedCircuit } from "../../src/simulator/Simulator.ts"
import * as Random from "../../src/random/generator.ts"

const circuit = (qubits: number, gates: ReadonlyArray<WireGate>): SimulatedCircuit => ({
  gateset: "qis",
  qubits,
  circuit: gates,
})

/** |0...0⟩ + |1...1⟩ by a chain of CNOTs. */
export const ghz = (qubits: number): SimulatedCircuit =>
  circuit(qubits, [
    { gate: "h", target: 0 },
    ...Array.from({ length: qubits - 1 }, (_, i) => ({ gate: "cnot", control: i, target: i + 1 })),
  ])

/** The quantum Fourier transform with its swaps. */
export const qft = (qubits: number): SimulatedCircuit => {
  const gates: Array<WireGate> = []
  for (let target = qubits - 1; target >= 0; target--) {
    gates.push({ gate: "h", target })
    for (let control = target - 1; control >= 0; control--) {
      gates.push({ gate: "z", target, control, rotation: Math.PI / 2 ** (target - control) })
    }
  }
  for (let i = 0; i < qubits >> 1; i++) gates.push({ gate: "swap", targets: [i, qubits - 1 - i] })
  return circuit(qubits, gates)
}

/** 20 layers of random rx, ry or rz on each qubit and CNOTs of neighbours, from even and from odd qubits in turns. */
export const rand = (qubits: number): SimulatedCircuit => {
  const next = Random.make(qubits)
  const gates: Array<WireGate> = []
  for (let layer = 0; layer < 20; layer++) {
    for (let target = 0; target < qubits; target++) {
      gates.push({
        gate: ["rx", "ry", "rz"][Math.floor(3 * next())]!,
        target,
        rotation: 2 * Math.PI * next(),
      })
    }
    for (let control = layer % 2; control + 1 < qubits; control += 2) {
      gates.push({ gate: "cnot", control, target: control + 1 })
    }
  }
  return circuit(qubits, gates)
}

const cnots = (pairs: ReadonlyArray<readonly [control: number, target: number]>): ReadonlyArray<WireGate> =>
  pairs.map(([control, target]) => ({ gate: "cnot", control, target }))

const xChecks = [
  [0, 1, 3, 4],
  [1, 2],
  [4, 5, 7, 8],
  [6, 7],
]
const zChecks = [
  [0, 3],
  [1, 2, 4, 5],
  [3, 4, 6, 7],
  [5, 8],
]

/** One cycle of the rotated surface code of distance 3: data qubits 0 to 8, checks of Z 9 to 12, of X 13 to 16. */
export const cycle: SimulatedCircuit = circuit(17, [
  ...xChecks.map((_, i) => ({ gate: "h", target: 13 + i })),
  ...zChecks.flatMap((data, i) => cnots(data.map((qubit) => [qubit, 9 + i]))),
  ...xChecks.flatMap((data, i) => cnots(data.map((qubit) => [13 + i, qubit]))),
  ...xChecks.map((_, i) => ({ gate: "h", target: 13 + i })),
])
