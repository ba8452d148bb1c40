import { Clock, Duration, Effect, Pull, Schedule, Stream } from "effect"
import { checkId } from "../client/ids.ts"
import { checkDuration } from "../client/ranges.ts"
import { steadyMillis } from "../client/steadyClock.ts"
import { JobTimeoutError, ofJob } from "../IonQError.ts"
import { isKnownStatus, isTerminal, type Job, type JobStatus } from "../schema/Job.ts"
import { isFinal } from "./isFinal.ts"
import { expectedDeadline, fixedDeadline } from "./deadline.ts"
import type { Poll, PollError } from "./pollLoop.ts"
import { defaultSchedule, onTick } from "./schedule.ts"

/** Options of a wait. */
export interface WaitOptions {
  /** When to poll again. The input of the schedule is the job as last seen. Default: `Polling.defaultSchedule`. */
  readonly schedule?: Schedule.Schedule<unknown, Job | undefined> | undefined
  /**
   * The time limit for the whole wait. When it is over, the job is polled once more, and that poll has 10 seconds to
   * answer. A poll with a temporary failure is repeated at the next time of the schedule.
   *
   * Default: as long as the job can be expected to take. In the queue, the limit is an hour, or 5 minutes more than
   * twice the wait that IonQ predicts if that is longer. After each change of status, the limit is at least 5 minutes,
   * and twice the predicted run. The whole wait is at most a day. Time left over from the queue is kept when the job
   * starts.
   */
  readonly timeout?: Duration.Input | undefined
}

/** Options of `watch`. */
export interface WatchOptions extends WaitOptions {
  /** Whether to emit the job also when only the times that IonQ predicts have changed. Default: false. */
  readonly predictions?: boolean | undefined
}

/** How long a poll that was sent at the deadline may still take, in milliseconds. */
const grace = 10_000

/**
 * Emits the job at each change until it ends. The time that the consumer takes between two changes does not count as
 * waiting.
 */
export const changesOf = (
  poll: Poll,
  jobId: string,
  options: WatchOptions,
): Stream.Stream<Job, PollError | JobTimeoutError> =>
  Stream.unwrap(
    Effect.map(makeNext(poll, jobId, options), (next) =>
      Stream.unfold(undefined as Job | undefined, (seen) =>
        seen !== undefined && isTerminal(seen.status)
          ? Effect.undefined
          : Effect.map(next(seen), (job) => [job, job] as const),
      ),
    ),
  )

/** Builds the function that waits for the next change after the job as last seen. */
const makeNext = Effect.fnUntraced(function* (poll: Poll, jobId: string, options: WatchOptions) {
  yield* checkId("jobId", jobId)
  const timeout = yield* checkDuration("timeout", options.timeout, { infinite: true })
  const start = yield* steadyMillis
  /**
   * The offset from the steady clock to the time of the schedule, in milliseconds. The schedule starts at the time of
   * the wall clock, and later changes of the wall clock do not affect it.
   */
  const epoch = (yield* Clock.currentTimeMillis) - start
  const deadline =
    timeout === undefined ? expectedDeadline(start) : fixedDeadline(start, Duration.toMillis(timeout))
  const step = yield* Schedule.toStep<unknown, Job | undefined, never, never>(
    options.schedule ?? defaultSchedule,
  )
  const told = Effect.annotateLogs("ionq.job.id", jobId)
  let due: number | undefined
  let latest: Job | undefined
  let lastStatus: JobStatus | undefined
  let lastFailure: string | undefined
  let returnedAt: number | undefined
  let isOver = false

  const timedOut = (why?: string) =>
    Effect.suspend(() => {
      const length = deadline.length()
      const words = why ?? `within ${Duration.format(Duration.millis(length))}`
      return Effect.fail(
        new JobTimeoutError({
          jobId,
          timeoutMillis: length,
          message:
            `Job ${jobId} did not end ${words}, last status: ${lastStatus ?? "unknown"}` +
            (lastFailure === undefined ? "" : `, last failed poll: ${lastFailure}`),
          ...(lastStatus === undefined ? {} : { lastStatus }),
        }),
      )
    })

  /** The job, or undefined when the poll failed. A permanent failure ends the wait. */
  const tryPoll = (at: number) =>
    Effect.matchEffect(poll(jobId, at), {
      onSuccess: Effect.succeed,
      onFailure: (error) => {
        if (isFinal(error)) return Effect.fail(ofJob(error, jobId))
        lastFailure = `${error._tag}: ${error.message}`
        return Effect.as(
          told(Effect.logDebug(`Poll of job ${jobId} failed, trying again: ${lastFailure}`)),
          undefined,
        )
      },
    })

  const warnOfUnknown = ({ status }: Job) =>
    status === lastStatus || isKnownStatus(status)
      ? Effect.void
      : told(
          Effect.logWarning(
            `Job ${jobId} has the status "${status}", which this version does not know: still waiting`,
          ),
        )

  return Effect.fnUntraced(function* (seen: Job | undefined) {
    let now = yield* steadyMillis
    if (returnedAt !== undefined) deadline.postpone(now - returnedAt)
    while (!isOver) {
      if (due === undefined) due = now
      else {
        const [, delay] = yield* Pull.catchDone(step(epoch + now, latest), () =>
          timedOut("before its schedule ended"),
        )
        due = onTick(now, delay)
      }
      due = Math.min(due, deadline.at())
      const job: Job | undefined = yield* Effect.timeoutOrElse(tryPoll(due), {
        duration: Math.max(0, deadline.at() - now) + grace,
        orElse: () => timedOut(),
      })
      now = yield* steadyMillis
      if (job !== undefined) {
        yield* warnOfUnknown(job)
        deadline.see(job, now)
        lastStatus = job.status
        latest = job
      }
      // A poll at the deadline is the last one.
      isOver = due >= deadline.at()
      if (job !== undefined && isChange(seen, job, options)) {
        returnedAt = now
        return job
      }
    }
    return yield* timedOut()
  })
})

const isChange = (seen: Job | undefined, job: Job, { predictions = false }: WatchOptions): boolean =>
  seen?.status !== job.status ||
  (predictions &&
    (seen.predicted_wait_time_ms !== job.predicted_wait_time_ms ||
      seen.predicted_execution_duration_ms !== job.predicted_execution_duration_ms))
