import { Effect } from "effect"
import { checkCount } from "../client/ranges.ts"
import { InvalidRequestError } from "../IonQError.ts"
import type { CircuitMember } from "../schema/Circuit.ts"
import { type JobRequest, limits } from "../schema/JobRequest.ts"
import { submissionKey } from "./submissionId.ts"

/**
 * Rejects a number of shots that is out of range. The schema would reject it, too, but without the limit as a number.
 */
export const checkShots = ({ shots }: JobRequest) => checkCount("shots", shots, { min: 1, max: limits.shots })

/** Rejects metadata that IonQ would reject. `marked` metadata gets one more key, the id of the submission. */
export const checkMetadata = Effect.fnUntraced(function* (
  metadata: JobRequest["metadata"] = {},
  marked: boolean,
): Effect.fn.Return<void, InvalidRequestError> {
  const names = Object.keys(marked ? { ...metadata, [submissionKey]: "" } : metadata)
  if (names.length > limits.metadataKeys) {
    const unit = marked ? `keys with ${submissionKey}, which the SDK adds` : "keys"
    return yield* over("metadata", names.length, limits.metadataKeys, unit)
  }
  for (const [name, value] of Object.entries(metadata)) {
    if (name.length > limits.metadataName) {
      return yield* over(`metadata.${name}`, name.length, limits.metadataName, "characters in its name")
    }
    if (value.length > limits.metadataValue) {
      return yield* over(`metadata.${name}`, value.length, limits.metadataValue, "characters")
    }
  }
})

/** Rejects values that IonQ would reject, with the field and the limit. Warns about values that IonQ would ignore. */
export const checkLimits = Effect.fnUntraced(function* (
  request: JobRequest,
): Effect.fn.Return<void, InvalidRequestError> {
  const { shots } = request
  if (request.type === "ionq.multi-circuit.v1") {
    const circuits: ReadonlyArray<CircuitMember> = request.input.circuits
    if (circuits.length > limits.circuits)
      return yield* over("input.circuits", circuits.length, limits.circuits)
    const gates = circuits.reduce((sum, { circuit }) => sum + circuit.length, 0)
    if (gates > limits.gates) return yield* over("input.circuits", gates, limits.gates, "gates in all")
  }

  const bytes = new TextEncoder().encode(JSON.stringify(request)).length
  if (bytes > limits.bodyBytes) return yield* over("request", bytes, limits.bodyBytes, "bytes")

  const debiasing = request.settings?.error_mitigation?.debiasing === true
  if (debiasing && (shots ?? 100) < limits.debiasingShots) {
    yield* Effect.logWarning(
      `Debiasing needs at least ${limits.debiasingShots} shots: with ${shots ?? "the default of 100"}, IonQ does not use it`,
    )
  }
})

const over = (field: string, found: number, limit: number, unit = ""): InvalidRequestError =>
  new InvalidRequestError({
    field,
    limit,
    message: `${field} has ${found} ${unit}, the limit is ${limit}`.replace("  ", " ").replace(" ,", ","),
  })
