import { Effect, Schema } from "effect"
import type { InvalidRequestError } from "../IonQError.ts"
import { type JobRequest, WireJobRequest } from "../schema/JobRequest.ts"
import { checkGates } from "./checkGates.ts"
import { invalidRequest } from "../client/invalid.ts"
import { checkLimits, checkMetadata, checkShots } from "./limits.ts"

/**
 * Rejects what IonQ would reject, and what IonQ would accept and fail later. It checks the shape of the request
 * first, where any gate is allowed, then its size, then each gate. A `marked` request gets the id of its submission.
 */
export const checkRequest = Effect.fnUntraced(function* (
  request: JobRequest,
  marked: boolean,
): Effect.fn.Return<JobRequest, InvalidRequestError> {
  yield* checkShots(request)
  yield* Effect.mapError(encode(request), invalidRequest)
  yield* checkMetadata(request.metadata, marked)
  yield* checkLimits(request)
  yield* checkGates(request)
  return request
})

const encode = Schema.encodeUnknownEffect(WireJobRequest, { onExcessProperty: "error" })
