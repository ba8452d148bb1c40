import { Effect, Option, Predicate, Result, Semaphore, Stream } from "effect"
import { count } from "../client/ranges.ts"
import type { Distribution } from "../Distribution.ts"
import {
  InvalidRequestError,
  type JobFailedError,
  type JobOutcomeError,
  type PaginationError,
} from "../IonQError.ts"
import type { AwaitOptions, PollingService } from "../Polling.ts"
import type { ResultsService } from "../Results.ts"
import type { Job, SubmittedJob } from "../schema/Job.ts"
import type {
  CircuitJobRequest,
  JobRequest,
  MultiCircuitJobRequest,
  Qasm3JobRequest,
} from "../schema/JobRequest.ts"
import { missing, type ReadError } from "../results/readResult.ts"
import { type Part, splitCircuits } from "./splitCircuits.ts"
import type { SubmitOptions } from "./submissions.ts"

/** Options shared by `submitAll` and `runAll`. */
interface BatchOptions extends Omit<SubmitOptions, "submissionId" | "quote"> {
  /**
   * The number of submissions in flight: a whole number from 1. Default: 8. If the number is out of range, the
   * outcome of every request is an `InvalidRequestError`.
   */
  readonly concurrency?: number | undefined
  /**
   * The id of each submission, by the position of its request. A request that is split into several jobs gets `#` and
   * the number of the job appended. Default: new ids. `false` submits without an id.
   */
  readonly submissionId?: ((index: number) => string) | false | undefined
}

export interface SubmitAllOptions extends BatchOptions {}

export interface RunAllOptions extends BatchOptions, AwaitOptions {
  /**
   * Called for each job as soon as it is known, new or found, with the position of its request and the id of its
   * submission. The id is undefined unless `submissionId` is a function.
   */
  readonly onSubmitted?:
    | ((job: SubmittedJob, index: number, submissionId: string | undefined) => Effect.Effect<void>)
    | undefined
}

/** The outcome of one request, or of one of the jobs that it was split into. */
export interface Submitted<E> {
  /** The position of the request. */
  readonly index: number
  /** The number of the job within a multi-circuit request that was split; otherwise 0. */
  readonly part: number
  readonly result: Result.Result<SubmittedJob, E>
}

/** The outcome of one circuit. */
export interface Ran<E> {
  /** The position of the request. */
  readonly index: number
  /** The position of the circuit in a multi-circuit request; otherwise 0. */
  readonly circuit: number
  /** The circuit's name, if it has one. */
  readonly name: string | undefined
  readonly result: Result.Result<{ readonly jobId: string; readonly probabilities: Distribution }, E>
}

/** The requests that `runAll` accepts. */
export type RunnableRequest = CircuitJobRequest | MultiCircuitJobRequest | Qasm3JobRequest

type RunFailure = ReadError | PaginationError | JobOutcomeError

interface Parts<E> {
  readonly submit: (
    request: JobRequest,
    options: SubmitOptions,
  ) => Effect.Effect<SubmittedJob, E | InvalidRequestError>
  readonly complete: (
    submission: Effect.Effect<SubmittedJob, E | InvalidRequestError>,
    options: AwaitOptions,
  ) => Effect.Effect<{ readonly job: Job }, E | InvalidRequestError | RunFailure>
  readonly get: (jobId: string) => Effect.Effect<Job, ReadError>
  readonly polling: PollingService
  readonly results: ResultsService
}

/** Submits and runs many requests, with an outcome for each. */
export const makeBatches = <E>({ submit, complete, get, polling, results }: Parts<E>) => {
  type Failure = E | InvalidRequestError | RunFailure
  type Read = Ran<Failure>["result"]

  const submitAll = (
    requests: Iterable<JobRequest>,
    { concurrency = 8, submissionId, ...options }: SubmitAllOptions = {},
  ): Stream.Stream<Submitted<E | InvalidRequestError>> => {
    const slots = slotsOf(concurrency)
    return each(requests, (request, index) =>
      Stream.unwrap(
        Effect.map(jobsOf(request, submissionId !== false), (jobs) =>
          Stream.fromIterable(jobs.entries()).pipe(
            Stream.mapEffect(
              ([part, job]) =>
                Effect.fromResult(job).pipe(
                  Effect.flatMap((single) =>
                    submit(single, {
                      ...options,
                      submissionId: idOf(submissionId, index, part, jobs.length),
                    }),
                  ),
                  slots,
                  Effect.result,
                  Effect.map((result) => ({ index, part, result })),
                ),
              { concurrency: "unbounded" },
            ),
          ),
        ),
      ),
    )
  }

  const runAll = (
    requests: Iterable<RunnableRequest>,
    { concurrency = 8, submissionId, settle, submittedSince, onSubmitted, ...options }: RunAllOptions = {},
  ): Stream.Stream<Ran<Failure>> => {
    const slots = slotsOf(concurrency)
    const run = (request: JobRequest, index: number, id: SubmitOptions["submissionId"]) => {
      const submission = slots(submit(request, { settle, submittedSince, submissionId: id }))
      return complete(
        onSubmitted === undefined
          ? submission
          : Effect.tap(submission, (job) => onSubmitted(job, index, id === false ? undefined : id)),
        options,
      )
    }

    const runOne = (request: CircuitJobRequest | Qasm3JobRequest, index: number) =>
      run(request, index, idOf(submissionId, index, 0, 1)).pipe(
        Effect.flatMap(({ job }) =>
          Effect.map(results.probabilities(job, { width: registerWidth(request) }), (probabilities) => ({
            jobId: job.id,
            probabilities,
          })),
        ),
        Effect.result,
        Effect.map((result) => ({ index, circuit: 0, name: request.name, result })),
      )

    /**
     * Reads each child separately, because the job failed as a whole or its combined result cannot be read. A child
     * without an outcome fails with `why`.
     */
    const byChild = Effect.fnUntraced(function* (job: Job, count: number, why: Failure) {
      const ids = job.child_job_ids ?? []
      const ended = new Map<string, Read>()
      if (ids.length === count) {
        yield* Stream.runForEach(polling.awaitAll(ids, options), ({ jobId, result }) =>
          Effect.gen(function* () {
            const child = yield* Effect.fromResult(result)
            return { jobId, probabilities: yield* results.probabilities(child) }
          }).pipe(
            Effect.result,
            Effect.map((read) => ended.set(jobId, read)),
          ),
        )
      }
      return Array.from({ length: count }, (_, i): Read => ended.get(ids[i] ?? "") ?? Result.fail(why))
    })

    /** The outcomes of the circuits of one job, in order. */
    const runTogether = (
      request: MultiCircuitJobRequest,
      index: number,
      id: SubmitOptions["submissionId"],
    ) => {
      const count = request.input.circuits.length
      return run(request, index, id).pipe(
        Effect.flatMap(({ job }) =>
          results.circuits(job).pipe(
            Effect.map((circuits) =>
              circuits.map(({ jobId, probabilities }): Read => Result.succeed({ jobId, probabilities })),
            ),
            Effect.catch((error) => byChild(job, count, error)),
          ),
        ),
        Effect.catch((error: Failure) =>
          isJobFailed(error)
            ? Effect.flatMap(Effect.option(get(error.jobId)), (job) =>
                Option.isSome(job) ? byChild(job.value, count, error) : allFail(count, error),
              )
            : allFail(count, error),
        ),
      )
    }

    const allFail = (count: number, error: Failure): Effect.Effect<ReadonlyArray<Read>> =>
      Effect.succeed(Array.from({ length: count }, () => Result.fail(error)))

    /** The outcomes of one part of a request, in order, including its rejected circuits. */
    const runPart = Effect.fnUntraced(function* (
      { request, circuits }: Part,
      index: number,
      id: SubmitOptions["submissionId"],
    ) {
      const read = [...(request === undefined ? [] : yield* runTogether(request, index, id))].values()
      return circuits.map(({ position, name, refused }) => ({
        position,
        name,
        result:
          refused === undefined
            ? (read.next().value ?? Result.fail(missing("", `circuit ${position}`)))
            : Result.fail(refused),
      }))
    })

    return each(requests, (request, index) => {
      if (request.type !== "ionq.multi-circuit.v1") return Stream.fromEffect(runOne(request, index))
      return Stream.unwrap(
        Effect.map(splitCircuits(request, submissionId !== false), (parts) =>
          Stream.fromIterable(parts.entries()).pipe(
            Stream.mapEffect(
              ([part, circuits]) => runPart(circuits, index, idOf(submissionId, index, part, parts.length)),
              { concurrency: "unbounded" },
            ),
            Stream.flatMap((circuits) => Stream.fromIterable(circuits)),
            Stream.map(({ position, name, result }) => ({ index, circuit: position, name, result })),
          ),
        ),
      )
    })
  }

  return { submitAll, runAll }
}

/** Limits how many effects run at a time. If the number is invalid, every effect fails. */
const slotsOf = (
  concurrency: number,
): (<A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E | InvalidRequestError>) => {
  const checked = count("concurrency", concurrency, { min: 1 })
  if (Result.isFailure(checked)) return () => Effect.fail(new InvalidRequestError(checked.failure))
  return Semaphore.makeUnsafe(concurrency).withPermits(1)
}

/** The number of qubits in the request; undefined if the request does not have it. */
export const registerWidth = (request: CircuitJobRequest | Qasm3JobRequest): number | undefined =>
  request.type === "ionq.circuit.v1" ? request.input.qubits : undefined

/** Runs the requests independently and emits their outcomes as they finish. */
const each = <R, A>(requests: Iterable<R>, of: (request: R, index: number) => Stream.Stream<A>) =>
  Stream.fromIterable(requests).pipe(
    Stream.zipWithIndex,
    Stream.flatMap(([request, index]) => of(request, index), { concurrency: "unbounded" }),
  )

const idOf = (
  submissionId: BatchOptions["submissionId"],
  index: number,
  part: number,
  parts: number,
): SubmitOptions["submissionId"] => {
  if (submissionId === undefined || submissionId === false) return submissionId
  return parts === 1 ? submissionId(index) : `${submissionId(index)}#${part}`
}

/**
 * The jobs into which a request is split. One invalid circuit rejects the whole request, because a job without that
 * circuit would be a different job.
 */
const jobsOf = (
  request: JobRequest,
  marked: boolean,
): Effect.Effect<ReadonlyArray<Result.Result<JobRequest, InvalidRequestError>>> =>
  request.type !== "ionq.multi-circuit.v1"
    ? Effect.succeed([Result.succeed(request)])
    : Effect.map(splitCircuits(request, marked), (parts) => {
        const refused = parts.flatMap(({ circuits }) =>
          circuits.flatMap((circuit) => circuit.refused ?? []),
        )[0]
        return refused === undefined
          ? parts.flatMap((part) => (part.request === undefined ? [] : [Result.succeed(part.request)]))
          : [Result.fail(refused)]
      })

const isJobFailed = (error: unknown): error is JobFailedError => Predicate.isTagged(error, "JobFailedError")
