/**
 * Submitting jobs and what follows: reading, listing, canceling, deleting, running to the end.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, Schema, Stream } from "effect"
import { paginate } from "./internal/paginate.ts"
import { invalidRequest } from "./internal/invalid.ts"
import { IonQClient } from "./IonQClient.ts"
import type { JobsQuery } from "./IonQApi.ts"
import type {
  CommonError,
  ConflictError,
  InvalidRequestError,
  JobOutcomeError,
  NotFoundError,
  PaginationError,
  PayloadTooLargeError,
} from "./IonQError.ts"
import { type AwaitOptions, Polling } from "./Polling.ts"
import { Results } from "./Results.ts"
import type { Job, JobReceipt, JobStatus, SubmittedJob } from "./schema/Job.ts"
import { JobRequest } from "./schema/JobRequest.ts"
import type { Probabilities } from "./schema/Result.ts"

/**
 * Which jobs to list.
 *
 * @category options
 * @since 0.1.0
 */
export interface ListOptions {
  /** These jobs only. An empty list gives an empty stream, and asks nothing. */
  readonly ids?: ReadonlyArray<string> | undefined
  readonly status?: JobStatus | undefined
  /** Jobs of these backends. */
  readonly backends?: ReadonlyArray<string> | undefined
  readonly sessionId?: string | undefined
  /** The children of this job. */
  readonly parentJobId?: string | undefined
  readonly submitterId?: string | undefined
  /** How many jobs the server sends at once; the server's own default otherwise. */
  readonly pageSize?: number | undefined
}

/**
 * A job that was run to its end, with what it measured.
 *
 * @category models
 * @since 0.1.0
 */
export interface CompletedRun {
  readonly job: Job
  readonly probabilities: Probabilities
}

/**
 * How a submission can fail.
 *
 * @category models
 * @since 0.1.0
 */
export type SubmitError = CommonError | ConflictError | PayloadTooLargeError

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
 *   yield* Effect.log(probabilities) // { "0": 0.5, "3": 0.5 }
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
     * Sends a job, after checking it here. Sent again only when IonQ provably did not take it (429, no connection):
     * after any other failure the job may exist, and a second submission would be paid twice.
     */
    readonly submit: (request: JobRequest) => Effect.Effect<SubmittedJob, SubmitError>
    readonly get: (jobId: string) => Effect.Effect<Job, CommonError | NotFoundError>
    /** All jobs that the key may see, newest first, page by page as the stream is pulled. */
    readonly list: (options?: ListOptions) => Stream.Stream<Job, CommonError | PaginationError>
    /** Asks IonQ to cancel. A job that already ended may stay as it is. */
    readonly cancel: (jobId: string) => Effect.Effect<JobReceipt, CommonError | NotFoundError | ConflictError>
    /** Deletes the job and its data for good. */
    readonly delete: (jobId: string) => Effect.Effect<JobReceipt, CommonError | NotFoundError | ConflictError>
    /** Submits, waits and reads the probabilities. The error of a job that did not complete carries its id. */
    readonly run: (
      request: JobRequest,
      options?: AwaitOptions,
    ) => Effect.Effect<CompletedRun, SubmitError | NotFoundError | JobOutcomeError>
  }
>()("effect-ionq/Jobs") {
  static readonly layer: Layer.Layer<Jobs, never, IonQClient | Polling | Results> = Layer.effect(
    Jobs,
    Effect.gen(function* () {
      const client = yield* IonQClient
      const polling = yield* Polling
      const results = yield* Results

      const submit = Effect.fn("Jobs.submit")(function* (
        request: JobRequest,
      ): Effect.fn.Return<SubmittedJob, SubmitError> {
        const payload = yield* check(request)
        const submitted = yield* client.jobs.create({ payload })
        yield* Effect.annotateCurrentSpan("ionq.job.id", submitted.id)
        return submitted
      })

      const list = (options: ListOptions = {}): Stream.Stream<Job, CommonError | PaginationError> =>
        options.ids?.length === 0
          ? Stream.empty
          : paginate((cursor) =>
              Effect.map(client.jobs.list({ query: queryOf(options, cursor) }), ({ jobs, next }) => ({
                items: jobs,
                next,
              })),
            )

      return Jobs.of({
        submit,
        list,
        get: Effect.fn("Jobs.get")((jobId) => client.jobs.get({ params: { uuid: jobId } })),
        cancel: Effect.fn("Jobs.cancel")((jobId) => client.jobs.cancel({ params: { uuid: jobId } })),
        delete: Effect.fn("Jobs.delete")((jobId) => client.jobs.delete({ params: { uuid: jobId } })),
        run: Effect.fn("Jobs.run")(function* (request, options) {
          const { id } = yield* submit(request)
          const job = yield* polling.await(id, options)
          return { job, probabilities: yield* results.probabilities(id) }
        }),
      })
    }),
  )
}

/** The contract's gates are open; here, before anything is sent, each must be one that its gateset has. */
const check = (request: JobRequest): Effect.Effect<JobRequest, InvalidRequestError> =>
  Effect.as(Effect.mapError(encode(request), invalidRequest), request)

const encode = Schema.encodeUnknownEffect(JobRequest, { onExcessProperty: "error" })

const queryOf = (options: ListOptions, cursor: string | undefined): JobsQuery => ({
  ...(options.ids === undefined ? {} : { ids: options.ids }),
  ...(options.status === undefined ? {} : { status: options.status }),
  ...(options.backends === undefined ? {} : { target: options.backends.join(",") }),
  ...(options.sessionId === undefined ? {} : { session_id: options.sessionId }),
  ...(options.parentJobId === undefined ? {} : { parent_job_id: options.parentJobId }),
  ...(options.submitterId === undefined ? {} : { submitter_id: options.submitterId }),
  ...(options.pageSize === undefined ? {} : { limit: options.pageSize }),
  ...(cursor === undefined ? {} : { next: cursor }),
})
