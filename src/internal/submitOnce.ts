import { Clock, Duration, Effect, Result } from "effect"
import { SubmissionUnknownError } from "../IonQError.ts"
import type { SubmitFailure } from "../IonQError.ts"
import type { Job, SubmittedJob } from "../schema/Job.ts"
import type { ScanError, Sought, Verdict } from "./submissionScan.ts"

/** How often a submission is sent at most, each time after the list of jobs was looked through for the last one. */
const mostSends = 3

/** When the list is looked through after a failure, in parts of the time that a lost request may still take. */
const looks = [0.1, 0.2, 0.7]

export interface Submission<E> {
  readonly submissionId: string
  readonly type: string | undefined
  readonly settle: Duration.Input
  readonly send: Effect.Effect<SubmittedJob, E>
}

/**
 * Sends until there is one job: what surely was not processed fails as it is, and after anything else the job is looked
 * for before it is sent again.
 */
export const submitOnce = <E extends SubmitFailure>(
  { submissionId, type, settle, send }: Submission<E>,
  find: (sought: Sought) => Effect.Effect<Verdict, ScanError>,
): Effect.Effect<SubmittedJob, E | SubmissionUnknownError> => {
  let underWay = false

  const reconcile = Effect.fnUntraced(function* (since: number) {
    let verdict: Result.Result<Verdict, ScanError> = Result.succeed({ kind: "absent" })
    for (const part of looks) {
      yield* Effect.sleep(Duration.times(Duration.fromInputUnsafe(settle), part))
      verdict = yield* Effect.result(find({ submissionId, since, type }))
      if (Result.isSuccess(verdict) && verdict.success.kind === "found") break
    }
    return verdict
  })

  return Effect.gen(function* () {
    const since = yield* Clock.currentTimeMillis
    let doubt: SubmitFailure | undefined
    const unknown = (reason: SubmissionUnknownError["reason"], last: { _tag: string; message: string }) =>
      new SubmissionUnknownError({
        submissionId,
        reason,
        message: `Submission ${submissionId} ${words[reason]}; the last failure was ${last._tag}: ${last.message}`,
      })
    for (let sent = 0; sent < mostSends; sent++) {
      underWay = true
      const outcome = yield* Effect.result(send)
      underWay = false
      if (Result.isSuccess(outcome)) return outcome.success
      const error = outcome.failure
      if (!mayBeProcessed(error)) {
        return yield* Effect.fail(doubt === undefined || isRefusal(error) ? error : unknown("absent", error))
      }
      doubt = error
      underWay = true
      const verdict = yield* reconcile(since)
      if (Result.isFailure(verdict)) return yield* unknown("unreachable", verdict.failure)
      if (verdict.success.kind === "found") return receiptOf(verdict.success.job)
      if (verdict.success.kind === "unclear") return yield* unknown("unclear", error)
    }
    return yield* unknown("absent", doubt ?? { _tag: "none", message: "" })
  }).pipe(
    Effect.onInterrupt(() =>
      underWay
        ? Effect.logWarning(
            `Submission ${submissionId} was interrupted on its way: there may be a job of it, ask Jobs.resume`,
          ).pipe(Effect.annotateLogs("ionq.submission.id", submissionId))
        : Effect.void,
    ),
  )
}

const words = {
  absent: "has no job that is listed, but an answer to it was lost",
  unclear: "may have a job: one is listed that does not show its metadata",
  unreachable: "may have a job: an answer to it was lost and the jobs could not be listed",
}

/** The job that a submission already has. */
export const receiptOf = ({ id, status, session_id }: Job): SubmittedJob => ({
  id,
  status,
  ...(session_id === undefined ? {} : { session_id }),
})

/** Whether the server may have done what was asked although it did not say so. */
const mayBeProcessed = (error: SubmitFailure): boolean => {
  switch (error._tag) {
    case "ServerError":
    case "TimeoutError":
    case "DecodeError":
      return true
    case "ConnectionError":
      return error.sent === "maybe"
    case "UnexpectedStatusError":
      return error.status < 400 || error.status === 408
    default:
      return false
  }
}

/** Whether the server would have refused the same request before, too. */
const isRefusal = ({ _tag }: SubmitFailure): boolean =>
  _tag === "BadRequestError" || _tag === "PayloadTooLargeError" || _tag === "InvalidRequestError"
