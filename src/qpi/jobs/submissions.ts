import { DateTime, Effect, Option, Semaphore } from "effect"
import { makeTurns } from "../../client/inTurn.ts"
import { once } from "../../client/sendOnce.ts"
import { InvalidRequestError } from "../../errors/call.ts"
import { CurrentLedger, type Ledger, noRecord } from "../../jobs/CurrentLedger.ts"
import { newSubmissionId } from "../../jobs/submissionId.ts"
import type { QpiMethods } from "../client/make.ts"
import { parseDate } from "../schema/dates.ts"
import { type Job, type JobSubmission, withoutEcho } from "../schema/Job.ts"
import { about } from "../../signals/annotate.ts"
import { makeFind, type Sought } from "./findSubmission.ts"
import { isAnother, withNonce } from "./nonce.ts"
import { checkSize, type SubmitOptions } from "./submission.ts"
import { submitOnce } from "./submitOnce.ts"

/** The smallest difference between the times of two jobs. */
const finestStamp = "1 millis"

/** The largest number of jobs that are searched for a new id, whose job is at most seconds old. */
const newest = 1000

/** The search begins this long before the first use of an id, because clocks differ. */
const leeway = "1 day"

/** The longest time, including retries, between the jobs that concurrent processes create for the same id. */
const longestRace = "10 minutes"

/** Submits each payload as one job, even if responses are lost. */
export const makeSubmissions = (client: QpiMethods) => {
  const { settings } = client
  const find = makeFind(client)
  const slots = Semaphore.makeUnsafe(settings.maxSubmissions)
  // One submission at a time for each id, so that the second one finds the job of the first.
  const inTurn = makeTurns()

  const findOldest = (sought: Sought) => Effect.map(find(sought), ([oldest]) => oldest)

  /**
   * Returns the oldest job of a submission and cancels the others, which other processes may have created at the same
   * time.
   */
  const withoutRivals = (submissionId: string, job: Job): Effect.Effect<Job> =>
    Effect.gen(function* () {
      // After this pause, a job that another process creates has a later timestamp than `job`.
      yield* Effect.sleep(finestStamp)
      const from = Option.map(parseDate(job.created), DateTime.subtractDuration(longestRace))
      const [oldest = job, ...rivals] = yield* find({
        submissionId,
        most: newest,
        from: Option.getOrUndefined(from),
      })
      // Errors are ignored, because a job that has ended cannot be canceled.
      for (const { id } of rivals) yield* Effect.ignore(client.jobs.cancel({ params: { id } }))
      return oldest
    }).pipe(
      Effect.catch(({ _tag, message }) =>
        Effect.logWarning(`Submission ${submissionId} may have a second job: ${_tag}: ${message}`).pipe(
          Effect.annotateLogs({ "qpi.submission.id": submissionId, "qpi.job.id": job.id }),
          Effect.as(job),
        ),
      ),
    )

  const send = Effect.fnUntraced(function* (
    payload: JobSubmission,
    sought: Sought,
    isKnown: boolean,
    ledger?: Ledger,
  ) {
    const { submissionId } = sought
    const { isAlone } = ledger ?? noRecord
    const marked = withNonce(payload, submissionId)
    yield* checkSize(marked)
    let requests = 0
    const request = Effect.suspend(() => {
      requests++
      return Effect.map(once(client.jobs.submit({ payload: marked })), withoutEcho)
    })
    /**
     * Whether no other submission can have used the id. It is also false if this submission has not sent exactly
     * `count` requests.
     */
    const aloneAfter = (count: number) =>
      Effect.suspend(() => (requests === count ? isAlone : Effect.succeed(false)))
    const submitted = yield* about({ "qpi.submission.id": submissionId })(
      submitOnce({
        submissionId,
        isKnown,
        retries: settings.retries,
        rateLimit: settings.rateLimit,
        slots,
        // QPI has no prices, so no cost is reserved before a request.
        send: Effect.suspend((): typeof request | Effect.Effect<never, InvalidRequestError> => {
          const refused = ledger?.refusal()
          return refused === undefined ? request : Effect.fail(refused)
        }),
        // Once this submission has sent a request, the job is always searched for.
        find: Effect.flatMap(aloneAfter(0), (alone) => (alone ? Effect.undefined : findOldest(sought))),
      }),
    )
    const hasRivals = submitted.wasSent && !(yield* aloneAfter(1))
    return { ...submitted, marked, hasRivals }
  })

  return (payload: JobSubmission, { submissionId, submittedSince: since }: SubmitOptions) => {
    if (submissionId === undefined) {
      const sought = { submissionId: newSubmissionId(), most: newest }
      return Effect.map(send(payload, sought, false), ({ job }) => job)
    }
    const from =
      since === undefined
        ? undefined
        : DateTime.subtractDuration(DateTime.makeUnsafe(since.getTime()), leeway)
    return inTurn(submissionId)(
      Effect.gen(function* () {
        const ledger = yield* CurrentLedger
        const recorded = ledger?.jobOf(submissionId)
        if (recorded !== undefined) {
          return yield* Effect.map(client.jobs.get({ params: { id: recorded } }), withoutEcho)
        }
        const sought = { submissionId, most: Infinity, from }
        const { job, hasRivals, marked } = yield* send(payload, sought, true, ledger)
        const kept = hasRivals ? yield* withoutRivals(submissionId, job) : job
        if (!isAnother(kept, marked)) return kept
        return yield* new InvalidRequestError({
          field: "submissionId",
          message: `submissionId ${JSON.stringify(submissionId)} has the job ${kept.id} of another request`,
        })
      }),
    )
  }
}
