import type { CircuitMember } from "../schema/Circuit.ts"
import { limits, type MultiCircuitJobRequest } from "../schema/JobRequest.ts"
import type { Room, Size } from "../sampler/pack.ts"

/** Bytes of each body that are left free for what the SDK may still add, such as the id of the submission. */
const spare = 1000

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length

/** The size of a circuit in the list of a request. */
export const sizeOf = (circuit: CircuitMember): Size => ({
  gates: circuit.circuit.length,
  bytes: bytesOf(circuit) + 1,
})

/**
 * The room for circuits in a job with the settings of a request. It is the same for every gateset and number of shots, so that who
 * fills a job need not know them.
 */
export const roomIn = ({ input, ...request }: MultiCircuitJobRequest): Room => {
  const base = { ...request, shots: limits.shots, input: { ...input, gateset: "native", circuits: [] } }
  return {
    circuits: limits.circuits,
    gates: limits.gates,
    bytes: limits.bodyBytes - bytesOf(base) - spare,
  }
}
