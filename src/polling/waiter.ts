import { Clock, Duration, Effect, Pull, Schedule, Stream } from "effect"
import { checkId } from "../client/ids.ts"
import { checkDuration } from "../client/ranges.ts"
import { steadyMillis } from "../client/steadyClock.ts"
import { JobTimeoutError, ofJob } from "../IonQError.ts"
import { isKnownStatus, isTerminal, type Job, type JobStatus } from "../schema/Job.ts"
import { isFinal } from "./isFinal.ts"
import { expectedDeadline, fixedDeadline } from "./patience.ts"
import type { Poll, PollError } from "./pollLoop.ts"
import { defaultSchedule, onTick } from "./schedule.ts"

/** How to wait for a job. */
export interface WaitOptions {
  /** When to poll again; its input is the job as last seen. Default: `Polling.defaultSchedule`. */
  readonly schedule?: Schedule.Schedule<unknown, Job | undefined> | undefined
  /**
   * The time for the whole wait. When it is over, the job is polled once more, and that poll has 10 seconds to be answered.
   * A poll that fails is repeated at the next turn of the schedule: only this time ends the wait.
   *
   * Default: as long as the job can be expected to take. In the queue that is an hour, or 5 minutes more than twice the wait
   * that IonQ predicts where that is longer; from each change to another status at least 5 minutes, and twice the predicted
   * run; in all a day. What is left of the time in the queue is not taken away when the job starts.
   */
  readonly timeout?: Duration.Input | undefined
}

/** How to watch a job. */
export interface WatchOptions extends WaitOptions {
  /** Emits the job also when only the times that IonQ predicts changed. Default: false. */
  readonly predictions?: boolean | undefined
}

/** How long a poll that was sent when the time was up may still take, in milliseconds. */
const grace = 10_000

/** The job at each change, to its end. The time that the consumer takes between two changes does not count as waiting. */
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

/** Returns, for the job as last seen, the job at its next change. */
const makeNext = Effect.fnUntraced(function* (poll: Poll, jobId: string, options: WatchOptions) {
  yield* checkId("jobId", jobId)
  const timeout = yield* checkDuration("timeout", options.timeout, { infinite: true })
  const start = yield* steadyMillis
  /** What a schedule takes for the time: the wall clock at the start, and no step of it since. */
  const epoch = (yield* Clock.currentTimeMillis) - start
  const deadline =
    timeout === undefined ? expectedDeadline(start) : fixedDeadline(start, Duration.toMillis(timeout))
  const step = yield* Schedule.toStep<unknown, Job | undefined, never, never>(
    options.schedule ?? defaultSchedule,
  )
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

  /** The job, or nothing when the poll failed. A failure that will not pass ends the wait. */
  const tryPoll = (at: number) =>
    Effect.matchEffect(poll(jobId, at), {
      onSuccess: Effect.succeed,
      onFailure: (error) => {
        if (isFinal(error)) return Effect.fail(ofJob(error, jobId))
        lastFailure = `${error._tag}: ${error.message}`
        return Effect.as(
          Effect.logDebug(`Poll of job ${jobId} failed, trying again: ${lastFailure}`),
          undefined,
        )
      },
    })

  const warnOfUnknown = ({ status }: Job) =>
    status === lastStatus || isKnownStatus(status)
      ? Effect.void
      : Effect.logWarning(
          `Job ${jobId} has the status "${status}", which this version does not know: waiting on`,
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
      // The poll of the last moment was made.
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
