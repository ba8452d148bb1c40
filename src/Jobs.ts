/**
 * Submitting jobs, and reading, listing, canceling, deleting and running them.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, Predicate, Stream } from "effect"
import { type CostReport, withBudget } from "./Budget.ts"
import { withoutQuery } from "./CallOptions.ts"
import { freshPer } from "./client/layerPer.ts"
import type { Circuit } from "./circuit/model.ts"
import { once } from "./client/sendOnce.ts"
import { CurrentSession } from "./CurrentSession.ts"
import type { Distribution } from "./Distribution.ts"
import {
  makeBatches,
  type Ran,
  type RunAllOptions,
  type RunnableRequest,
  type SubmitAllOptions,
  type Submitted,
  registerWidth,
} from "./jobs/batches.ts"
import { makeCharge } from "./jobs/chargeBudget.ts"
import { checkRequest } from "./jobs/checkRequest.ts"
import { type JobFilter, jobPage, jobPages } from "./listing/jobPages.ts"
import { checkMetadata } from "./jobs/checkLimits.ts"
import { makeListing } from "./listing/jobsByIds.ts"
import { makeComplete } from "./jobs/submitAndWait.ts"
import { makeQuotes, pricedClone, pricedRequest, type Quote, type QuoteOptions } from "./jobs/quote.ts"
import { inSession, sessionEnded } from "./jobs/sessionJob.ts"
import { makeSubmissions, type SubmitOptions } from "./jobs/submissions.ts"
import { factsOf } from "./jobs/spanAttributes.ts"
import { checkSubmitOptions } from "./jobs/submitOptions.ts"
import { IonQClient } from "./IonQClient.ts"
import {
  type BudgetExceededError,
  type CommonError,
  type ConflictError,
  type InvalidRequestError,
  type JobCanceledError,
  type JobFailedError,
  type JobOutcomeError,
  type NotFoundError,
  ofJob,
  type PaginationError,
  type PayloadTooLargeError,
  type SessionEndedError,
  SubmissionUnknownError,
} from "./IonQError.ts"
import { type AwaitError, type AwaitOptions, Polling } from "./Polling.ts"
import { type JobRef, type ReadError, Results, type ResultsService } from "./Results.ts"
import type { Estimate, EstimateQuery, JobCost } from "./schema/Cost.ts"
import type { Job, JobPage, JobReceipt, JobsReceipt, SubmittedJob } from "./schema/Job.ts"
import type { CircuitJobRequest, JobChanges, JobRequest, Qasm3JobRequest } from "./schema/JobRequest.ts"
import { aboutIts, note } from "./signals/annotate.ts"

export type { Ran, RunAllOptions, RunnableRequest, SubmitAllOptions, Submitted } from "./jobs/batches.ts"
export type { JobFilter } from "./listing/jobPages.ts"
export type { Quote, QuoteOptions } from "./jobs/quote.ts"
export type { SubmitOptions } from "./jobs/submissions.ts"

/**
 * A job that ran to its end, with its measured probabilities.
 *
 * @category models
 * @since 0.1.0
 */
export interface CompletedRun {
  readonly job: Job
  readonly probabilities: Distribution
  /** The estimated and actual cost; present if the job was charged to a budget. */
  readonly cost?: CostReport
}

/**
 * Options of `run`.
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
  | BudgetExceededError
  | SessionEndedError
  | SubmissionUnknownError

/**
 * How a run can fail: it was not submitted, its job did not complete, or its result cannot be read.
 *
 * @category models
 * @since 0.2.0
 */
export type RunError = SubmitError | ReadError | JobOutcomeError

/**
 * The methods of {@link Jobs}.
 *
 * @category services
 * @since 0.2.0
 */
export interface JobsService {
  /**
   * Checks a request and submits it so that it becomes one job.
   *
   * **Details**
   *
   * The job's metadata gets the id of the submission under the key `effect-ionq.submission`, which takes one of the
   * 10 keys. Before a request is sent a second time, for whatever reason, the jobs are searched: after a lost
   * response for as long as `settle`, after a 429 when its `Retry-After` has passed. A job that is found is returned.
   * The request is sent again as often as the client's `retries` allow (2; with 0 nothing is sent twice). At most
   * `maxSubmissions` of a client are in flight at a time, and a search that is older than a second when the request
   * is about to be sent is repeated. The searches for one submission take 15 minutes at most. After that it fails
   * with `SubmissionUnknownError`.
   *
   * With a `submissionId` of your own, the jobs are also searched before the first request and once more after it. If
   * two processes make jobs with the same id, the older job is the submission's (for equal times, the one whose id
   * sorts first). Both callers get the older job. The process that made the other job cancels it, unless it has
   * started.
   *
   * **Gotchas**
   *
   * `SubmissionUnknownError` means that there may be a job: continue with `resume`, or submit again with the same
   * `submissionId`. With `submissionId: false` the request is sent once, and a 429 or a lost response is an error.
   * Inside `Sessions.with` a job joins the session.
   *
   * A second job is still possible in these cases:
   *
   * - The request reaches IonQ later than `settle` after its response was lost, e.g. because a proxy delayed it.
   * - A machine is suspended between its search and its request. Another process submits the id meanwhile, and the job
   *   of the first machine starts before it is canceled.
   * - Two processes use one id at the same time, and the response to the later one is lost. A process cancels only a
   *   job whose creation was confirmed to it, not a job that its search found.
   * - Two processes use one id at the same time, and the later job starts before it is canceled, cannot be canceled, or
   *   does not get a later time from IonQ.
   * - IonQ's list shows a new job late.
   */
  readonly submit: (request: JobRequest, options?: SubmitOptions) => Effect.Effect<SubmittedJob, SubmitError>
  /** The job of a submission, by the submission's id. Fails with the reason `absent` if no job of it is listed. */
  readonly resume: (
    submissionId: string,
    options?: { readonly submittedSince?: Date | undefined },
  ) => Effect.Effect<Job, SubmissionUnknownError | InvalidRequestError>
  /** One job by its id. */
  readonly get: (jobId: string) => Effect.Effect<Job, CommonError | NotFoundError>
  /**
   * All jobs that the key may see, newest first, fetched page by page as the stream is consumed. With `ids`, only the
   * jobs with these ids, fetched in chunks.
   */
  readonly list: (options?: JobFilter) => Stream.Stream<Job, CommonError | PaginationError>
  /**
   * One page of jobs, for callers that keep the cursor themselves. The jobs of up to 100 `ids` are one page, which is
   * the last.
   */
  readonly listPage: (
    options?: JobFilter & { readonly cursor?: string | undefined },
  ) => Effect.Effect<JobPage, CommonError | PaginationError>
  /** Requests the cancellation of a job. A job that has already ended may stay as it is. */
  readonly cancel: (jobId: string) => Effect.Effect<JobReceipt, CommonError | NotFoundError | ConflictError>
  /** Requests the cancellation of many jobs at once. An empty list sends no request. */
  readonly cancelMany: (
    jobIds: ReadonlyArray<string>,
  ) => Effect.Effect<JobsReceipt, CommonError | NotFoundError | ConflictError>
  /** Deletes the job and its data permanently. */
  readonly delete: (jobId: string) => Effect.Effect<JobReceipt, CommonError | NotFoundError | ConflictError>
  /** Deletes many jobs and their data at once. An empty list sends no request. */
  readonly deleteMany: (
    jobIds: ReadonlyArray<string>,
  ) => Effect.Effect<JobsReceipt, CommonError | NotFoundError | ConflictError>
  /** The cost of a job: an estimate until it has run. */
  readonly cost: (jobId: string) => Effect.Effect<JobCost, CommonError | NotFoundError>
  /** What a job of a given size would cost, and how long it would take. */
  readonly estimate: (query: EstimateQuery) => Effect.Effect<Estimate, CommonError>
  /**
   * Estimates the cost of a job: counts its gates, and requests IonQ's estimate. Takes a request, a circuit, or an
   * OpenQASM program. A circuit or a program needs a `backend` in the options. Fields of the options replace what was
   * counted.
   *
   * **Details**
   *
   * A free job (on the simulator, or a dry run) is counted but not estimated. If the gates cannot be counted (quantum
   * functions, QAOA, OpenQASM programs that the reader does not support), `uncounted` has the reason. Pass the quote to
   * `submit` or `run`, so that a budget does not request the estimate again. The OpenQASM reader is loaded only for a
   * program. An invalid request fails with `InvalidRequestError`.
   *
   * **Example** (Asking before spending)
   *
   * ```ts
   * const program = Effect.gen(function* () {
   *   const jobs = yield* Jobs
   *   const quote = yield* jobs.quote(request)
   *   yield* Effect.log(`${quote.query?.["2q_gates"]} two-qubit gates: ${quote.cost} ${quote.unit}`)
   *   return yield* Jobs.withBudget({ max: 50, unit: "usd" })(jobs.submit(request, { quote }))
   * })
   * ```
   */
  readonly quote: {
    (request: JobRequest, options?: QuoteOptions): Effect.Effect<Quote, CommonError>
    (
      program: Circuit | string,
      options: QuoteOptions & Pick<EstimateQuery, "backend">,
    ): Effect.Effect<Quote, CommonError>
  }
  /**
   * What cloning or moving a job with these changes would cost. The estimate uses the gate counts that IonQ reports for
   * the job. Pass the quote to `clone` or `move`, which then do not read the job again.
   */
  readonly quoteClone: (
    jobId: string,
    changes?: JobChanges,
    options?: QuoteOptions,
  ) => Effect.Effect<Quote, CommonError | NotFoundError>
  /**
   * Submits a job again, with changes. The clone is a new job with its own cost. The submission has an id of its own
   * and is protected from duplicates as in `submit`. The metadata of the job is kept; the changes override it.
   */
  readonly clone: (
    jobId: string,
    changes?: JobChanges,
    options?: SubmitOptions,
  ) => Effect.Effect<SubmittedJob, SubmitError | NotFoundError>
  /** Moves a job that has not started, e.g. to another backend. Protected from duplicates like `clone`. */
  readonly move: (
    jobId: string,
    changes: JobChanges,
    options?: SubmitOptions,
  ) => Effect.Effect<SubmittedJob, SubmitError | NotFoundError>
  /**
   * Submits a job of one circuit, waits for it and reads its probabilities. The error for a job that did not complete
   * has its id. An interruption applies `onInterrupt` to the job, also while the submission is in flight.
   */
  readonly run: (
    request: CircuitJobRequest | Qasm3JobRequest,
    options?: RunOptions,
  ) => Effect.Effect<CompletedRun, RunError>
  /**
   * Waits for a submission made by `submit`, `clone` or `move`, and then for its job. An interruption applies
   * `onInterrupt` to both: under `cancel` a submission in flight is awaited for up to 30 seconds before its job is
   * canceled.
   */
  readonly complete: <E, R>(
    submission: Effect.Effect<SubmittedJob, E, R>,
    options?: AwaitOptions,
  ) => Effect.Effect<Job, E | AwaitError, R>
  /**
   * Submits many requests, and emits an outcome for each as it arrives. A multi-circuit request over IonQ's limits is
   * split into several jobs.
   */
  readonly submitAll: (
    requests: Iterable<JobRequest>,
    options?: SubmitAllOptions,
  ) => Stream.Stream<Submitted<SubmitError>>
  /**
   * Runs many requests, and emits the outcome of each circuit as it arrives, those of one request in order. An
   * invalid circuit of a multi-circuit request is not sent, or fails at IonQ, without affecting the others. A request
   * over IonQ's limits is split into several jobs, whose results are joined again.
   *
   * **Gotchas**
   *
   * All requests are submitted, `concurrency` at a time, however slowly the stream is consumed. Ending the stream
   * early interrupts the rest, see `onInterrupt`.
   */
  readonly runAll: (
    requests: Iterable<RunnableRequest>,
    options?: RunAllOptions,
  ) => Stream.Stream<Ran<RunError | PaginationError>>
}

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
export class Jobs extends Context.Service<Jobs, JobsService>()("effect-ionq/Jobs") {
  /** Limits the cost of the submissions of an effect, see {@link withBudget}. */
  static readonly withBudget = withBudget

  static readonly layer: Layer.Layer<Jobs, never, IonQClient | Polling | Results> = Layer.effect(
    Jobs,
    Effect.gen(function* () {
      const client = yield* IonQClient
      const polling = yield* Polling
      const results = readerOf(yield* Results)

      const listing = makeListing(client)
      const submissions = yield* makeSubmissions(client, listing)
      const charge = makeCharge(client)
      const quotes = makeQuotes(client)
      const submit = Effect.fn("Jobs.submit")(function* (
        request: JobRequest,
        options: SubmitOptions = {},
      ): Effect.fn.Return<SubmittedJob, SubmitError> {
        yield* checkSubmitOptions(options)
        const { type, metadata } = request
        const payload = inSession(
          yield* checkRequest(request, options.submissionId !== false),
          yield* CurrentSession,
        )
        yield* note(factsOf(payload))
        const send = (extended: JobRequest["metadata"]) =>
          once(client.jobs.create({ payload: { ...payload, ...(extended && { metadata: extended }) } })).pipe(
            Effect.catch((error) => sessionEnded(client, payload.session_id, error)),
          )
        const submitted = yield* charge.submit(
          pricedRequest(payload),
          send,
          (charged) => submissions.submit({ type, metadata, send: charged }, options),
          options,
        )
        yield* note({ "ionq.job.id": submitted.id })
        return submitted
      })

      /** Clones or moves a job. As with a submission, the budget is charged, and a job that already exists is searched for. */
      const again = (endpoint: "clone" | "move") =>
        Effect.fnUntraced(function* (
          jobId: string,
          changes: JobChanges = {},
          options: SubmitOptions = {},
        ): Effect.fn.Return<SubmittedJob, SubmitError | NotFoundError> {
          yield* checkSubmitOptions(options)
          const params = { uuid: jobId }
          const quoted = options.quote?.job
          const job = quoted?.id === jobId ? quoted : yield* withoutQuery(client.jobs.get({ params }))
          const { type, metadata } = job
          const kept = { ...metadata, ...changes.metadata }
          yield* checkMetadata(kept, options.submissionId !== false)
          const send = (extended: JobChanges["metadata"]) =>
            once(
              client.jobs[endpoint]({
                params,
                payload: { ...changes, ...(extended && { metadata: extended }) },
              }),
            )
          const submitted = yield* charge.submit(
            pricedClone(job, changes),
            send,
            (charged) => submissions.submit({ type, metadata: kept, send: charged }, options),
            options,
          )
          yield* note({ "ionq.job.id": submitted.id })
          return submitted
        })

      const seeToEnd = makeComplete(polling)
      /** The finished job, and its cost if it was charged to a budget. A job that failed is charged, too. */
      const completeAndCharge = <E>(submission: Effect.Effect<SubmittedJob, E>, options: AwaitOptions) =>
        seeToEnd(submission, options).pipe(
          Effect.tapError((error) => (hasEnded(error) ? charge.settle(error.jobId) : Effect.void)),
          Effect.flatMap((job) => Effect.map(charge.settle(job.id), (cost) => ({ job, cost }))),
        )
      const get = Effect.fn("Jobs.get")(
        (jobId: string) => client.jobs.get({ params: { uuid: jobId } }),
        aboutJob,
      )
      const batches = makeBatches({ submit, complete: completeAndCharge, get, polling, results })

      return Jobs.of({
        submit,
        list: (options = {}) => jobPages(options, listing),
        listPage: Effect.fn("Jobs.listPage")((options = {}) => jobPage(options, listing)),
        get,
        cancel: Effect.fn("Jobs.cancel")(
          (jobId: string) => client.jobs.cancel({ params: { uuid: jobId } }),
          aboutJob,
        ),
        cancelMany: Effect.fn("Jobs.cancelMany")((jobIds) =>
          jobIds.length === 0 ? none("canceled") : client.jobs.cancelMany({ payload: { ids: jobIds } }),
        ),
        delete: Effect.fn("Jobs.delete")(
          (jobId: string) => client.jobs.delete({ params: { uuid: jobId } }),
          aboutJob,
        ),
        deleteMany: Effect.fn("Jobs.deleteMany")((jobIds) =>
          jobIds.length === 0 ? none("deleted") : client.jobs.deleteMany({ payload: { ids: jobIds } }),
        ),
        cost: Effect.fn("Jobs.cost")(
          (jobId: string) => client.jobs.cost({ params: { uuid: jobId } }),
          aboutJob,
        ),
        estimate: Effect.fn("Jobs.estimate")((query) =>
          Effect.andThen(note({ "ionq.backend": query.backend }), client.jobs.estimate({ query })),
        ),
        quote: Effect.fn("Jobs.quote")(quotes.quote),
        quoteClone: Effect.fn("Jobs.quoteClone")(
          (jobId: string, changes: JobChanges = {}, options?: QuoteOptions) =>
            Effect.flatMap(withoutQuery(client.jobs.get({ params: { uuid: jobId } })), (job) =>
              quotes.price(pricedClone(job, changes), options),
            ),
          aboutJob,
        ),
        clone: Effect.fn("Jobs.clone")(again("clone")),
        move: Effect.fn("Jobs.move")(again("move")),
        resume: Effect.fn("Jobs.resume")(function* (submissionId, { submittedSince: since } = {}) {
          yield* checkSubmitOptions({ submissionId, submittedSince: since })
          yield* note({ "ionq.submission.id": submissionId })
          const job = yield* submissions.lookUp(submissionId, { since, type: undefined })
          yield* note({ "ionq.job.id": job?.id })
          if (job !== undefined) return job
          return yield* new SubmissionUnknownError({
            submissionId,
            reason: "absent",
            message: `No job of submission ${submissionId} is listed`,
          })
        }),
        run: Effect.fn("Jobs.run")(function* (request, options = {}) {
          const { job, cost } = yield* completeAndCharge(submit(request, options), options)
          yield* note({ "ionq.job.id": job.id, "ionq.backend": job.backend, "ionq.job.type": job.type })
          const probabilities = yield* results.probabilities(job, { width: registerWidth(request) })
          return { job, probabilities, ...(cost === undefined ? {} : { cost }) }
        }),
        complete: (submission, options = {}) =>
          Effect.contextWith((context: Context.Context<Effect.Services<typeof submission>>) =>
            completeAndCharge(Effect.provideContext(submission, context), options),
          ).pipe(
            Effect.tap(({ job }) => note({ "ionq.job.id": job.id })),
            Effect.map(({ job }) => job),
            Effect.withSpan("Jobs.complete"),
          ),
        submitAll: (requests, options) =>
          Stream.withSpan(batches.submitAll(requests, options), "Jobs.submitAll"),
        runAll: (requests, options) => Stream.withSpan(batches.runAll(requests, options), "Jobs.runAll"),
      })
    }),
  ).pipe(freshPer(IonQClient, Polling, Results))
}

const aboutJob = aboutIts("ionq.job.id")

/** Whether an error means that the job has ended, so that its cost is final. */
const hasEnded = (error: unknown): error is JobFailedError | JobCanceledError =>
  Predicate.isTagged(error, "JobFailedError") || Predicate.isTagged(error, "JobCanceledError")

/**
 * Adds the id of the job to the errors of reading its result, because the job was paid for even if the result cannot
 * be read.
 */
const readerOf = (results: ResultsService): ResultsService => {
  const idOf = (job: JobRef) => (typeof job === "string" ? job : job.id)
  return {
    ...results,
    probabilities: (job, options) =>
      Effect.mapError(results.probabilities(job, options), (error) => ofJob(error, idOf(job))),
    circuits: (job) => Effect.mapError(results.circuits(job), (error) => ofJob(error, idOf(job))),
  }
}

const none = (status: "canceled" | "deleted"): Effect.Effect<JobsReceipt> =>
  Effect.succeed({ ids: [], status })
