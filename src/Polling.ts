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
import { noteStatus } from "./polling/metrics.ts"
import { changesOf, type WatchOptions } from "./polling/waiter.ts"
import type { Job } from "./schema/Job.ts"
import { aboutIts } from "./signals/annotate.ts"

export type { InterruptPolicy } from "./polling/release.ts"
export type { WaitOptions, WatchOptions } from "./polling/waiter.ts"

/**
 * Options of a wait, and what an interruption does with the job.
 *
 * @category options
 * @since 0.1.0
 */
export interface AwaitOptions extends WatchOptions {
  /**
   * What an interruption does with the job. Default: `detach`. Canceling is tried for up to 30 seconds, and only if the
   * job has not ended.
   */
  readonly onInterrupt?: InterruptPolicy | undefined
  /**
   * Called with the job at the first poll and at each change of its status, and with `predictions` also when a
   * predicted time changes. The wait continues after the returned effect has ended.
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
 * How watching a job can fail. A job that fails or is canceled is not an error here.
 *
 * @category models
 * @since 0.2.0
 */
export type WaitError = CommonError | NotFoundError | JobTimeoutError

/**
 * The default delays between polls: 1 second at first, then 1.5 times as long each time, up to 30 seconds, with a
 * random variation of 20%. If IonQ predicts the wait of a queued job, the delay is at least a quarter of that wait, but
 * this lower limit is at most 2 minutes.
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
  /**
   * Waits for a job to complete. Fails with `JobFailedError`, `JobCanceledError` or, when the time is up,
   * `JobTimeoutError`.
   */
  readonly await: (jobId: string, options?: AwaitOptions) => Effect.Effect<Job, AwaitError>
  /**
   * Waits for a job to end as `completed`, `failed` or `canceled`. Fails if the job does not end within the time limit,
   * or if it cannot be read.
   */
  readonly awaitEnd: (jobId: string, options?: AwaitOptions) => Effect.Effect<Job, WaitError>
  /**
   * Emits each of the jobs when it ends, however it ends. No job makes the stream fail. A job that is named twice is
   * awaited once.
   */
  readonly awaitAll: (jobIds: Iterable<string>, options?: AwaitOptions) => Stream.Stream<Completion>
  /**
   * Emits the job as it is now, and again at each change of its status until it ends. Its `predicted_wait_time_ms` is
   * the wait in the queue; with `predictions` each new value counts as a change, too. The time that the consumer
   * takes between two changes does not count toward `timeout`.
   */
  readonly watch: (jobId: string, options?: WatchOptions) => Stream.Stream<Job, WaitError>
  /**
   * Cancels a job or leaves it alone, according to a policy. It reads the status first, tries for up to 30 seconds,
   * cannot be interrupted and never fails: a job that could not be canceled is logged as a warning.
   */
  readonly release: (jobId: string, policy: InterruptPolicy) => Effect.Effect<void>
}

/**
 * The service that waits for jobs.
 *
 * **Details**
 *
 * All waiters share one loop: their polls are aligned to clock ticks and sent as one list request for up to 100 jobs.
 * After a 429 all of them pause. A poll with a temporary failure (a 429 or 5xx, a lost, truncated or garbled
 * response) does not end a wait: it is repeated until the time is up. Errors that end a wait have the `jobId`. A job
 * that is missing from the list is read by itself before it counts as not found. Durations are measured on a
 * monotonic clock.
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
        Stream.runLast(
          Stream.tap(watch(jobId, options), (job) => Effect.andThen(noteStatus(job), onStatus(job))),
        ).pipe(
          // A watch emits at least the job's last status, or fails.
          Effect.map(Option.getOrThrow),
          Effect.onInterrupt(() => release(jobId, onInterrupt)),
        )
      const awaitJob = Effect.fn("Polling.await")(
        (jobId: string, options?: AwaitOptions) => Effect.flatMap(endOf(jobId, options), outcome),
        aboutJob,
      )

      return Polling.of({
        watch,
        release: (jobId, policy) => Effect.uninterruptible(release(jobId, policy)),
        await: awaitJob,
        awaitEnd: Effect.fn("Polling.awaitEnd")(endOf, aboutJob),
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

const aboutJob = aboutIts("ionq.job.id")

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
