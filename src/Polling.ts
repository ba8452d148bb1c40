/**
 * Waiting for jobs.
 *
 * @since 0.1.0
 */
import { Clock, Context, Duration, Effect, Layer, Option, Pull, Schedule, Stream } from "effect"
import { IonQClient } from "./IonQClient.ts"
import {
  type CommonError,
  JobCanceledError,
  JobFailedError,
  type JobOutcomeError,
  JobTimeoutError,
  type NotFoundError,
} from "./IonQError.ts"
import { isTerminal, type Job } from "./schema/Job.ts"

/**
 * How to wait for a job.
 *
 * @category options
 * @since 0.1.0
 */
export interface WaitOptions {
  /** When to ask again; its input is the job as last seen. Default: {@link defaultSchedule}. */
  readonly schedule?: Schedule.Schedule<unknown, Job | undefined> | undefined
  /** The time for the whole wait. Default: 5 minutes. */
  readonly timeout?: Duration.Input | undefined
}

/**
 * How to wait for a job, and what an interrupted wait does to it.
 *
 * @category options
 * @since 0.1.0
 */
export interface AwaitOptions extends WaitOptions {
  /** `detach` (default) leaves the job alone; `cancelIfNotStarted` spares one that already runs. */
  readonly onInterrupt?: "detach" | "cancel" | "cancelIfNotStarted" | undefined
}

/**
 * 1 second at first, times 1.5, at most 30 seconds, each jittered by a fifth.
 *
 * @category schedules
 * @since 0.1.0
 */
export const defaultSchedule: Schedule.Schedule<unknown> = Schedule.min([
  Schedule.exponential("1 second", 1.5),
  Schedule.spaced("30 seconds"),
]).pipe(Schedule.jittered, Schedule.setInputType<unknown>())

/**
 * The waiter.
 *
 * **Details**
 *
 * A poll that fails in a way that may pass does not end the wait: the next one asks again, until the time is up.
 *
 * @category services
 * @since 0.1.0
 */
export class Polling extends Context.Service<
  Polling,
  {
    /** The completed job. Ends with `JobFailedError`, `JobCanceledError` or, when the time is up, `JobTimeoutError`. */
    readonly await: (
      jobId: string,
      options?: AwaitOptions,
    ) => Effect.Effect<Job, CommonError | NotFoundError | JobOutcomeError>
    /** The job as it is now, and again at each change of its status, to the last one, whatever that is. */
    readonly watch: (
      jobId: string,
      options?: WaitOptions,
    ) => Stream.Stream<Job, CommonError | NotFoundError | JobTimeoutError>
  }
>()("effect-ionq/Polling") {
  static readonly layer: Layer.Layer<Polling, never, IonQClient> = Layer.effect(
    Polling,
    Effect.gen(function* () {
      const client = yield* IonQClient
      const get = (jobId: string) => client.jobs.get({ params: { uuid: jobId } })

      const watch = (jobId: string, options: WaitOptions = {}) =>
        Stream.unwrap(Effect.map(waiter(jobId, get(jobId), options), statusChanges))

      const cancel = (jobId: string) =>
        client.jobs.cancel({ params: { uuid: jobId } }).pipe(
          Effect.timeout("30 seconds"),
          Effect.catch((error) =>
            Effect.logWarning(
              `Job ${jobId} could not be canceled after its wait was interrupted: ${error.message}`,
            ),
          ),
        )

      const onInterrupt = {
        detach: () => Effect.void,
        cancel,
        cancelIfNotStarted: (jobId: string) =>
          Effect.flatMap(Effect.option(get(jobId)), (job) =>
            Option.isSome(job) && (job.value.status === "submitted" || job.value.status === "ready")
              ? cancel(jobId)
              : Effect.void,
          ),
      }

      return Polling.of({
        watch,
        await: Effect.fn("Polling.await")((jobId, options = {}) =>
          Stream.runLast(watch(jobId, options)).pipe(
            Effect.flatMap((last) => outcome(jobId, Option.getOrUndefined(last))),
            Effect.onInterrupt(() => onInterrupt[options.onInterrupt ?? "detach"](jobId)),
          ),
        ),
      })
    }),
  )
}

type PollError = CommonError | NotFoundError

/** Gives, for the job as last seen, the job at its next change of status. */
type Next = (seen: Job | undefined) => Effect.Effect<Job, PollError | JobTimeoutError>

const statusChanges = (next: Next): Stream.Stream<Job, PollError | JobTimeoutError> =>
  Stream.unfold(undefined as Job | undefined, (seen) =>
    seen !== undefined && isTerminal(seen.status)
      ? Effect.undefined
      : Effect.map(next(seen), (job) => [job, job] as const),
  )

const waiter = Effect.fnUntraced(function* (
  jobId: string,
  poll: Effect.Effect<Job, PollError>,
  options: WaitOptions,
): Effect.fn.Return<Next> {
  const timeout = Duration.fromInputUnsafe(options.timeout ?? "5 minutes")
  const deadline = (yield* Clock.currentTimeMillis) + Duration.toMillis(timeout)
  const pause = yield* Schedule.toStepWithSleep<unknown, Job | undefined, never, never>(
    options.schedule ?? defaultSchedule,
  )
  let polled = false
  let lastStatus: Job["status"] | undefined
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
  const tryPoll = Effect.catchIf(
    poll,
    (error) => error.isRetryable,
    (error) => {
      lastFailure = `${error._tag}: ${error.message}`
      return Effect.as(
        Effect.logDebug(`Poll of job ${jobId} failed, asking again: ${lastFailure}`),
        undefined,
      )
    },
  )

  return Effect.fnUntraced(function* (seen) {
    const untilChange = Effect.gen(function* () {
      while (true) {
        if (polled) {
          yield* Pull.catchDone(pause(seen), () => timedOut("before its schedule did"))
        }
        polled = true
        const job = yield* tryPoll
        if (job === undefined) continue
        lastStatus = job.status
        if (job.status !== seen?.status) return job
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
