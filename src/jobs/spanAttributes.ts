import type { JobRequest } from "../schema/JobRequest.ts"
import type { Facts } from "../signals/annotate.ts"

/** The attributes of a request on the span of its submission. */
export const factsOf = (request: JobRequest): Facts => {
  const { type, backend, session_id } = request
  const shared: Facts = {
    "ionq.job.type": type,
    "ionq.backend": backend,
    "ionq.session.id": session_id ?? undefined,
    "ionq.shots": request.shots ?? undefined,
  }
  if (type === "ionq.circuit.v1") {
    const { qubits, circuit } = request.input
    return { ...shared, "ionq.circuit.qubits": qubits, "ionq.circuit.gates": circuit.length }
  }
  return type === "ionq.multi-circuit.v1"
    ? { ...shared, "ionq.job.circuits": request.input.circuits.length }
    : shared
}
