import { Effect, Schema } from "effect"
import type { InvalidRequestError } from "../IonQError.ts"
import { type JobRequest, WireJobRequest } from "../schema/JobRequest.ts"
import { checkGates } from "./checkGates.ts"
import { invalidRequest } from "../client/invalidRequest.ts"
import { checkLimits, checkMetadata, checkShots } from "./checkLimits.ts"

/**
 * Rejects requests that IonQ would reject, or would accept and fail later. First it checks the form of the request,
 * with any gate allowed, then the size, then each gate. A `marked` request gets the id of its submission.
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
