/**
 * Submitting jobs and what follows: reading, listing, canceling, deleting, running to the end.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, Schema, type Stream } from "effect"
import { checkGates } from "./internal/checkGates.ts"
import { invalidRequest } from "./internal/invalid.ts"
import { type JobFilter, jobPages, jobsQuery } from "./internal/jobPages.ts"
import { checkLimits, checkShots } from "./internal/limits.ts"
import { IonQClient } from "./IonQClient.ts"
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
import type { Probabilities } from "./schema/Result.ts"

export type { JobFilter } from "./internal/jobPages.ts"

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
    /** Submits a job again, with changes. It is a new job, and is paid like one; sent again as `submit` is. */
    readonly clone: (
      jobId: string,
      changes?: JobChanges,
    ) => Effect.Effect<SubmittedJob, SubmitError | NotFoundError>
    /** Moves a job that has not started, e.g. to another backend. */
    readonly move: (
      jobId: string,
      changes: JobChanges,
    ) => Effect.Effect<SubmittedJob, SubmitError | NotFoundError>
    /** Submits a job of one circuit, waits and reads the probabilities. The error of a job that did not complete carries its id. */
    readonly run: (
      request: CircuitJobRequest | Qasm3JobRequest,
      options?: AwaitOptions,
    ) => Effect.Effect<CompletedRun, SubmitError | ReadError | JobOutcomeError>
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
        clone: Effect.fn("Jobs.clone")((jobId, changes = {}) =>
          client.jobs.clone({ params: { uuid: jobId }, payload: changes }),
        ),
        move: Effect.fn("Jobs.move")((jobId, changes) =>
          client.jobs.move({ params: { uuid: jobId }, payload: changes }),
        ),
        run: Effect.fn("Jobs.run")(function* (request, options) {
          const { id } = yield* submit(request)
          const job = yield* polling.await(id, options)
          return { job, probabilities: yield* results.probabilities(job) }
        }),
      })
    }),
  )
}

const none = (status: "canceled" | "deleted"): Effect.Effect<JobsReceipt> =>
  Effect.succeed({ ids: [], status })

/**
 * Refuses here what IonQ would refuse, and what it would take and fail later: first the form of the request, in which
 * gates are open, then its size, then each gate.
 */
const check = Effect.fnUntraced(function* (
  request: JobRequest,
): Effect.fn.Return<JobRequest, InvalidRequestError> {
  yield* checkShots(request)
  yield* Effect.mapError(encode(request), invalidRequest)
  yield* checkLimits(request)
  yield* checkGates(request)
  return request
})

const encode = Schema.encodeUnknownEffect(WireJobRequest, { onExcessProperty: "error" })
