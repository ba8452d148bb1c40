/**
 * Waiting for jobs.
 *
 * @since 0.1.0
 */
import {
  Clock,
  Context,
  Duration,
  Effect,
  Layer,
  Option,
  Predicate,
  Pull,
  type Result,
  Schedule,
  Stream,
} from "effect"
import { type InterruptPolicy, makeRelease } from "./internal/release.ts"
import { makeSharedPoll, onBeat, type PollError } from "./internal/sharedPoll.ts"
import { IonQClient } from "./IonQClient.ts"
import {
  type CommonError,
  JobCanceledError,
  JobFailedError,
  type JobOutcomeError,
  JobTimeoutError,
  type NotFoundError,
} from "./IonQError.ts"
import { isKnownStatus, isTerminal, type Job, type JobStatus } from "./schema/Job.ts"

export type { InterruptPolicy } from "./internal/release.ts"

/**
 * How to wait for a job.
 *
 * @category options
 * @since 0.1.0
 */
export interface WaitOptions {
  /** When to ask again; its input is the job as last seen. Default: {@link defaultSchedule}. */
  readonly schedule?: Schedule.Schedule<unknown, Job | undefined> | undefined
  /**
   * The time for the whole wait. Default: 5 minutes. A poll that fails is tried again by the client, as often as its
   * `retries` say, and then at the next turn of the schedule: only this time ends the wait.
   */
  readonly timeout?: Duration.Input | undefined
}

/**
 * How to watch a job.
 *
 * @category options
 * @since 0.1.0
 */
export interface WatchOptions extends WaitOptions {
  /** Gives the job also when only the times that IonQ predicts changed. Default: false. */
  readonly predictions?: boolean | undefined
}

/**
 * How to wait for a job, and what an interrupted wait does to it.
 *
 * @category options
 * @since 0.1.0
 */
export interface AwaitOptions extends WaitOptions {
  /** Default: `detach`. Canceling is tried for at most 30 seconds; a job that has ended is never canceled. */
  readonly onInterrupt?: InterruptPolicy | undefined
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
 * 1 second at first, times 1.5, at most 30 seconds, each jittered by a fifth; a quarter of the wait that IonQ predicts
 * for a queued job where that is longer, at most 2 minutes.
 *
 * @category schedules
 * @since 0.1.0
 */
export const defaultSchedule: Schedule.Schedule<unknown> = Schedule.min([
  Schedule.exponential("1 second", 1.5),
  Schedule.spaced("30 seconds"),
]).pipe(
  Schedule.jittered,
  Schedule.setInputType<unknown>(),
  Schedule.modifyDelay(({ duration, input }) => Effect.succeed(Duration.max(duration, predicted(input)))),
)

const longestPredicted = Duration.minutes(2)

const predicted = (job: unknown): Duration.Duration =>
  Predicate.hasProperty(job, "predicted_wait_time_ms") && typeof job.predicted_wait_time_ms === "number"
    ? Duration.min(Duration.millis(Math.max(0, job.predicted_wait_time_ms / 4)), longestPredicted)
    : Duration.zero

/**
 * The waiter.
 *
 * **Details**
 *
 * All who wait share one loop: their polls are drawn forward to common beats of the clock and sent as one list of up to 100
 * jobs. A 429 makes all of them rest. A poll that fails in a way that may pass does not end a wait: the next one asks
 * again, until the time is up. A job that the list leaves out is asked for by itself, and only then not found.
 *
 * @category services
 * @since 0.1.0
 */
export class Polling extends Context.Service<
  Polling,
  {
    /** The completed job. Ends with `JobFailedError`, `JobCanceledError` or, when the time is up, `JobTimeoutError`. */
    readonly await: (jobId: string, options?: AwaitOptions) => Effect.Effect<Job, AwaitError>
    /** Each of the jobs as it ends, however it ends; none makes the stream fail. A job named twice is awaited once. */
    readonly awaitAll: (jobIds: Iterable<string>, options?: AwaitOptions) => Stream.Stream<Completion>
    /**
     * The job as it is now, and again at each change of its status, to the last one, whatever that is. Its
     * `predicted_wait_time_ms` is the wait in the queue; with `predictions` each new one is a change, too.
     */
    readonly watch: (
      jobId: string,
      options?: WatchOptions,
    ) => Stream.Stream<Job, CommonError | NotFoundError | JobTimeoutError>
  }
>()("effect-ionq/Polling") {
  static readonly layer: Layer.Layer<Polling, never, IonQClient> = Layer.effect(
    Polling,
    Effect.gen(function* () {
      const client = yield* IonQClient
      const poll = makeSharedPoll(client)
      const release = makeRelease(client)

      const watch = (jobId: string, options: WatchOptions = {}) =>
        Stream.unwrap(
          Effect.map(
            waiter(jobId, (due) => poll(jobId, due), options),
            changes,
          ),
        )

      const awaitJob = Effect.fn("Polling.await")(
        (jobId: string, { onInterrupt = "detach", ...options }: AwaitOptions = {}) =>
          Stream.runLast(watch(jobId, options)).pipe(
            Effect.flatMap((last) => outcome(jobId, Option.getOrUndefined(last))),
            Effect.onInterrupt(() => release(jobId, onInterrupt)),
          ),
      )

      return Polling.of({
        watch,
        await: awaitJob,
        awaitAll: (jobIds, options) =>
          Stream.fromIterable(new Set(jobIds)).pipe(
            Stream.mapEffect(
              (jobId) => Effect.map(Effect.result(awaitJob(jobId, options)), (result) => ({ jobId, result })),
              { concurrency: "unbounded", unordered: true },
            ),
          ),
      })
    }),
  )
}

/** Gives, for the job as last seen, the job at its next change. */
type Next = (seen: Job | undefined) => Effect.Effect<Job, PollError | JobTimeoutError>

const changes = (next: Next): Stream.Stream<Job, PollError | JobTimeoutError> =>
  Stream.unfold(undefined as Job | undefined, (seen) =>
    seen !== undefined && isTerminal(seen.status)
      ? Effect.undefined
      : Effect.map(next(seen), (job) => [job, job] as const),
  )

const isChange = (seen: Job | undefined, job: Job, { predictions = false }: WatchOptions): boolean =>
  seen?.status !== job.status ||
  (predictions &&
    (seen.predicted_wait_time_ms !== job.predicted_wait_time_ms ||
      seen.predicted_execution_duration_ms !== job.predicted_execution_duration_ms))

const waiter = Effect.fnUntraced(function* (
  jobId: string,
  poll: (due: number) => Effect.Effect<Job, PollError>,
  options: WatchOptions,
): Effect.fn.Return<Next> {
  const timeout = Duration.fromInputUnsafe(options.timeout ?? "5 minutes")
  const start = yield* Clock.currentTimeMillis
  const deadline = start + Duration.toMillis(timeout)
  const step = yield* Schedule.toStep<unknown, Job | undefined, never, never>(
    options.schedule ?? defaultSchedule,
  )
  let due: number | undefined
  let latest: Job | undefined
  let lastStatus: JobStatus | undefined
  let lastFailure: string | undefined

  const timedOut = (why: string) =>
    Effect.suspend(() =>
      Effect.fail(
        new JobTimeoutError({
          jobId,
          message:
            `Job ${jobId} did not end ${why}, last status: ${lastStatus ?? "unknown"}` +
            (lastFailure === undefined ? "" : `, last failed poll: ${lastFailure}`),
          ...(lastStatus === undefined ? {} : { lastStatus }),
        }),
      ),
    )

  /** The job, or nothing when the poll failed in a way that may pass. */
  const tryPoll = (at: number) =>
    Effect.catchIf(
      poll(at),
      (error) => error.isRetryable,
      (error) => {
        lastFailure = `${error._tag}: ${error.message}`
        return Effect.as(
          Effect.logDebug(`Poll of job ${jobId} failed, asking again: ${lastFailure}`),
          undefined,
        )
      },
    )

  const report = (job: Job) =>
    job.status === lastStatus || isKnownStatus(job.status)
      ? Effect.void
      : Effect.logWarning(
          `Job ${jobId} has the status "${job.status}", which this version does not know: waiting on`,
        )

  return Effect.fnUntraced(function* (seen) {
    const untilChange = Effect.gen(function* () {
      while (true) {
        const now = yield* Clock.currentTimeMillis
        if (due !== undefined) {
          const [, delay] = yield* Pull.catchDone(step(now, latest), () =>
            timedOut("before its schedule did"),
          )
          due = onBeat(now, delay)
        }
        due ??= now
        const job = yield* tryPoll(due)
        if (job === undefined) continue
        yield* report(job)
        lastStatus = job.status
        latest = job
        if (isChange(seen, job, options)) return job
      }
    })
    const now = yield* Clock.currentTimeMillis
    return yield* Effect.timeoutOrElse(untilChange, {
      duration: Math.max(0, deadline - now),
      orElse: () => timedOut(`within ${Duration.format(timeout)}`),
    })
  })
})

const outcome = (jobId: string, job: Job | undefined): Effect.Effect<Job, JobOutcomeError> => {
  switch (job?.status) {
    case "completed":
      return Effect.succeed(job)
    case "canceled":
      return Effect.fail(new JobCanceledError({ jobId, message: `Job ${jobId} was canceled` }))
    default: {
      const failure = job?.failure ?? undefined
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
  }
}
