import { Redacted } from "effect"
import type { CircuitJob } from "effect-ionq/schema/Job"
import type {
  CircuitJobRequest,
  MultiCircuitJobRequest,
  QaoaJobRequest,
  QuantumFunctionJobRequest,
} from "effect-ionq/schema/JobRequest"
import type { Session } from "effect-ionq/schema/Session"

export const makeJob = (fields: Partial<CircuitJob> = {}): CircuitJob => ({
  id: "617a1f8b-59d4-435d-aa33-695433d7155e",
  status: "completed",
  type: "ionq.circuit.v1",
  backend: "simulator",
  dry_run: false,
  metadata: null,
  stats: { qubits: 2 },
  ...fields,
})

export const makeSession = (fields: Partial<Session> = {}): Session => ({
  id: "2ccf2773-4c28-468e-a290-2f8554808a25",
  status: "created",
  active: true,
  backend: "qpu.forte-1",
  ...fields,
})

export const bell: CircuitJobRequest = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: {
    gateset: "qis",
    qubits: 2,
    circuit: [
      { gate: "h", target: 0 },
      { gate: "cnot", control: 0, target: 1 },
    ],
  },
}

export const whoami = { key_id: "e060759f-4348-4767-a645-8c0301265791", key_name: "test", project_id: null }

/** The organisation of the emulator. */
export const organizationId = "71d164e6-6ebe-4126-8839-f1529bb01a00"

/** X on qubit 0 of two, on a machine: every shot is the state 1. */
export const flip: CircuitJobRequest = {
  type: "ionq.circuit.v1",
  backend: "qpu.forte-1",
  shots: 1000,
  input: { gateset: "qis", qubits: 2, circuit: [{ gate: "x", target: 0 }] },
}

/** The same in native gates. */
export const nativeFlip: CircuitJobRequest = {
  ...flip,
  input: { gateset: "native", qubits: 2, circuit: [{ gate: "gpi", target: 0, phase: 0.25 }] },
}

export const multi: MultiCircuitJobRequest = {
  type: "ionq.multi-circuit.v1",
  backend: "simulator",
  input: {
    gateset: "native",
    qubits: 2,
    circuits: [
      { name: "flip 0", gateset: "qis", circuit: [{ gate: "x", target: 0 }] },
      { name: "flip 1", circuit: [{ gate: "gpi", target: 1, phase: 0 }] },
    ],
  },
}

/** Of qubit 1 up and qubit 0 in |+⟩: Z1 is -1, X0 is 1, Z0 is 0 with variance 1. */
export const energy: QuantumFunctionJobRequest = {
  type: "quantum-function",
  backend: "simulator",
  input: {
    data: {
      type: "hamiltonian-energy",
      data: {
        hamiltonian: [
          { pauli_string: "ZI", coefficient: 0.5 },
          { pauli_string: "IX", coefficient: -1 },
          { pauli_string: "IZ", coefficient: 0.5 },
        ],
        ansatz: {
          data: JSON.stringify({
            gateset: "qis",
            qubits: 2,
            circuit: [
              { gate: "x", target: 1 },
              { gate: "h", target: 0 },
            ],
          }),
        },
      },
    },
  },
}

/** A triangle: at best two of its three edges are cut. */
export const maxCut: QaoaJobRequest = {
  type: "qctrl.qaoa.v1",
  backend: "simulator",
  input: {
    problem_type: "maxcut",
    problem: {
      directed: false,
      multigraph: false,
      graph: [],
      nodes: [{ id: 0 }, { id: 1 }, { id: 2 }],
      adjacency: [
        [{ id: 1 }, { id: 2 }],
        [{ id: 0 }, { id: 2 }],
        [{ id: 0 }, { id: 1 }],
      ],
    },
  },
  external_settings: { api_credentials: Redacted.make("qctrl-key") },
}
