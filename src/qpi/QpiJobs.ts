/**
 * Jobs: submitting each one once, waiting, and reading results.
 *
 * **Gotchas**
 *
 * Results are only in the records, which an API token cannot read: `results` and `run` need a JWT. A cancellation is
 * only a request: a canceled job may still complete, and be charged.
 *
 * @since 0.2.0
 */
import { Context, type DateTime, Effect, Layer, Option, Stream } from "effect"
import { freshPer } from "../client/layerPer.ts"
import type { InvalidRequestError } from "../errors/call.ts"
import { makeCancel, type CancelOptions, type Cancelled } from "./jobs/cancel.ts"
import type { FindError } from "./jobs/findSubmission.ts"
import { jobsByToken } from "./jobs/listByToken.ts"
import { checkSubmitOptions, payloadOf, type SubmitOptions, type SubmitRequest } from "./jobs/submission.ts"
import { makeSubmissions } from "./jobs/submissions.ts"
import type {
  AmbiguousQpuError,
  FilterError,
  InsufficientQpuSecondsError,
  QpiForbiddenError,
  QpiNotFoundError,
  QpiTooLargeError,
  QpiUnauthorizedError,
  QpuNotFoundError,
} from "./QpiError.ts"
import {
  JobNotFinishedError,
  QpiJobCancelledError,
  QpiJobFailedError,
  type QpiJobTimeoutError,
  type ResultsFormatError,
  ResultsMissingError,
  type SubmissionUnknownError,
} from "./QpiError.ts"
import { Qpus } from "./Qpus.ts"
import { type QpiCallError, QpiClient } from "./QpiClient.ts"
import { read } from "./QpiResults.ts"
import { makeHub } from "./realtime/hub.ts"
import { and, atLeast, equals, type Filter } from "./records/filter.ts"
import { recordStream } from "./records/pages.ts"
import { errorIn, type Results, wordsOf } from "./results/readResults.ts"
import {
  isTerminal,
  type Job,
  type JobGlance,
  type JobRecord,
  type JobStatus,
  withoutEcho,
} from "./schema/Job.ts"
import { type Sight, sightsOf, type Source, type WaitOptions } from "./waiting/waiter.ts"
import { aboutIts, note } from "../signals/annotate.ts"
import { measure } from "../signals/metrics.ts"

export type { CancelOptions, Cancelled } from "./jobs/cancel.ts"
export type { CircuitRequest, SubmitOptions, SubmitRequest } from "./jobs/submission.ts"
export type { WaitOptions } from "./waiting/waiter.ts"

/**
 * Which jobs to list, and in which order.
 *
 * @category options
 * @since 0.2.0
 */
export interface ListJobsOptions {
  readonly status?: JobStatus | undefined
  /** The id of a processor. */
  readonly qpu?: string | undefined
  /**
   * Only jobs created since this time, by the server's clock. The client logs a warning if this machine's clock is far
   * from the server's.
   */
  readonly since?: DateTime.DateTime | Date | undefined
  /** Any other filter. Needs a JWT. */
  readonly filter?: Filter | undefined
  /** The number of jobs per request, at most 1000. Default: 200. */
  readonly pageSize?: number | undefined
  /**
   * Whether to list the newest jobs first. Jobs that are added during the listing are then left out. Default: false,
   * the oldest first.
   */
  readonly newestFirst?: boolean | undefined
}

/** How reading one job can fail. @category models @since 0.2.0 */
export type JobError = QpiCallError | QpiUnauthorizedError | QpiForbiddenError | QpiNotFoundError

/** How a submission can fail. @category models @since 0.2.0 */
export type SubmitError =
  | JobError
  | FindError
  | FilterError
  | InsufficientQpuSecondsError
  | QpiTooLargeError
  | QpuNotFoundError
  | AmbiguousQpuError
  | SubmissionUnknownError

/**
 * The errors of waiting for the end of a job: a failed request, a timeout or an invalid option.
 *
 * @category models
 * @since 0.2.0
 */
export type WaitError = JobError | QpiJobTimeoutError | InvalidRequestError

/** How waiting for a completed job can fail. @category models @since 0.2.0 */
export type AwaitError = WaitError | QpiJobFailedError | QpiJobCancelledError

/** How reading results can fail. @category models @since 0.2.0 */
export type ResultsError =
  | JobError
  | QpiJobFailedError
  | QpiJobCancelledError
  | JobNotFinishedError
  | ResultsMissingError
  | ResultsFormatError

/**
 * A job that ran, with its results.
 *
 * @category models
 * @since 0.2.0
 */
export interface JobRun {
  readonly job: JobRecord
  readonly results: Results
}

/**
 * The methods of {@link QpiJobs}.
 *
 * @category services
 * @since 0.2.0
 */
export interface QpiJobsService {
  /**
   * Submits a job exactly once: a comment in the last circuit identifies the job if the response was lost. The
   * processor is resolved by id or name first. With a `submissionId` of your own a later process gets the same job.
   */
  readonly submit: (request: SubmitRequest, options?: SubmitOptions) => Effect.Effect<Job, SubmitError>
  /** One of the user's jobs by its id. A superuser can read every job. */
  readonly get: (jobId: string) => Effect.Effect<Job, JobError>
  /** The user's jobs, oldest first by default. A superuser gets the jobs of all users. */
  readonly list: (
    options?: ListJobsOptions,
  ) => Stream.Stream<Job, JobError | FilterError | InvalidRequestError>
  /**
   * Requests a cancellation. The job may still end as `completed`, see {@link QpiJobsService.cancelAndConfirm}. A job
   * that has already ended is returned as it is, with `requested: false`.
   */
  readonly cancel: (jobId: string) => Effect.Effect<Cancelled, JobError>
  /** Cancels a job, and watches it until it has not changed for some time. */
  readonly cancelAndConfirm: (jobId: string, options?: CancelOptions) => Effect.Effect<Cancelled, WaitError>
  /** Waits for a job to complete. With a JWT the job includes its results, see `QpiResults.read`. */
  readonly await: (jobId: string, options?: WaitOptions) => Effect.Effect<Job, AwaitError>
  /** Waits for a job to end in any way. */
  readonly awaitEnd: (jobId: string, options?: WaitOptions) => Effect.Effect<Job, WaitError>
  /**
   * Emits the job as it is now, and at each change of its status until it ends. A status may go backwards: a running
   * job may become `pending` again. The first end that is seen is the last element.
   */
  readonly watch: (jobId: string, options?: WaitOptions) => Stream.Stream<JobGlance, WaitError>
  /**
   * The results of a job that has ended. A completed job without results is read once more before it fails with
   * `ResultsMissingError`. Needs a JWT.
   */
  readonly results: (jobId: string) => Effect.Effect<Results, ResultsError>
  /** Submits a job, waits for it and reads its results. Needs a JWT. */
  readonly run: (
    request: SubmitRequest,
    options?: SubmitOptions & WaitOptions,
  ) => Effect.Effect<JobRun, SubmitError | AwaitError | ResultsError>
}

/** The pause before the results of a completed job are read again. The results may appear a moment after the status. */
const secondRead = "1 second"

/**
 * The service of jobs.
 *
 * **Example** (A Bell pair)
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const jobs = yield* QpiJobs
 *   const { results } = yield* jobs.run({ qpu: "mock-1", circuits: Circuit.bell(), shots: 100 })
 *   yield* Effect.log(results.entries)
 * })
 * ```
 *
 * @category services
 * @since 0.2.0
 */
export class QpiJobs extends Context.Service<QpiJobs, QpiJobsService>()("effect-ionq/qpi/QpiJobs") {
  static readonly layer: Layer.Layer<QpiJobs, never, QpiClient | Qpus> = Layer.effect(
    QpiJobs,
    Effect.gen(function* () {
      const client = yield* QpiClient
      const qpus = yield* Qpus
      const { settings } = client
      const session = yield* Effect.option(settings.session)
      const isSuperuser = Option.isSome(session) && session.value.isSuperuser
      const hub = Option.isSome(session) ? yield* makeHub(client, session.value) : undefined
      const submissions = makeSubmissions(client)

      const record = (id: string) => client.jobRecords.get({ params: { id } })
      const get = (id: string): Effect.Effect<Job, JobError> =>
        isSuperuser ? record(id) : Effect.map(client.jobs.get({ params: { id } }), withoutEcho)

      const source: Source<Job, JobError> = {
        hub,
        glance: (id) =>
          isSuperuser
            ? record(id)
            : client.jobs.glance({ params: { id }, query: { fields: "id,status,updated,qpu_target" } }),
        whole: (id) => (Option.isSome(session) ? record(id) : get(id)),
        qpuStatus: (id) => Effect.map(client.qpus.get({ params: { id } }), ({ status }) => status),
      }

      const sights = (jobId: string, options: WaitOptions = {}) => sightsOf(source, jobId, options)

      const awaitEnd = (jobId: string, options?: WaitOptions): Effect.Effect<Job, WaitError> =>
        Effect.map(Stream.runLast(Stream.tap(sights(jobId, options), told)), (last) => {
          const sight = Option.getOrThrow(last)
          // The last element is the end of the job: the stream ends with it, or fails.
          return sight.job as Job
        })

      /** Returns a completed job; any other end is an error. */
      const completed = <J extends Job>(
        job: J,
      ): Effect.Effect<J, QpiJobFailedError | QpiJobCancelledError> => {
        const { id: jobId, status } = job
        if (status === "cancelled") {
          return Effect.fail(new QpiJobCancelledError({ jobId, message: `Job ${jobId} was cancelled` }))
        }
        if (status !== "failed") return Effect.succeed(job)
        const found = "results" in job ? errorIn(job.results) : undefined
        return Effect.fail(
          found === undefined
            ? new QpiJobFailedError({
                jobId,
                message: `Job ${jobId} failed${"results" in job ? "" : "; why is in its record, which needs a JWT"}`,
              })
            : new QpiJobFailedError({
                jobId,
                message: `Job ${jobId} failed: ${wordsOf(found.error)}`,
                error: found.error,
              }),
        )
      }

      const awaitJob = Effect.fn("QpiJobs.await")(
        (jobId: string, options?: WaitOptions) => Effect.flatMap(awaitEnd(jobId, options), completed),
        aboutJob,
      )

      const submit = Effect.fn("QpiJobs.submit")(function* (
        request: SubmitRequest,
        options: SubmitOptions = {},
      ): Effect.fn.Return<Job, SubmitError> {
        yield* checkSubmitOptions(options)
        const payload = yield* payloadOf(request)
        const { id } = yield* qpus.resolve(request.qpu)
        yield* note({ "qpi.qpu": request.qpu })
        const job = yield* submissions({ ...payload, qpu_target: id }, options)
        yield* note({ "qpi.job.id": job.id })
        return job
      })

      /** The results in a record; undefined if it is completed without any. */
      const runOf = Effect.fnUntraced(function* (
        found: JobRecord,
      ): Effect.fn.Return<JobRun | undefined, ResultsError> {
        const { id: jobId, status } = found
        if (!isTerminal(status)) {
          const message = `Job ${jobId} is ${status}: it has no results to rely on yet`
          return yield* new JobNotFinishedError({ jobId, status, message })
        }
        const job = yield* completed(found)
        const results = yield* Effect.fromResult(read(job))
        return results === undefined ? undefined : { job, results }
      })

      const readJob = Effect.fnUntraced(function* (first: JobRecord): Effect.fn.Return<JobRun, ResultsError> {
        const { id: jobId } = first
        const run = yield* runOf(first)
        if (run !== undefined) return run
        yield* Effect.sleep(secondRead)
        // In the meantime the status may have changed back to running, so `runOf` checks it again.
        const second = yield* Effect.flatMap(record(jobId), runOf)
        if (second !== undefined) return second
        return yield* new ResultsMissingError({
          jobId,
          message: `Job ${jobId} is completed, and its record has no results`,
        })
      })

      const list = ({
        status,
        qpu,
        since,
        filter,
        pageSize,
        newestFirst = false,
      }: ListJobsOptions = {}): Stream.Stream<Job, JobError | FilterError | InvalidRequestError> => {
        if (Option.isNone(session)) {
          return filter === undefined
            ? jobsByToken(client, { status, qpu, since, pageSize, newestFirst })
            : Stream.fromEffect(Effect.andThen(settings.session, Effect.never))
        }
        const filters = [
          ...(status === undefined ? [] : [equals("status", status)]),
          ...(qpu === undefined ? [] : [equals("qpu_target", qpu)]),
          ...(since === undefined ? [] : [atLeast("created", since)]),
          ...(filter === undefined ? [] : [filter]),
        ]
        return recordStream(
          client.jobRecords.list,
          "created",
          { filter: and(...filters), pageSize },
          newestFirst,
        )
      }

      return QpiJobs.of({
        submit,
        get: Effect.fn("QpiJobs.get")(get, aboutJob),
        list,
        ...makeCancel((id) => client.jobs.cancel({ params: { id } }), get),
        await: awaitJob,
        awaitEnd: Effect.fn("QpiJobs.awaitEnd")(awaitEnd, aboutJob),
        watch: (jobId, options) => Stream.map(sights(jobId, options), ({ job }) => job),
        results: Effect.fn("QpiJobs.results")(
          (jobId: string) => Effect.map(Effect.flatMap(record(jobId), readJob), ({ results }) => results),
          aboutJob,
        ),
        run: Effect.fn("QpiJobs.run")(function* (request, options) {
          // Fails without a JWT before a job is submitted and charged.
          yield* settings.session
          yield* note({ "qpi.qpu": request.qpu })
          const { id } = yield* submit(request, options)
          yield* note({ "qpi.job.id": id })
          const job = yield* awaitJob(id, options)
          // `awaitJob` returns a record, because `run` has a JWT. Its results are used even if the job runs again
          // later.
          return yield* readJob("results" in job ? (job as JobRecord) : yield* record(id))
        }),
      })
    }),
  ).pipe(freshPer(QpiClient, Qpus))
}

const aboutJob = aboutIts("qpi.job.id")

/** Records the status of a job on the span of a wait, and counts the job when it has ended. */
const told = ({ kind, job: { status } }: Sight<Job>): Effect.Effect<void> =>
  Effect.andThen(
    note({ "qpi.job.status": status }),
    kind === "end" ? measure("qpi.job.ended", 1, { "qpi.job.status": status }) : Effect.void,
  )
