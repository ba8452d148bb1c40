/**
 * Submitting jobs and what follows: reading, listing, canceling, deleting, running to the end.
 *
 * @since 0.1.0
 */
import { Context, Effect, Exit, Fiber, Layer, Option, Schema, type Stream } from "effect"
import { CurrentSession, type SessionRef } from "./CurrentSession.ts"
import type { Distribution } from "./Distribution.ts"
import { checkGates } from "./internal/checkGates.ts"
import { invalidRequest } from "./internal/invalid.ts"
import { type JobFilter, jobPages, jobsQuery } from "./internal/jobPages.ts"
import { checkLimits, checkMetadata, checkShots } from "./internal/limits.ts"
import { type InterruptPolicy, makeRelease, releaseTimeout } from "./internal/release.ts"
import { makeSubmissions, type SubmitOptions } from "./internal/submissions.ts"
import { IonQClient, type IonQMethods } from "./IonQClient.ts"
import {
  type CommonError,
  type ConflictError,
  type InvalidRequestError,
  type JobOutcomeError,
  type NotFoundError,
  type PaginationError,
  type PayloadTooLargeError,
  SessionEndedError,
  SubmissionUnknownError,
} from "./IonQError.ts"
import { type AwaitOptions, Polling } from "./Polling.ts"
import { type ReadError, Results } from "./Results.ts"
import type { Estimate, EstimateQuery, JobCost } from "./schema/Cost.ts"
import type { Job, JobPage, JobReceipt, JobsReceipt, SubmittedJob } from "./schema/Job.ts"
import {
  type CircuitJobRequest,
  type JobChanges,
  type JobRequest,
  type Qasm3JobRequest,
  WireJobRequest,
} from "./schema/JobRequest.ts"

export type { JobFilter } from "./internal/jobPages.ts"
export type { SubmitOptions } from "./internal/submissions.ts"

/**
 * A job that was run to its end, with what it measured.
 *
 * @category models
 * @since 0.1.0
 */
export interface CompletedRun {
  readonly job: Job
  readonly probabilities: Distribution
}

/**
 * How to submit and wait.
 *
 * @category options
 * @since 0.1.0
 */
export interface RunOptions extends SubmitOptions, AwaitOptions {}

/**
 * How a submission can fail.
 *
 * @category models
 * @since 0.1.0
 */
export type SubmitError =
  | CommonError
  | ConflictError
  | PayloadTooLargeError
  | SessionEndedError
  | SubmissionUnknownError

/**
 * The jobs service.
 *
 * **Example** (A Bell pair)
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const jobs = yield* Jobs
 *   const { probabilities } = yield* jobs.run({
 *     type: "ionq.circuit.v1",
 *     backend: "simulator",
 *     input: { gateset: "qis", qubits: 2, circuit: [Gates.h(0), Gates.cnot(0, 1)] },
 *   })
 *   yield* Effect.log(Distribution.toBitstrings(probabilities, { qubit0: "left" })) // { "00": 0.5, "11": 0.5 }
 * })
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Jobs extends Context.Service<
  Jobs,
  {
    /**
     * Sends a job, after checking it here, so that there is one job of it and never two.
     *
     * **Details**
     *
     * The job's metadata gets the id of the submission, under `effect-ionq.submission`; it takes one of the 10 keys. What
     * IonQ provably did not process (429, no connection) is sent again as it is. After any other lost answer the jobs
     * are listed, for as long as `settle`: the job is given when it is among them, and only when it is not, is it sent again,
     * three times in all.
     *
     * **Gotchas**
     *
     * Inside `Sessions.with` a job joins the session. `SubmissionUnknownError` says that there may be a job: take it up with `resume`, or submit again with the same
     * `submissionId`. Two processes that submit the same id in the same moment cannot see each other.
     */
    readonly submit: (
      request: JobRequest,
      options?: SubmitOptions,
    ) => Effect.Effect<SubmittedJob, SubmitError>
    /** The job of a submission, by its id. Fails with the reason `absent` when no job of it is listed. */
    readonly resume: (
      submissionId: string,
      options?: { readonly submittedSince?: Date | undefined },
    ) => Effect.Effect<Job, SubmissionUnknownError>
    readonly get: (jobId: string) => Effect.Effect<Job, CommonError | NotFoundError>
    /** All jobs that the key may see, newest first, page by page as the stream is pulled. */
    readonly list: (options?: JobFilter) => Stream.Stream<Job, CommonError | PaginationError>
    /** One page of jobs, for those who keep the cursor themselves. */
    readonly listPage: (
      options?: JobFilter & { readonly cursor?: string | undefined },
    ) => Effect.Effect<JobPage, CommonError>
    /** Asks IonQ to cancel. A job that already ended may stay as it is. */
    readonly cancel: (jobId: string) => Effect.Effect<JobReceipt, CommonError | NotFoundError | ConflictError>
    /** The same for many jobs at once. For none, nothing is asked. */
    readonly cancelMany: (
      jobIds: ReadonlyArray<string>,
    ) => Effect.Effect<JobsReceipt, CommonError | NotFoundError | ConflictError>
    /** Deletes the job and its data for good. */
    readonly delete: (jobId: string) => Effect.Effect<JobReceipt, CommonError | NotFoundError | ConflictError>
    /** The same for many jobs at once. For none, nothing is asked. */
    readonly deleteMany: (
      jobIds: ReadonlyArray<string>,
    ) => Effect.Effect<JobsReceipt, CommonError | NotFoundError | ConflictError>
    /** What a job costs: an estimate until it ran. */
    readonly cost: (jobId: string) => Effect.Effect<JobCost, CommonError | NotFoundError>
    /** What a job of such a size would cost and how long it would take. */
    readonly estimate: (query: EstimateQuery) => Effect.Effect<Estimate, CommonError>
    /**
     * Submits a job again, with changes. It is a new job, and is paid like one: it is as safe as `submit`, with a submission
     * id of its own. Metadata are those of the job, and of the changes over them.
     */
    readonly clone: (
      jobId: string,
      changes?: JobChanges,
      options?: SubmitOptions,
    ) => Effect.Effect<SubmittedJob, SubmitError | NotFoundError>
    /** Moves a job that has not started, e.g. to another backend. As safe as `clone`. */
    readonly move: (
      jobId: string,
      changes: JobChanges,
      options?: SubmitOptions,
    ) => Effect.Effect<SubmittedJob, SubmitError | NotFoundError>
    /**
     * Submits a job of one circuit, waits and reads the probabilities. The error of a job that did not complete carries
     * its id. Interrupted, it lets go of the job as `onInterrupt` says, also while the submission is on its way.
     */
    readonly run: (
      request: CircuitJobRequest | Qasm3JobRequest,
      options?: RunOptions,
    ) => Effect.Effect<CompletedRun, SubmitError | ReadError | JobOutcomeError>
  }
>()("effect-ionq/Jobs") {
  static readonly layer: Layer.Layer<Jobs, never, IonQClient | Polling | Results> = Layer.effect(
    Jobs,
    Effect.gen(function* () {
      const client = yield* IonQClient
      const polling = yield* Polling
      const results = yield* Results

      const submissions = makeSubmissions(client)
      const release = makeRelease(client)

      /** A submission on its way is seen to its end, for the job to be canceled; where it is to be left alone, it is broken off. */
      const letGo = Effect.fnUntraced(function* (
        submission: Fiber.Fiber<SubmittedJob, SubmitError>,
        policy: InterruptPolicy,
      ) {
        const submitted =
          policy === "detach"
            ? Option.none()
            : yield* Effect.timeoutOption(Fiber.await(submission), releaseTimeout)
        yield* Fiber.interrupt(submission)
        if (Option.isSome(submitted) && Exit.isSuccess(submitted.value)) {
          yield* release(submitted.value.value.id, policy)
        }
      })

      const submit = Effect.fn("Jobs.submit")(function* (
        request: JobRequest,
        options: SubmitOptions = {},
      ): Effect.fn.Return<SubmittedJob, SubmitError> {
        const { type, metadata } = request
        const payload = inSession(
          yield* check(request, options.submissionId !== false),
          yield* CurrentSession,
        )
        const send = (extended: JobRequest["metadata"]) =>
          client.jobs
            .create({ payload: extended === undefined ? payload : { ...payload, metadata: extended } })
            .pipe(Effect.catch((error) => sessionEnded(client, payload.session_id, error)))
        const submitted = yield* submissions.submit({ type, metadata, send }, options)
        yield* Effect.annotateCurrentSpan("ionq.job.id", submitted.id)
        return submitted
      })

      /** What makes a new job out of one that is there. */
      const again = (endpoint: "clone" | "move") =>
        Effect.fnUntraced(function* (
          jobId: string,
          changes: JobChanges = {},
          options: SubmitOptions = {},
        ): Effect.fn.Return<SubmittedJob, SubmitError | NotFoundError> {
          const params = { uuid: jobId }
          const { type, metadata } = yield* client.jobs.get({ params })
          const kept = { ...metadata, ...changes.metadata }
          yield* checkMetadata(kept, options.submissionId !== false)
          const send = (extended: JobChanges["metadata"]) =>
            client.jobs[endpoint]({
              params,
              payload: extended === undefined ? changes : { ...changes, metadata: extended },
            })
          return yield* submissions.submit({ type, metadata: kept, send }, options)
        })

      return Jobs.of({
        submit,
        list: (options = {}) => jobPages(options, (query) => client.jobs.list({ query })),
        listPage: Effect.fn("Jobs.listPage")((options = {}) =>
          client.jobs.list({ query: jobsQuery(options, options.cursor) }),
        ),
        get: Effect.fn("Jobs.get")((jobId) => client.jobs.get({ params: { uuid: jobId } })),
        cancel: Effect.fn("Jobs.cancel")((jobId) => client.jobs.cancel({ params: { uuid: jobId } })),
        cancelMany: Effect.fn("Jobs.cancelMany")((jobIds) =>
          jobIds.length === 0 ? none("canceled") : client.jobs.cancelMany({ payload: { ids: jobIds } }),
        ),
        delete: Effect.fn("Jobs.delete")((jobId) => client.jobs.delete({ params: { uuid: jobId } })),
        deleteMany: Effect.fn("Jobs.deleteMany")((jobIds) =>
          jobIds.length === 0 ? none("deleted") : client.jobs.deleteMany({ payload: { ids: jobIds } }),
        ),
        cost: Effect.fn("Jobs.cost")((jobId) => client.jobs.cost({ params: { uuid: jobId } })),
        estimate: Effect.fn("Jobs.estimate")((query) => client.jobs.estimate({ query })),
        clone: Effect.fn("Jobs.clone")(again("clone")),
        move: Effect.fn("Jobs.move")(again("move")),
        resume: Effect.fn("Jobs.resume")(function* (submissionId, { submittedSince: since } = {}) {
          const job = yield* submissions.lookUp(submissionId, { since, type: undefined })
          if (job !== undefined) return job
          return yield* new SubmissionUnknownError({
            submissionId,
            reason: "absent",
            message: `No job of submission ${submissionId} is listed`,
          })
        }),
        run: Effect.fn("Jobs.run")((request, { onInterrupt = "detach", ...options } = {}) =>
          Effect.uninterruptibleMask((restore) =>
            Effect.gen(function* () {
              const submission = yield* Effect.forkDetach(submit(request, options))
              const { id } = yield* Effect.onInterrupt(restore(Fiber.join(submission)), () =>
                letGo(submission, onInterrupt),
              )
              const completed = Effect.gen(function* () {
                const job = yield* polling.await(id, options)
                const width = request.type === "ionq.circuit.v1" ? request.input.qubits : undefined
                return { job, probabilities: yield* results.probabilities(job, { width }) }
              })
              return yield* Effect.onInterrupt(restore(completed), () => release(id, onInterrupt))
            }),
          ),
        ),
      })
    }),
  )
}

const none = (status: "canceled" | "deleted"): Effect.Effect<JobsReceipt> =>
  Effect.succeed({ ids: [], status })

/** A job for the session's backend joins the session in force, unless it names one itself. */
const inSession = (request: JobRequest, session: SessionRef | undefined): JobRequest =>
  session === undefined ||
  request.session_id !== undefined ||
  (session.backend ?? request.backend) !== request.backend
    ? request
    : { ...request, session_id: session.id }

type CreateError = CommonError | ConflictError | PayloadTooLargeError

/** IonQ does not say how it refuses a job for a session that has ended: the session itself is asked. */
const sessionEnded = (
  client: IonQMethods,
  sessionId: string | undefined,
  error: CreateError,
): Effect.Effect<never, CreateError | SessionEndedError> => {
  const refused =
    error._tag === "BadRequestError" ||
    error._tag === "ConflictError" ||
    (error._tag === "UnexpectedStatusError" && error.status >= 400 && error.status !== 408)
  if (sessionId === undefined || !refused) return Effect.fail(error)
  return Effect.flatMap(Effect.option(client.sessions.get({ params: { sessionId } })), (session) =>
    Effect.fail(
      Option.isSome(session) && session.value.status === "ended"
        ? new SessionEndedError({ sessionId, message: `Session ${sessionId} has ended: ${error.message}` })
        : error,
    ),
  )
}

/**
 * Refuses here what IonQ would refuse, and what it would take and fail later: first the form of the request, in which
 * gates are open, then its size, then each gate.
 */
const check = Effect.fnUntraced(function* (
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
