/**
 * Waiting for jobs.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, Option, type Result, Stream } from "effect"
import { freshPer } from "./client/layerPer.ts"
import { IonQClient } from "./IonQClient.ts"
import {
  type CommonError,
  JobCanceledError,
  JobFailedError,
  type JobOutcomeError,
  type JobTimeoutError,
  type NotFoundError,
} from "./IonQError.ts"
import { makePollLoop } from "./polling/pollLoop.ts"
import { type InterruptPolicy, makeRelease } from "./polling/release.ts"
import * as schedule from "./polling/schedule.ts"
import { changesOf, type WatchOptions } from "./polling/waiter.ts"
import type { Job } from "./schema/Job.ts"

export type { InterruptPolicy } from "./polling/release.ts"
export type { WaitOptions, WatchOptions } from "./polling/waiter.ts"

/**
 * How to wait for a job, and what an interrupted wait does to it.
 *
 * @category options
 * @since 0.1.0
 */
export interface AwaitOptions extends WatchOptions {
  /** Default: `detach`. Canceling is tried for at most 30 seconds; a job that has ended is never canceled. */
  readonly onInterrupt?: InterruptPolicy | undefined
  /**
   * Called with the job as it is first seen and at each change of its status, with `predictions` also when a predicted time
   * changes. The wait goes on when it has returned.
   */
  readonly onStatus?: ((job: Job) => Effect.Effect<void>) | undefined
}

/**
 * How one of many jobs ended.
 *
 * @category models
 * @since 0.1.0
 */
export interface Completion {
  readonly jobId: string
  readonly result: Result.Result<Job, AwaitError>
}

/**
 * How a wait can fail.
 *
 * @category models
 * @since 0.1.0
 */
export type AwaitError = CommonError | NotFoundError | JobOutcomeError

/**
 * How watching can fail: the job's end was not seen, or cannot be.
 *
 * @category models
 * @since 0.2.0
 */
export type WaitError = CommonError | NotFoundError | JobTimeoutError

/**
 * When a job is polled: after 1 second at first, times 1.5 each time, at most 30 seconds, each jittered by a fifth; a quarter
 * of the wait that IonQ predicts for a queued job where that is longer, at most 2 minutes.
 *
 * @category schedules
 * @since 0.1.0
 */
export const defaultSchedule = schedule.defaultSchedule

/**
 * The methods of {@link Polling}.
 *
 * @category services
 * @since 0.2.0
 */
export interface PollingService {
  /** The completed job. Fails with `JobFailedError`, `JobCanceledError` or, when the time is up, `JobTimeoutError`. */
  readonly await: (jobId: string, options?: AwaitOptions) => Effect.Effect<Job, AwaitError>
  /** The job at its end, whatever that is: `completed`, `failed` or `canceled`. Fails only when it is not seen in time. */
  readonly awaitEnd: (jobId: string, options?: AwaitOptions) => Effect.Effect<Job, WaitError>
  /** Each of the jobs as it ends, however it ends; none makes the stream fail. A job named twice is awaited once. */
  readonly awaitAll: (jobIds: Iterable<string>, options?: AwaitOptions) => Stream.Stream<Completion>
  /**
   * The job as it is now, and again at each change of its status, to the last one, whatever that is. Its
   * `predicted_wait_time_ms` is the wait in the queue; with `predictions` each new one is a change, too. The time that
   * the consumer takes between two changes does not count toward `timeout`.
   */
  readonly watch: (jobId: string, options?: WatchOptions) => Stream.Stream<Job, WaitError>
  /**
   * Cancels a job or leaves it alone, as a policy says. It reads the status first, tries for at most 30 seconds, cannot be
   * interrupted and never fails: a job that could not be canceled is a warning.
   */
  readonly release: (jobId: string, policy: InterruptPolicy) => Effect.Effect<void>
}

/**
 * The service that waits for jobs.
 *
 * **Details**
 *
 * All waiters share one loop: their polls are aligned to clock ticks and sent as one list of up to 100 jobs. After a 429 all of
 * them pause. A poll that fails in a way that may pass (a refusal, a lost, cut or garbled response) does not end a wait: it is
 * repeated until the time is up. Errors that end a wait carry the `jobId`. A job that the list leaves out is read by
 * itself, and only then not found. Durations are measured on a clock that does not step with the wall clock.
 *
 * **Example** (Waiting for a job at most ten minutes)
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const polling = yield* Polling
 *   const job = yield* polling.await(id, { timeout: "10 minutes" })
 *   yield* Effect.log(job.status) // "completed"
 * })
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Polling extends Context.Service<Polling, PollingService>()("effect-ionq/Polling") {
  static readonly layer: Layer.Layer<Polling, never, IonQClient> = Layer.effect(
    Polling,
    Effect.gen(function* () {
      const client = yield* IonQClient
      const poll = yield* makePollLoop(client)
      const release = makeRelease(client)

      const watch = (jobId: string, options: WatchOptions = {}) => changesOf(poll, jobId, options)

      const endOf = (
        jobId: string,
        { onInterrupt = "detach", onStatus = () => Effect.void, ...options }: AwaitOptions = {},
      ) =>
        Stream.runLast(Stream.tap(watch(jobId, options), onStatus)).pipe(
          // A watch emits at least the job's last status, or fails.
          Effect.map(Option.getOrThrow),
          Effect.onInterrupt(() => release(jobId, onInterrupt)),
        )
      const awaitJob = Effect.fn("Polling.await")((jobId: string, options?: AwaitOptions) =>
        Effect.flatMap(endOf(jobId, options), outcome),
      )

      return Polling.of({
        watch,
        release: (jobId, policy) => Effect.uninterruptible(release(jobId, policy)),
        await: awaitJob,
        awaitEnd: Effect.fn("Polling.awaitEnd")(endOf),
        awaitAll: (jobIds, options) =>
          Stream.fromIterable(new Set(jobIds)).pipe(
            Stream.mapEffect(
              (jobId) => Effect.map(Effect.result(awaitJob(jobId, options)), (result) => ({ jobId, result })),
              { concurrency: "unbounded", unordered: true },
            ),
          ),
      })
    }),
  ).pipe(freshPer(IonQClient))
}

const outcome = (job: Job): Effect.Effect<Job, JobFailedError | JobCanceledError> => {
  const { id: jobId, status } = job
  if (status === "completed") return Effect.succeed(job)
  if (status === "canceled") {
    return Effect.fail(new JobCanceledError({ jobId, message: `Job ${jobId} was canceled` }))
  }
  const failure = job.failure ?? undefined
  const words =
    failure === undefined ? "the server gave no reason" : `${failure.code}: ${failure.message ?? ""}`
  return Effect.fail(
    new JobFailedError({
      jobId,
      message: `Job ${jobId} failed: ${words}`,
      ...(failure === undefined ? {} : { failure }),
    }),
  )
}
