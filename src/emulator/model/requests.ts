import { Effect } from "effect"
import { limits, type WireJobRequest } from "../../schema/JobRequest.ts"
import { badRequest, tooLarge } from "./refusals.ts"

/** Rejects requests over a limit as IonQ documents it: 413 for the body, 400 for the rest. */
export const withinLimits = Effect.fnUntraced(function* (request: WireJobRequest) {
  const bytes = new TextEncoder().encode(JSON.stringify(request)).length
  if (bytes > limits.bodyBytes)
    return yield* tooLarge(`The body has ${bytes} bytes, the limit is ${limits.bodyBytes}.`)
  const invalid = (key: string, why: string) => badRequest(`"${key}" was invalid: ${why}.`, [key], "payload")
  const metadata = Object.entries(request.metadata ?? {})
  if (metadata.length > limits.metadataKeys) {
    return yield* invalid("metadata", `${metadata.length} keys, the limit is ${limits.metadataKeys}`)
  }
  for (const [name, value] of metadata) {
    if (name.length > limits.metadataName) {
      return yield* invalid("metadata", `a name has at most ${limits.metadataName} characters`)
    }
    if (value.length > limits.metadataValue) {
      return yield* invalid("metadata", `the value of ${name} has at most ${limits.metadataValue} characters`)
    }
  }
  if (request.type !== "ionq.multi-circuit.v1") return
  const { circuits } = request.input
  const gates = circuits.reduce((sum, { circuit }) => sum + circuit.length, 0)
  if (circuits.length > limits.circuits || gates > limits.gates) {
    return yield* invalid(
      "circuits",
      `a job has at most ${limits.circuits} circuits and ${limits.gates} gates`,
    )
  }
})

/** The jobs of a multi-circuit job's circuits. */
export const partsOf = (request: WireJobRequest): ReadonlyArray<WireJobRequest> => {
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
