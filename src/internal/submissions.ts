import { type Duration, Effect, Semaphore } from "effect"
import type { IonQMethods } from "../IonQClient.ts"
import { InvalidRequestError, SubmissionUnknownError, type SubmitFailure } from "../IonQError.ts"
import type { Job, SubmittedJob } from "../schema/Job.ts"
import { limits } from "../schema/JobRequest.ts"
import { makeListing } from "./listing.ts"
import { newSubmissionId, submissionKey } from "./submissionId.ts"
import { makeScan } from "./submissionScan.ts"
import { receiptOf, submitOnce } from "./submitOnce.ts"

/** How a job is submitted. */
export interface SubmitOptions {
  /**
   * The id under which the submission can be found again, e.g. the key of a row in your database: a second submission with
   * the same id gives the first one's job, whatever its request. The jobs are then listed before the first one is sent.
   * Default: a new id. `false` sends without one: a lost answer is then an error, and may be a job.
   */
  readonly submissionId?: string | false | undefined
  /** When the id was first used, if not now: jobs older than this are not looked through. Default: all are. */
  readonly submittedSince?: Date | undefined
  /**
   * How long a request whose answer was lost may still take at the server. Only after this time, with no job of it
   * listed, is it sent again. Default: 10 seconds.
   */
  readonly settle?: Duration.Input | undefined
}

type Metadata = Readonly<Record<string, string>>

/** What is submitted: how it is sent with its metadata, and what it had of that before. */
export interface Submittable<E> {
  readonly type: string | undefined
  readonly metadata: Metadata | undefined
  readonly send: (metadata: Metadata | undefined) => Effect.Effect<SubmittedJob, E>
}

/** The newest jobs of ids that callers brought are remembered: a list may lag behind. */
const mostRemembered = 1000

/** Submissions that cannot double, and the way back to them. */
export const makeSubmissions = (client: IonQMethods) => {
  const find = makeScan(makeListing(client))
  const remembered = new Map<string, SubmittedJob>()
  const turns = new Map<string, { readonly semaphore: Semaphore.Semaphore; users: number }>()

  /** One at a time for each id: the second finds what the first made. */
  const inTurn =
    (id: string) =>
    <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
      Effect.acquireUseRelease(
        Effect.sync(() => {
          const turn = turns.get(id) ?? { semaphore: Semaphore.makeUnsafe(1), users: 0 }
          turns.set(id, turn)
          turn.users++
          return turn
        }),
        (turn) => turn.semaphore.withPermits(1)(effect),
        (turn) => Effect.sync(() => void (--turn.users === 0 && turns.delete(id))),
      )

  const remember = (id: string, job: SubmittedJob): void => {
    remembered.delete(id)
    remembered.set(id, job)
    const [oldest] = remembered.keys()
    if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest)
  }

  /** The job of a submission, if it has one. */
  const lookUp = Effect.fnUntraced(function* (
    submissionId: string,
    { since, type }: { readonly since: Date | undefined; readonly type: string | undefined },
  ): Effect.fn.Return<Job | undefined, SubmissionUnknownError> {
    const verdict = yield* find({ submissionId, since: since?.getTime() ?? -Infinity, type }).pipe(
      Effect.mapError(
        (error) =>
          new SubmissionUnknownError({
            submissionId,
            reason: "unreachable",
            message: `Submission ${submissionId} was not looked up: ${error._tag}: ${error.message}`,
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

  const submit = Effect.fnUntraced(function* <E extends SubmitFailure>(
    { type, metadata, send }: Submittable<E>,
    { submissionId: asked, submittedSince: since, settle = "10 seconds" }: SubmitOptions,
  ): Effect.fn.Return<SubmittedJob, E | SubmissionUnknownError | InvalidRequestError> {
    if (asked === false) return yield* send(metadata)
    if (asked === undefined) {
      const submissionId = newSubmissionId()
      yield* Effect.annotateCurrentSpan("ionq.submission.id", submissionId)
      return yield* submitOnce(
        { submissionId, type, settle, send: send(under(metadata, submissionId)) },
        find,
      )
    }
    const submissionId = yield* checkId(asked)
    yield* Effect.annotateCurrentSpan("ionq.submission.id", submissionId)
    return yield* inTurn(submissionId)(
      Effect.gen(function* () {
        const known = remembered.get(submissionId)
        if (known !== undefined) return known
        const found = yield* lookUp(submissionId, { since, type })
        const job =
          found === undefined
            ? yield* submitOnce(
                { submissionId, type, settle, send: send(under(metadata, submissionId)) },
                find,
              )
            : receiptOf(found)
        remember(submissionId, job)
        return job
      }),
    )
  })

  return { submit, lookUp }
}

const under = (metadata: Metadata | undefined, submissionId: string): Metadata => ({
  ...metadata,
  [submissionKey]: submissionId,
})

const checkId = (id: string): Effect.Effect<string, InvalidRequestError> => {
  if (id.length > 0 && id.length <= limits.metadataValue) return Effect.succeed(id)
  return Effect.fail(
    new InvalidRequestError({
      field: "submissionId",
      limit: limits.metadataValue,
      message: `submissionId has ${id.length} characters, it needs 1 to ${limits.metadataValue}`,
    }),
  )
}
