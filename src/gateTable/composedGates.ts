import * as Param from "../Param.ts"
import type { QasmNames, Value } from "./row.ts"
import type { qis } from "./wireGates.ts"

/**
 * One gate of a decomposition: its QIS name, or `gphase` for a global phase; the qubits that it acts on; and its
 * rotation in radians, if it has one. Qubits are positions among those of the composed gate. The last one or two of
 * them are the targets, and those before are controls.
 *
 * @category models
 * @since 0.2.0
 */
export type Part = readonly [
  word: Exclude<keyof typeof qis, "cnot" | "pauliexp"> | "gphase",
  on: ReadonlyArray<number>,
  rotation?: Value,
]

/**
 * A gate without a name on the wire. An OpenQASM program may use it, and it is replaced by its decomposition.
 *
 * @category models
 * @since 0.2.0
 */
export interface ComposedGate {
  readonly qasm: Omit<QasmNames, "defined">
  /** The names of the gate's parameters, all in radians. */
  readonly numbers: ReadonlyArray<string>
  readonly qubits: number
  /** The gates whose product has the matrix of this gate, in the order in which they act. */
  readonly decomposition: (...numbers: ReadonlyArray<Value>) => ReadonlyArray<Part>
}

const plus = (a: Value, b: Value): Value =>
  typeof a === "number" ? (typeof b === "number" ? a + b : Param.plus(b, a)) : Param.plus(a, b)
const halfOf = (...values: ReadonlyArray<Value>): Value => {
  const sum = values.reduce(plus)
  return typeof sum === "number" ? sum / 2 : Param.times(sum, 0.5)
}
const minus = (value: Value): Value => (typeof value === "number" ? -value : Param.negate(value))

/**
 * Rz(phi) Ry(theta) Rz(lambda) times e^(i phase), on the last qubit of `on`, controlled by the others. Angles of 0
 * are omitted.
 */
const euler = (
  [theta = 0, phi = 0, lambda = 0]: ReadonlyArray<Value>,
  phase: Value,
  on: ReadonlyArray<number> = [0],
): ReadonlyArray<Part> => {
  const controls = on.slice(0, -1)
  const sum = plus(phi, lambda)
  const parts: ReadonlyArray<Part> =
    theta === 0
      ? [
          ["z", on, sum],
          ["gphase", controls, plus(phase, minus(halfOf(sum)))],
        ]
      : [
          ["rz", on, lambda],
          ["ry", on, theta],
          ["rz", on, phi],
          ["gphase", controls, phase],
        ]
  return parts.filter(([, , rotation]) => rotation !== 0)
}

const quarter = Math.PI / 4

/**
 * The gates of OpenQASM without a name on the wire. The gates of `stdgates.inc` have the matrices that the file
 * defines. The gates of `qelib1.inc` have the matrices of Qiskit.
 * @category tables
 * @since 0.2.0
 */
export const composed: ReadonlyArray<ComposedGate> = [
  // `U` of OpenQASM 3, with the upper left entry (1 + e^(i theta))/2. `U` of OpenQASM 2 differs by a global phase.
  {
    qasm: { builtIn: ["U"] },
    numbers: ["theta", "phi", "lambda"],
    qubits: 1,
    decomposition: (...numbers) => euler(numbers, halfOf(...numbers)),
  },
  { qasm: { stdgates: ["id"] }, numbers: [], qubits: 1, decomposition: () => [] },
  {
    qasm: { stdgates: ["u2"] },
    numbers: ["phi", "lambda"],
    qubits: 1,
    decomposition: (...numbers) => euler([Math.PI / 2, ...numbers], 0),
  },
  {
    qasm: { stdgates: ["u3"] },
    numbers: ["theta", "phi", "lambda"],
    qubits: 1,
    decomposition: (...numbers) => euler(numbers, 0),
  },
  // A controlled `u` of Qiskit, and the phase gamma on the control. The upper left entry of `u` is cos(theta/2).
  {
    qasm: { stdgates: ["cu"] },
    numbers: ["theta", "phi", "lambda", "gamma"],
    qubits: 2,
    decomposition: (theta = 0, phi = 0, lambda = 0, gamma = 0) => [
      ["z", [0], gamma],
      ...euler([theta, phi, lambda], halfOf(phi, lambda), [0, 1]),
    ],
  },
  {
    qasm: { qelib1: ["u"] },
    numbers: ["theta", "phi", "lambda"],
    qubits: 1,
    decomposition: (theta = 0, phi = 0, lambda = 0) => euler([theta, phi, lambda], halfOf(phi, lambda)),
  },
  {
    qasm: { qelib1: ["cu3"] },
    numbers: ["theta", "phi", "lambda"],
    qubits: 2,
    decomposition: (theta = 0, phi = 0, lambda = 0) =>
      euler([theta, phi, lambda], halfOf(phi, lambda), [0, 1]),
  },
  { qasm: { qelib1: ["u0"] }, numbers: ["gamma"], qubits: 1, decomposition: () => [] },
  // The relative-phase Toffoli gate of Margolus: the Toffoli gate up to phases of basis states.
  {
    qasm: { qelib1: ["rccx"] },
    numbers: [],
    qubits: 3,
    decomposition: () => [
      ["h", [2]],
      ["z", [2], quarter],
      ["x", [1, 2]],
      ["z", [2], -quarter],
      ["x", [0, 2]],
      ["z", [2], quarter],
      ["x", [1, 2]],
      ["z", [2], -quarter],
      ["h", [2]],
    ],
  },
  // The relative-phase X with three controls: X with three controls up to phases of basis states.
  {
    qasm: { qelib1: ["rc3x"] },
    numbers: [],
    qubits: 4,
    decomposition: () => [
      ["h", [3]],
      ["z", [3], quarter],
      ["x", [2, 3]],
      ["z", [3], -quarter],
      ["h", [3]],
      ["x", [0, 3]],
      ["z", [3], quarter],
      ["x", [1, 3]],
      ["z", [3], -quarter],
      ["x", [0, 3]],
      ["z", [3], quarter],
      ["x", [1, 3]],
      ["z", [3], -quarter],
      ["h", [3]],
      ["z", [3], quarter],
      ["x", [2, 3]],
      ["z", [3], -quarter],
      ["h", [3]],
    ],
  },
]
