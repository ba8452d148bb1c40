import { Effect, Result, Schedule, type Semaphore } from "effect"
import { failureMayBeProcessed } from "../../client/failureMayBeProcessed.ts"
import { SentBefore } from "../../client/sendOnce.ts"
import { isCallFailure } from "../../errors/call.ts"
import { SubmissionUnknownError } from "../errors/jobErrors.ts"
import type { Job } from "../schema/Job.ts"

interface Failing {
  readonly _tag: string
  readonly message: string
}

/**
 * When to search after a lost response, in milliseconds. The request may still be in flight, so the search is repeated.
 */
const searchTimes = [250, 1000, 4000]

/** How often a failed search is retried. The request is only sent again after a successful search. */
const mostSearches = 8

const searchPauses = Schedule.min([Schedule.exponential("250 millis"), Schedule.spaced("5 seconds")])

export interface Submission<E, F> {
  readonly submissionId: string
  /** Whether an earlier submission may have created a job, which is then searched for before the first request. */
  readonly isKnown: boolean
  /** The largest number of times that the request is sent again. */
  readonly retries: number
  /** Waits for the client's rate limit. `send` itself does not wait, so the request follows the search immediately. */
  readonly rateLimit: Effect.Effect<void>
  readonly send: Effect.Effect<Job, E>
  /** The job of this submission, if there is one. */
  readonly find: Effect.Effect<Job | undefined, F>
  readonly slots: Semaphore.Semaphore
}

/**
 * Whether a failed request may have created a job. A 429 or a rejection creates none. After a 5xx or a lost response it
 * is unknown.
 */
const isUnclear = (error: Failing): boolean =>
  isCallFailure(error) ? failureMayBeProcessed(error) : error._tag === "QpiServerError"

const isRefusal = (error: Failing): boolean => {
  if (error._tag === "QpiRateLimitError") return false
  return !isUnclear(error) && !(error._tag === "ConnectionError")
}

/** The job of a submission, and whether this call sent a request that may have created it. */
export interface Submitted {
  readonly job: Job
  readonly wasSent: boolean
}

/**
 * Sends the request until there is one job. After an unclear failure, the job is searched for several times over some
 * seconds before the request is sent again. If the search fails, the error is a `SubmissionUnknownError` with the id.
 */
export const submitOnce = Effect.fnUntraced(function* <E extends Failing, F extends Failing>({
  submissionId,
  isKnown,
  retries,
  rateLimit,
  send,
  find,
  slots,
}: Submission<E, F>): Effect.fn.Return<Submitted, E | SubmissionUnknownError> {
  /** The last failure after which a job may exist. */
  let doubt: E | undefined

  const unknown = (error: Failing) =>
    new SubmissionUnknownError({
      submissionId,
      message:
        `${doubt === undefined ? `For submission ${submissionId} nothing was sent` : `The answer to submission ${submissionId} was lost`}, ` +
        `and it cannot be seen whether there is a job: ${error._tag}: ${error.message}`,
    })

  const findNow = find.pipe(
    Effect.retry({ times: mostSearches, schedule: searchPauses }),
    Effect.mapError(unknown),
  )

  const search = Effect.gen(function* () {
    let before = 0
    for (const at of searchTimes) {
      yield* Effect.sleep(at - before)
      before = at
      const job = yield* findNow
      if (job !== undefined) return job
    }
    return undefined
  })

  let sends = 0

  /**
   * Sends one request. If a job may exist, it is searched for again first, because the waits for a slot and for the
   * rate limit may have been long.
   */
  const attempt = Effect.gen(function* () {
    yield* rateLimit
    const found = doubt === undefined && !isKnown ? undefined : yield* findNow
    if (found !== undefined) return Result.succeed({ job: found, wasSent: doubt !== undefined })
    const request = Effect.provideService(send, SentBefore, sends++)
    const sent = yield* Effect.result(request)
    return Result.map(sent, (job) => ({ job, wasSent: true }))
  })

  for (let sent = 0; ; sent++) {
    const outcome = yield* slots.withPermits(1)(attempt)
    if (Result.isSuccess(outcome)) return outcome.success
    const error = outcome.failure
    if (isUnclear(error)) {
      doubt = error
      const job = yield* search
      if (job !== undefined) return { job, wasSent: true }
    }
    const isOver = isRefusal(error) || sent >= retries
    if (isOver) return yield* doubt === undefined ? Effect.fail(error) : unknown(error)
    yield* Effect.sleep(Math.min(250 * 2 ** sent, 10_000))
  }
})
