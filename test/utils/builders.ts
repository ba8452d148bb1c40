import type { Job } from "effect-ionq/schema/Job"
import type { CircuitJobRequest } from "effect-ionq/schema/JobRequest"
import type { Session } from "effect-ionq/schema/Session"

export const makeJob = (fields: Partial<Job> = {}): Job => ({
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
