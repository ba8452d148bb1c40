import type { Duration } from "effect"
import { Effect } from "effect"
import { checkDuration } from "../client/ranges.ts"
import { InvalidRequestError } from "../IonQError.ts"
import { limits } from "../schema/JobRequest.ts"

/**
 * Rejects an id that could not be found again: an empty or too long id, or one with characters that are not sent
 * unchanged.
 */
export const checkSubmissionId = (id: string): Effect.Effect<void, InvalidRequestError> => {
  const refuse = (words: string, limit?: number) =>
    Effect.fail(
      new InvalidRequestError({
        field: "submissionId",
        message: `submissionId ${words}`,
        ...(limit === undefined ? {} : { limit }),
      }),
    )
  if (id.length === 0 || id.length > limits.metadataValue) {
    return refuse(`has ${id.length} characters, but needs 1 to ${limits.metadataValue}`, limits.metadataValue)
  }
  if (/\p{Cc}|\p{Cs}/u.test(id)) return refuse("has a control character or an unpaired surrogate")
  return Effect.void
}

/** Rejects submission options that are out of range. */
export const checkSubmitOptions = Effect.fnUntraced(function* (options: {
  readonly submissionId?: string | false | undefined
  readonly submittedSince?: Date | undefined
  readonly settle?: Duration.Input | undefined
}): Effect.fn.Return<void, InvalidRequestError> {
  const { submissionId, submittedSince, settle } = options
  if (submissionId !== undefined && submissionId !== false) yield* checkSubmissionId(submissionId)
  yield* checkDuration("settle", settle)
  if (submittedSince !== undefined && Number.isNaN(submittedSince.getTime())) {
    return yield* new InvalidRequestError({
      field: "submittedSince",
      message: "submittedSince is not a valid date",
    })
  }
})
