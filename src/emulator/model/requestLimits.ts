import { limits, type WireJobRequest } from "../../schema/JobRequest.ts"
import { backendNamed } from "./backendCatalogue.ts"
import { isFrom } from "./Generation.ts"
import type { Rules } from "./Options.ts"

/** Why a request is rejected, as plain data that a thread can send. 500 is the emulator's own failure. */
export interface Refusal {
  readonly status: 400 | 413 | 500
  readonly message: string
  readonly keys: ReadonlyArray<string>
}

const invalid = (key: string, why: string): Refusal => ({
  status: 400,
  message: `"${key}" was invalid: ${why}.`,
  keys: [key],
})

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** Why a request cannot become a job, by IonQ's documented limits: 413 for its length, 400 for other limits. */
export const refusalOf = (
  request: WireJobRequest,
  body: string,
  { generation }: Pick<Rules, "generation">,
): Refusal | undefined => {
  const backend = backendNamed(request.backend)
  if (backend === undefined || backend.status === "retired") {
    return invalid("backend", `${request.backend} ${backend === undefined ? "does not exist" : "is retired"}`)
  }
  if (request.type === "ionq.qasm3.v1" && !isFrom("2026-09", generation)) {
    return invalid("type", `${request.type} is not known`)
  }
  const bytes = bytesOf(body)
  if (bytes > limits.bodyBytes) {
    const message = `The body has ${bytes} bytes, the limit is ${limits.bodyBytes}.`
    return { status: 413, message, keys: [] }
  }
  const metadata = Object.entries(request.metadata ?? {})
  if (metadata.length > limits.metadataKeys) {
    return invalid("metadata", `${metadata.length} keys, the limit is ${limits.metadataKeys}`)
  }
  for (const [name, value] of metadata) {
    if (name.length > limits.metadataName) {
      return invalid("metadata", `a name has at most ${limits.metadataName} characters`)
    }
    if (value.length > limits.metadataValue) {
      return invalid("metadata", `the value of ${name} has at most ${limits.metadataValue} characters`)
    }
  }
  if (request.type !== "ionq.multi-circuit.v1") return undefined
  const { circuits } = request.input
  const gates = circuits.reduce((sum, { circuit }) => sum + circuit.length, 0)
  if (circuits.length > limits.circuits || gates > limits.gates) {
    return invalid("circuits", `a job has at most ${limits.circuits} circuits and ${limits.gates} gates`)
  }
  return undefined
}
