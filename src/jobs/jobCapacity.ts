import type { CircuitMember } from "../schema/Circuit.ts"
import { limits, type MultiCircuitJobRequest } from "../schema/JobRequest.ts"
import type { Capacity, Size } from "../sampler/packing.ts"

/** The number of bytes of each body that are kept free for additions of the SDK, such as the id of the submission. */
const spare = 1000

/**
 * The length of a value in JSON, in UTF-8 bytes. A value that JSON cannot represent counts as 0 bytes, because the
 * check of the request rejects it.
 */
const bytesOf = (value: unknown): number => {
  try {
    return new TextEncoder().encode(JSON.stringify(value)).length
  } catch {
    return 0
  }
}

/** The size of a circuit in the list of a request: its number of gates, and its bytes including a comma. */
export const sizeOf = (circuit: CircuitMember): Size => ({
  gates: circuit.circuit.length,
  bytes: bytesOf(circuit) + 1,
})

/**
 * The room for circuits in a job with the settings of a request. It is computed for the longest gateset and the largest
 * number of shots, so it is the same for every gateset and number of shots.
 */
export const capacityIn = ({ input, ...request }: MultiCircuitJobRequest): Capacity => {
  const base = { ...request, shots: limits.shots, input: { ...input, gateset: "native", circuits: [] } }
  return {
    circuits: limits.circuits,
    gates: limits.gates,
    bytes: limits.bodyBytes - bytesOf(base) - spare,
  }
}
