import { type Duration, Effect, type Scope, Semaphore } from "effect"
import { CallOptions } from "../CallOptions.ts"
import { makeTurns } from "../client/inTurn.ts"
import { SentBefore } from "../client/sendOnce.ts"
import type { Listing } from "../listing/jobsByIds.ts"
import type { IonQMethods } from "../IonQClient.ts"
import { SubmissionUnknownError, type SubmitFailure } from "../IonQError.ts"
import { makeRelease } from "../polling/release.ts"
import type { Job, SubmittedJob } from "../schema/Job.ts"
import { about } from "../signals/annotate.ts"
import type { Quote } from "./quote.ts"
import { CurrentLedger, type Ledger, noRecord } from "./CurrentLedger.ts"
import { type Moment, thisMoment } from "./moment.ts"
import { newSubmissionId, submissionKey } from "./submissionId.ts"
import { type Find, isOlder, makeScan } from "./submissionScan.ts"
import { receiptOf, submitOnce } from "./submitOnce.ts"

/** Options of a submission. */
export interface SubmitOptions {
  /**
   * The id under which the submission can be found again, e.g. the key of a row in your database. A second submission
   * with the same id returns the job of the first one, whatever its request. The jobs are searched before the request
   * is sent, and once more after it. Default: a new id. `false` sends once and without an id: a lost response is then
   * an error, and the job may exist.
   */
  readonly submissionId?: string | false | undefined
  /** When the id was first used, if not now. Older jobs are not searched. Default: all jobs are searched. */
  readonly submittedSince?: Date | undefined
  /**
   * How long a request whose response was lost may still take at the server. The request is sent again only after this
   * time, and only if the list has no job of the submission. Default: 10 seconds.
   */
  readonly settle?: Duration.Input | undefined
  /**
   * The result of `quote` or `quoteClone` for this job. A budget uses the estimate of the quote instead of requesting a
   * new one, provided that the job still has the same size. A clone or a move does not read its original again.
   */
  readonly quote?: Quote | undefined
}

type Metadata = Readonly<Record<string, string>>

/** A job to submit: how it is sent with its metadata, and the metadata that it already has. */
export interface Submittable<E> {
  readonly type: string | undefined
  readonly metadata: Metadata | undefined
  readonly send: (metadata: Metadata | undefined) => Effect.Effect<SubmittedJob, E>
}

export interface Submissions {
  readonly submit: <E extends SubmitFailure>(
    submittable: Submittable<E>,
    options: SubmitOptions,
  ) => Effect.Effect<SubmittedJob, E | SubmissionUnknownError>
  /** The job of a submission, if it has one. */
  readonly lookUp: (
    submissionId: string,
    options: { readonly since: Date | undefined; readonly type: string | undefined },
  ) => Effect.Effect<Job | undefined, SubmissionUnknownError>
}

/**
 * The largest number of jobs that are cached by the caller's ids. The newest are kept, because the list of jobs may not
 * show them yet.
 */
const mostRemembered = 1000

/** The smallest difference between two submission times, in milliseconds. */
const finestStamp = 1

const showsWholeSeconds = ({ submitted_at }: Job): boolean =>
  submitted_at !== undefined && submitted_at !== null && !submitted_at.includes(".")

/** Creates the functions that submit a job once and look up earlier submissions. */
export const makeSubmissions = Effect.fnUntraced(function* (
  client: IonQMethods,
  listing: Listing,
): Effect.fn.Return<Submissions, never, Scope.Scope> {
  const find = yield* makeScan(listing)
  const release = makeRelease(client)
  const { settings } = client
  const turns = { slots: Semaphore.makeUnsafe(settings.maxSubmissions), rateLimit: settings.rateLimit }
  const remembered = new Map<string, SubmittedJob>()
  // One submission at a time for each id, so that the second one finds the job of the first.
  const inTurn = makeTurns()

  const remember = (id: string, job: SubmittedJob): void => {
    remembered.set(id, job)
    const [oldest] = remembered.keys()
    if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest)
  }

  const lookUp: Submissions["lookUp"] = Effect.fnUntraced(function* (submissionId, { since, type }) {
    const verdict = yield* find({ submissionId, since, type }).pipe(
      Effect.mapError(
        (error) =>
          new SubmissionUnknownError({
            submissionId,
            reason: "unreachable",
            message: `Submission ${submissionId} could not be looked up: ${error._tag}: ${error.message}`,
          }),
      ),
    )
    if (verdict.kind === "found") return verdict.job
    if (verdict.kind === "absent") return undefined
    return yield* new SubmissionUnknownError({
      submissionId,
      reason: "unclear",
      message:
        `Submission ${submissionId} may have a job: a multi-circuit job is listed that does not show its metadata; ` +
        "submittedSince leaves older ones out",
    })
  })

  /**
   * Searches for a job that another process made with the same submission id at the same time. If it is older than
   * `own`, it is returned, and `own` is canceled unless it has started. Otherwise `own` is returned.
   */
  const withoutRival = (
    submissionId: string,
    own: SubmittedJob,
    since: Moment,
  ): Effect.Effect<SubmittedJob> =>
    Effect.gen(function* () {
      const search = find({ submissionId, type: undefined, since })
      // A rival job that is created after the search must be newer than `own`. With equal times, the ids would decide.
      yield* Effect.sleep(finestStamp)
      let verdict = yield* search
      if (verdict.kind === "found" && verdict.job.id === own.id && showsWholeSeconds(verdict.job)) {
        yield* Effect.sleep("1 second")
        verdict = yield* search
      }
      if (verdict.kind !== "found" || verdict.job.id === own.id) return own
      // The list may show a new job late. The job's own time then decides which one is older.
      if (!verdict.ids.has(own.id)) {
        const job = yield* client.jobs.get({ params: { uuid: own.id } })
        if (isOlder(job, verdict.job)) return own
      }
      // An interruption here would leave two jobs.
      yield* Effect.uninterruptible(release(own.id, "cancelIfNotStarted"))
      return receiptOf(verdict.job)
    }).pipe(
      Effect.catch(({ _tag, message }) =>
        Effect.logWarning(`Submission ${submissionId} may have a second job: ${_tag}: ${message}`).pipe(
          Effect.annotateLogs("ionq.job.id", own.id),
          Effect.as(own),
        ),
      ),
    )

  /** Submits with an id. Logs a warning if an interruption leaves it unknown whether a job exists. */
  const sendMarked = Effect.fnUntraced(function* <E extends SubmitFailure>(
    submissionId: string,
    { type, metadata, send }: Submittable<E>,
    settle: Duration.Input,
    searchedAt: Moment | undefined,
    isAlone: Ledger["isAlone"],
  ) {
    const { retries = settings.retries } = yield* CallOptions
    let requests = 0
    const attempt = Effect.suspend(() =>
      Effect.provideService(send({ ...metadata, [submissionKey]: submissionId }), SentBefore, requests++),
    )
    /**
     * Whether no other submission can have used the id. The result is also false unless this submission has sent
     * exactly `count` requests.
     */
    const aloneAfter = (count: number) =>
      Effect.suspend(() => (requests === count ? isAlone : Effect.succeed(false)))
    /** Once this submission has sent a request, the jobs are always searched. */
    const findOthers: Find = (sought) =>
      Effect.flatMap(aloneAfter(0), (alone) => (alone ? Effect.succeed({ kind: "absent" }) : find(sought)))
    const withoutOthers = (own: SubmittedJob, since: Moment) =>
      Effect.flatMap(aloneAfter(1), (alone) =>
        alone ? Effect.succeed(own) : withoutRival(submissionId, own, since),
      )
    const { isRetryable } = settings
    return yield* submitOnce(
      { submissionId, type, settle, retries, isRetryable, searchedAt, send: attempt },
      findOthers,
      turns,
    ).pipe(
      Effect.flatMap(({ job, isOwn }) =>
        isOwn && searchedAt !== undefined ? withoutOthers(job, searchedAt) : Effect.succeed(job),
      ),
      Effect.onInterrupt(() =>
        requests > 0
          ? Effect.logWarning(
              `Submission ${submissionId} was interrupted in flight: it may have a job, call Jobs.resume to find out`,
            )
          : Effect.void,
      ),
    )
  })

  const submit: Submissions["submit"] = Effect.fnUntraced(function* (submittable, options) {
    const { submissionId: asked, submittedSince: since, settle = "10 seconds" } = options
    if (asked === false) {
      return yield* turns.slots.withPermits(1)(
        Effect.andThen(turns.rateLimit, submittable.send(submittable.metadata)),
      )
    }
    const submissionId = asked === undefined ? newSubmissionId() : asked
    const facts = about({ "ionq.submission.id": submissionId })
    if (asked === undefined) {
      return yield* facts(sendMarked(submissionId, submittable, settle, undefined, noRecord.isAlone))
    }
    const { jobOf, isAlone } = (yield* CurrentLedger) ?? noRecord
    return yield* inTurn(submissionId)(
      Effect.gen(function* () {
        const known = remembered.get(submissionId)
        if (known !== undefined) return known
        const recorded = jobOf(submissionId)
        if (recorded !== undefined) return { id: recorded, status: "submitted" }
        const searchedAt = yield* thisMoment
        const found = (yield* isAlone)
          ? undefined
          : yield* lookUp(submissionId, { since, type: submittable.type })
        const job =
          found === undefined
            ? yield* sendMarked(submissionId, submittable, settle, searchedAt, isAlone)
            : receiptOf(found)
        remember(submissionId, job)
        return job
      }).pipe(facts),
    )
  })

  return { submit, lookUp }
})
