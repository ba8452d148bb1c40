import { Duration, Effect, Pull, Result, Schedule, type Semaphore } from "effect"
import { mayBeProcessed } from "../api/mayBeProcessed.ts"
import { steadyMillis } from "../client/steadyClock.ts"
import { askedDelay, backoff } from "../client/retry.ts"
import { SubmissionUnknownError, type SubmitFailure } from "../IonQError.ts"
import type { Job, SubmittedJob } from "../schema/Job.ts"
import {
  elapsedSince,
  type Find,
  type Moment,
  type ScanError,
  thisMoment,
  type Verdict,
} from "./submissionScan.ts"

/** When the jobs are looked through after a lost response, in parts of the time that the request may still take. */
const looks = [0.1, 0.3, 1]

/** Looks are delayed to ticks of the clock, so that submissions share them, in milliseconds. */
const lookTick = 250

/** A look that is older than this when a request is about to leave is made again, in milliseconds. */
const maxLookAge = 1000

/**
 * How long the looks for one submission may take in all, in milliseconds. Where others submit faster than the list can be
 * read, no look would be fresh.
 */
const longestSearch = 15 * 60_000

/** How often a look that has grown old while its submission waited for its turn is repeated outside of the turn. */
const looksOutside = 3

export interface Submission<E> {
  readonly submissionId: string
  readonly type: string | undefined
  /** How long a request whose response was lost may still take. */
  readonly settle: Duration.Input
  /** How often it is sent again at most. */
  readonly retries: number
  readonly isRetryable: (status: number) => boolean
  /** When the jobs were looked through for it before; nothing for a new id. */
  readonly lookedAt: Moment | undefined
  readonly send: Effect.Effect<SubmittedJob, E>
}

/** What requests have to wait for before they are sent. */
export interface Turns {
  /** One slot for each request that may be on its way. */
  readonly slots: Semaphore.Semaphore
  /** The client's rate limit. */
  readonly rateLimit: Effect.Effect<void>
}

/** The job of a submission, and whether it is the one that its own request made. */
export interface Outcome {
  readonly job: SubmittedJob
  readonly isOwn: boolean
}

/**
 * Sends until there is one job. Before a request is sent a second time, whatever the reason, the jobs are looked through.
 * What the server refused fails as it is.
 */
export const submitOnce = Effect.fnUntraced(function* <E extends SubmitFailure>(
  { submissionId, type, settle, retries, isRetryable, lookedAt, send }: Submission<E>,
  find: Find,
  { slots, rateLimit }: Turns,
): Effect.fn.Return<Outcome, E | SubmissionUnknownError> {
  const since = lookedAt ?? (yield* thisMoment)
  const pauses = yield* Schedule.toStep(backoff)
  /** The last failure. */
  let last: E | undefined
  /** The last failure after which there may be a job. */
  let doubt: E | undefined
  /** When the last look began that did not find the job and that no request has followed. */
  let looked = lookedAt
  /** How long the looks have taken, in milliseconds. */
  let searched = 0

  const unknown = (reason: SubmissionUnknownError["reason"], cause: { _tag: string; message: string }) =>
    Effect.fail(
      new SubmissionUnknownError({
        submissionId,
        reason,
        message: `Submission ${submissionId} ${words[reason]}; the last failure was ${cause._tag}: ${cause.message}`,
      }),
    )

  const look = Effect.gen(function* () {
    const begin = yield* steadyMillis
    const verdict = yield* find({ submissionId, type, since }).pipe(
      Effect.timeoutOrElse({
        duration: Math.max(0, longestSearch - searched),
        orElse: () => Effect.fail(tooLong),
      }),
      Effect.result,
    )
    searched += (yield* steadyMillis) - begin
    return verdict
  })

  /** The job that a look found, or nothing where it is absent. What stays unknown is an error. */
  const judge = (
    verdict: Result.Result<Verdict, LookError>,
  ): Effect.Effect<SubmittedJob | undefined, E | SubmissionUnknownError> => {
    if (Result.isFailure(verdict)) {
      // Nothing has left that could have become a job.
      return last !== undefined && doubt === undefined && wasNotSent(last)
        ? Effect.fail(last)
        : unknown("unreachable", verdict.failure)
    }
    switch (verdict.success.kind) {
      case "found":
        return Effect.succeed(receiptOf(verdict.success.job))
      case "absent":
        return Effect.undefined
      case "unclear":
        return last === undefined
          ? unknown("unclear", { _tag: "none", message: "nothing was sent" })
          : unknown("unclear", last)
    }
  }

  /**
   * Looks until a look is fresh at the moment of sending. Its age counts from its beginning, as the machine may have slept
   * with the response in its buffer; that of a second one from its end, as a list that takes long twice is a slow one.
   */
  const freshLook = Effect.gen(function* () {
    for (let looks = 0; !(yield* isFresh(looked)); looks++) {
      const begin = yield* thisMoment
      const job = yield* judge(yield* look)
      if (job !== undefined) return job
      looked = looks === 0 ? begin : yield* thisMoment
    }
    return undefined
  })

  /** One request, after its turn has come. A look that takes long holds up nobody else's turn. */
  const attempt = Effect.fnUntraced(function* (
    isFirst: boolean,
  ): Effect.fn.Return<Result.Result<Outcome, E>, E | SubmissionUnknownError> {
    for (let outside = 0; ; outside++) {
      const early = isFirst ? undefined : yield* freshLook
      if (early !== undefined) return Result.succeed({ job: early, isOwn: false })
      const outcome = yield* slots.withPermits(1)(
        Effect.gen(function* () {
          if (!isFirst && outside < looksOutside && !(yield* isFresh(looked))) return undefined
          yield* rateLimit
          const found = isFirst ? undefined : yield* freshLook
          if (found !== undefined) return Result.succeed({ job: found, isOwn: false })
          const sent = yield* Effect.result(send)
          looked = undefined
          return Result.map(sent, (job) => ({ job, isOwn: true }))
        }),
      )
      if (outcome !== undefined) return outcome
    }
  })

  /** Looks several times while the request may still be on its way; the last look decides. */
  const settled = Effect.fnUntraced(function* (error: E) {
    const total = Duration.toMillis(Duration.fromInputUnsafe(settle))
    let verdict: Result.Result<Verdict, LookError> = Result.succeed({ kind: "absent" })
    const lostAt = yield* steadyMillis
    const asked = Duration.toMillis(askedDelay(error))
    for (const time of new Set(looks.map((part) => Math.max(part * total, asked)))) {
      const tick = Math.ceil((lostAt + time) / lookTick) * lookTick
      yield* Effect.sleep(tick - (yield* steadyMillis))
      looked = yield* thisMoment
      verdict = yield* look
      if (Result.isSuccess(verdict) && verdict.success.kind === "found") break
    }
    return yield* judge(verdict)
  })

  const pause = (error: E) =>
    Effect.flatMap(
      Pull.catchDone(pauses(0, error), () => Effect.die("The backoff has no end")),
      ([, duration]) => Effect.sleep(duration),
    )

  for (let sent = 0; ; sent++) {
    const outcome = yield* attempt(sent === 0 && lookedAt === undefined)
    if (Result.isSuccess(outcome)) return outcome.success
    const error = outcome.failure
    last = error
    const isRepeatable = sent < retries
    if (mayBeProcessed(error)) {
      doubt = error
      const job = yield* settled(error)
      if (job !== undefined) return { job, isOwn: false }
      if (!isRepeatable) return yield* unknown("absent", error)
    } else if (error._tag === "RateLimitError") {
      yield* pause(error)
      if (isRepeatable && isRetryable(error.status)) continue
      const job = yield* judge(yield* look)
      if (job !== undefined) return { job, isOwn: false }
      return yield* doubt === undefined ? Effect.fail(error) : unknown("absent", error)
    } else if (wasNotSent(error) && isRepeatable) {
      yield* pause(error)
    } else {
      return yield* doubt === undefined || isRefusal(error) ? Effect.fail(error) : unknown("absent", error)
    }
  }
})

/** Whether a look is fresh enough for a request to leave on its word. */
const isFresh = (looked: Moment | undefined): Effect.Effect<boolean> =>
  looked === undefined ? Effect.succeed(false) : Effect.map(elapsedSince(looked), (age) => age <= maxLookAge)

/** A search that was given up. */
const tooLong = {
  _tag: "Timeout",
  message: `the jobs were looked through for ${longestSearch / 60_000} minutes`,
} as const

type LookError = ScanError | typeof tooLong

const words = {
  absent: "has no job that is listed, but a response to it was lost",
  unclear: "may have a job: one is listed that does not show its metadata",
  unreachable: "may have a job: the jobs could not be listed",
}

/** The job that a submission already has. */
export const receiptOf = ({ id, status, session_id }: Job): SubmittedJob => ({
  id,
  status,
  ...(session_id === undefined ? {} : { session_id }),
})

/** Whether the request provably never left, of one that cannot have been processed. */
const wasNotSent = ({ _tag }: SubmitFailure): boolean => _tag === "ConnectionError"

/** Whether the server would have refused the same request before, too. */
const isRefusal = ({ _tag }: SubmitFailure): boolean =>
  _tag === "BadRequestError" || _tag === "PayloadTooLargeError"
