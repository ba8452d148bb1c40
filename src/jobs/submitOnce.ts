import { Duration, Effect, Pull, Result, Schedule, type Semaphore } from "effect"
import { mayBeProcessed } from "../api/mayBeProcessed.ts"
import { steadyMillis } from "../client/steadyClock.ts"
import { backoff } from "../client/backoff.ts"
import { askedDelay } from "../client/retryAfter.ts"
import { SubmissionUnknownError, type SubmitFailure } from "../IonQError.ts"
import type { Job, SubmittedJob } from "../schema/Job.ts"
import { measure } from "../signals/metrics.ts"
import { elapsedSince, type Moment, thisMoment } from "./moment.ts"
import { type Find, type ScanError, type Verdict } from "./submissionScan.ts"

/** When the jobs are searched after a lost response, as fractions of the time that the request may still take. */
const searchTimes = [0.1, 0.3, 1]

/**
 * The interval of the clock ticks to which searches are delayed, in milliseconds, so that submissions share searches.
 */
const searchTick = 250

/** The largest age of a search when a request is sent, in milliseconds. An older search is repeated. */
const maxSearchAge = 1000

/**
 * The time limit for all searches for one submission, in milliseconds. If jobs are submitted faster than the list can
 * be read, no search would ever be recent enough.
 */
const longestSearch = 15 * 60_000

/**
 * How often a search that became outdated while its submission waited for its turn is repeated outside of the turn.
 * Later searches run within the turn.
 */
const searchesOutside = 3

export interface Submission<E> {
  readonly submissionId: string
  readonly type: string | undefined
  /** How long a request whose response was lost may still take. */
  readonly settle: Duration.Input
  /** The largest number of retries. */
  readonly retries: number
  readonly isRetryable: (status: number) => boolean
  /** When the jobs were last searched for this id; undefined for a new id. */
  readonly searchedAt: Moment | undefined
  readonly send: Effect.Effect<SubmittedJob, E>
}

/** What a request waits for before it is sent: a slot, and the rate limit. */
export interface Turns {
  /** One permit for each request that may be in flight. */
  readonly slots: Semaphore.Semaphore
  /** The client's rate limit. */
  readonly rateLimit: Effect.Effect<void>
}

/** The job of a submission, and whether this process's own request made it. */
export interface Outcome {
  readonly job: SubmittedJob
  readonly isOwn: boolean
}

/**
 * Submits until one job exists. The jobs are searched before a request is sent a second time, for whatever reason. A
 * rejection by the server is returned unchanged.
 */
export const submitOnce = Effect.fnUntraced(function* <E extends SubmitFailure>(
  { submissionId, type, settle, retries, isRetryable, searchedAt, send }: Submission<E>,
  find: Find,
  { slots, rateLimit }: Turns,
): Effect.fn.Return<Outcome, E | SubmissionUnknownError> {
  const since = searchedAt ?? (yield* thisMoment)
  const pauses = yield* Schedule.toStep(backoff)
  /** The last failure. */
  let last: E | undefined
  /** The last failure after which a job may exist. */
  let doubt: E | undefined
  /** The time of the last search that found no job; undefined once a request has followed it. */
  let lastSearch = searchedAt
  /** How long the searches have taken, in milliseconds. */
  let searched = 0

  const unknown = (reason: SubmissionUnknownError["reason"], cause: { _tag: string; message: string }) =>
    Effect.fail(
      new SubmissionUnknownError({
        submissionId,
        reason,
        message: `Submission ${submissionId} ${words[reason]}; the last failure was ${cause._tag}: ${cause.message}`,
      }),
    )

  const search = Effect.gen(function* () {
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

  /** The job that a search found, or undefined if it is absent. An unclear verdict is an error. */
  const judge = (
    verdict: Result.Result<Verdict, LookError>,
  ): Effect.Effect<SubmittedJob | undefined, E | SubmissionUnknownError> => {
    if (Result.isFailure(verdict)) {
      // No request was sent that could have become a job.
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
   * Searches until a search is recent when the request is sent. The age of the first search counts from its
   * beginning, because the machine may have slept before it read the response. The age of a later search counts from
   * its end, because it may simply be slow.
   */
  const freshSearch = Effect.gen(function* () {
    for (let searches = 0; !(yield* isFresh(lastSearch)); searches++) {
      const begin = yield* thisMoment
      const job = yield* judge(yield* search)
      if (job !== undefined) return job
      lastSearch = searches === 0 ? begin : yield* thisMoment
    }
    return undefined
  })

  /** Sends one request after its turn has come. A slow search does not delay the turns of others. */
  const attempt = Effect.fnUntraced(function* (
    isFirst: boolean,
  ): Effect.fn.Return<Result.Result<Outcome, E>, E | SubmissionUnknownError> {
    for (let outside = 0; ; outside++) {
      const early = isFirst ? undefined : yield* freshSearch
      if (early !== undefined) return Result.succeed({ job: early, isOwn: false })
      const outcome = yield* slots.withPermits(1)(
        Effect.gen(function* () {
          if (!isFirst && outside < searchesOutside && !(yield* isFresh(lastSearch))) return undefined
          yield* rateLimit
          const found = isFirst ? undefined : yield* freshSearch
          if (found !== undefined) return Result.succeed({ job: found, isOwn: false })
          const sent = yield* Effect.result(send)
          lastSearch = undefined
          return Result.map(sent, (job) => ({ job, isOwn: true }))
        }),
      )
      if (outcome !== undefined) return outcome
    }
  })

  /** Searches several times while the request may still be in flight. The last search decides. */
  const settled = Effect.fnUntraced(function* (error: E) {
    const total = Duration.toMillis(Duration.fromInputUnsafe(settle))
    let verdict: Result.Result<Verdict, LookError> = Result.succeed({ kind: "absent" })
    const lostAt = yield* steadyMillis
    const asked = Duration.toMillis(askedDelay(error))
    for (const time of new Set(searchTimes.map((part) => Math.max(part * total, asked)))) {
      const tick = Math.ceil((lostAt + time) / searchTick) * searchTick
      yield* Effect.sleep(tick - (yield* steadyMillis))
      lastSearch = yield* thisMoment
      verdict = yield* search
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
    const outcome = yield* attempt(sent === 0 && searchedAt === undefined)
    if (Result.isSuccess(outcome)) return outcome.success
    const error = outcome.failure
    last = error
    const isRepeatable = sent < retries
    if (mayBeProcessed(error)) {
      doubt = error
      const job = yield* settled(error).pipe(
        Effect.tap((job) => countDoubt(job === undefined ? "absent" : "found")),
        Effect.tapError(() => countDoubt("unknown")),
      )
      if (job !== undefined) return { job, isOwn: false }
      if (!isRepeatable) return yield* unknown("absent", error)
    } else if (error._tag === "RateLimitError") {
      yield* pause(error)
      if (isRepeatable && isRetryable(error.status)) continue
      const job = yield* judge(yield* search)
      if (job !== undefined) return { job, isOwn: false }
      return yield* doubt === undefined ? Effect.fail(error) : unknown("absent", error)
    } else if (wasNotSent(error) && isRepeatable) {
      yield* pause(error)
    } else {
      return yield* doubt === undefined || isRefusal(error) ? Effect.fail(error) : unknown("absent", error)
    }
  }
})

const countDoubt = (outcome: "found" | "absent" | "unknown"): Effect.Effect<void> =>
  measure("ionq.submission.doubts", 1, { "ionq.submission.outcome": outcome })

/** Whether a search is recent enough for a request to be sent. */
const isFresh = (lastSearch: Moment | undefined): Effect.Effect<boolean> =>
  lastSearch === undefined
    ? Effect.succeed(false)
    : Effect.map(elapsedSince(lastSearch), (age) => age <= maxSearchAge)

/** The failure of a search that took too long. */
const tooLong = {
  _tag: "Timeout",
  message: `the search through the jobs took more than ${longestSearch / 60_000} minutes`,
} as const

type LookError = ScanError | typeof tooLong

const words = {
  absent: "has no job that is listed, but a response to it was lost",
  unclear: "may have a job: one is listed that does not show its metadata",
  unreachable: "may have a job: the jobs could not be listed",
}

/** Reduces a job to the fields that a submission returns. */
export const receiptOf = ({ id, status, session_id }: Job): SubmittedJob => ({
  id,
  status,
  ...(session_id === undefined ? {} : { session_id }),
})

/** Whether the request was never sent. The answer is valid only if the request cannot have been processed. */
const wasNotSent = ({ _tag }: SubmitFailure): boolean => _tag === "ConnectionError"

/** Whether the server would have rejected the earlier requests, too. */
const isRefusal = ({ _tag }: SubmitFailure): boolean =>
  _tag === "BadRequestError" || _tag === "PayloadTooLargeError"
