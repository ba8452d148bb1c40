import type { WireJobRequest } from "../../schema/JobRequest.ts"

/** The requests for the children of a multi-circuit job, one for each circuit. Empty for any other job. */
export const childRequests = (request: WireJobRequest): ReadonlyArray<WireJobRequest> => {
  if (request.type !== "ionq.multi-circuit.v1") return []
  const { gateset, qubits, circuits } = request.input
  const { name: _, ...shared } = request
  return circuits.map((part): WireJobRequest => {
    const width = part.qubits ?? qubits
    const input = {
      gateset: part.gateset ?? gateset,
      circuit: part.circuit,
      ...(width === undefined ? {} : { qubits: width }),
    }
    return Object.assign({}, shared, part.name === undefined ? {} : { name: part.name }, {
      type: "ionq.circuit.v1" as const,
      input,
    })
  })
}
