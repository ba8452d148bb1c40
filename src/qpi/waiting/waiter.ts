import { Clock, Duration, Effect, Pull, Queue, Schedule, type Scope, Stream } from "effect"
import { asRequest, duration } from "../../client/ranges.ts"
import { steadyMillis } from "../../client/steadyClock.ts"
import type { InvalidRequestError } from "../../errors/call.ts"
import { defaultSchedule, onTick } from "../../polling/schedule.ts"
import { QpiJobTimeoutError } from "../errors/jobErrors.ts"
import { isTerminal, type JobGlance, type JobStatus } from "../schema/Job.ts"
import type { Hub, News } from "../realtime/hub.ts"
import { measure } from "../../signals/metrics.ts"
import { isFinal } from "./isFinal.ts"

/** Options of a wait. */
export interface WaitOptions {
  /** The time limit for the whole wait. At its end, the job is polled once more. Default: an hour. */
  readonly timeout?: Duration.Input | undefined
  /**
   * When to poll the job if no realtime stream reports on it. Default: after 1 second at first, then 1.5 times as long
   * each time, up to 30 seconds. Each delay is jittered by up to 20%.
   */
  readonly schedule?: Schedule.Schedule<unknown> | undefined
  /** How often to poll in addition to a realtime stream, which may stop without an error. Default: 30 seconds. */
  readonly besides?: Duration.Input | undefined
}

/** The dependencies of a wait. `T` is the complete job, which is read when the job has ended. */
export interface Source<T extends JobGlance, E> {
  readonly glance: (jobId: string) => Effect.Effect<JobGlance, E>
  readonly whole: (jobId: string) => Effect.Effect<T, E>
  /** The status of a processor. */
  readonly qpuStatus: (qpu: string) => Effect.Effect<string, E>
  readonly hub: Hub | undefined
}

/** A job in progress, or the whole job at its end. */
export type Sight<T> =
  | { readonly kind: "glance"; readonly job: JobGlance }
  | { readonly kind: "end"; readonly job: T }

/** The time limit of the last poll, in milliseconds. */
const grace = 10_000

/** The time after which the processor of a pending job is checked, in milliseconds. */
const patience = 10_000

const defaultTimeout = Duration.hours(1)
const defaultBesides = Duration.seconds(30)

interface Failing {
  readonly _tag: string
  readonly message: string
}

/**
 * Emits the job at each change of its status until it ends. The end is the first terminal status that the job's record
 * confirms. A status may go backwards. A realtime message that is older than the last known state only causes a poll.
 */
export const sightsOf = <T extends JobGlance, E extends Failing>(
  source: Source<T, E>,
  jobId: string,
  options: WaitOptions,
): Stream.Stream<Sight<T>, E | QpiJobTimeoutError | InvalidRequestError> =>
  Stream.unwrap(
    Effect.map(makeNext(source, jobId, options), (next) =>
      Stream.unfold(undefined as Sight<T> | undefined, (seen) =>
        seen?.kind === "end" ? Effect.undefined : Effect.map(next(seen), (sight) => [sight, sight] as const),
      ),
    ),
  )

const makeNext = Effect.fnUntraced(function* <T extends JobGlance, E extends Failing>(
  { glance, whole, qpuStatus, hub }: Source<T, E>,
  jobId: string,
  options: WaitOptions,
): Effect.fn.Return<
  (seen: Sight<T> | undefined) => Effect.Effect<Sight<T>, E | QpiJobTimeoutError>,
  InvalidRequestError,
  Scope.Scope
> {
  const timeout = yield* asRequest(duration("timeout", options.timeout ?? defaultTimeout, { infinite: true }))
  const besides = yield* asRequest(duration("besides", options.besides ?? defaultBesides, { min: 1 }))
  const news = hub === undefined ? undefined : yield* hub.listen(jobId)
  const start = yield* steadyMillis
  const epoch = (yield* Clock.currentTimeMillis) - start
  const end = start + Duration.toMillis(timeout)
  const step = yield* Schedule.toStep<unknown, JobGlance | undefined, never, never>(
    options.schedule ?? defaultSchedule,
  )
  const told = Effect.annotateLogs("qpi.job.id", jobId)
  let due = start
  let latest: JobGlance | undefined
  let lastFailure: string | undefined
  /** The last known status of the processor, and when it was read. */
  let qpu: { readonly status: string; readonly at: number } | undefined
  let isOver = false

  const timedOut = Effect.suspend(() => {
    const status: JobStatus | undefined = latest?.status
    return Effect.fail(
      new QpiJobTimeoutError({
        jobId,
        timeoutMillis: Duration.toMillis(timeout),
        message:
          `Job ${jobId} did not end within ${Duration.format(timeout)}, last status: ${status ?? "unknown"}` +
          (status === "pending" && qpu !== undefined && qpu.status !== "online"
            ? `; its processor is ${qpu.status}`
            : "") +
          (lastFailure === undefined ? "" : `; last failed call: ${lastFailure}`),
        ...(status === undefined ? {} : { lastStatus: status }),
        ...(qpu === undefined ? {} : { qpuStatus: qpu.status }),
      }),
    )
  })

  /** The result of a call; undefined if it failed temporarily. */
  const tried = <A>(call: Effect.Effect<A, E>): Effect.Effect<A | undefined, E> =>
    call.pipe(
      Effect.catch((error) => {
        if (isFinal(error)) return Effect.fail(error)
        lastFailure = `${error._tag}: ${error.message}`
        return Effect.as(
          told(Effect.logDebug(`Job ${jobId} could not be read, trying again: ${lastFailure}`)),
          undefined,
        )
      }),
    )

  /** Logs once that a job cannot run because no driver serves its processor. */
  const checkQpu = Effect.fnUntraced(function* (job: JobGlance, now: number) {
    const isDue = qpu === undefined ? now - start >= patience : now - qpu.at >= 60_000
    if (job.status !== "pending" || !isDue) return
    const status =
      job.qpu_target === ""
        ? "none"
        : ((yield* Effect.orElseSucceed(qpuStatus(job.qpu_target), () => undefined)) ?? "unknown")
    if (status !== "online" && status !== "unknown" && status !== qpu?.status) {
      const words =
        status === "none"
          ? `Job ${jobId} has no processor, and will not run`
          : `Job ${jobId} is pending, and its processor ${job.qpu_target} is ${status}: it runs when a driver serves it`
      yield* told(Effect.logWarning(words))
    }
    qpu = { status, at: now }
  })

  /**
   * Whether a message has an earlier time than the last known state of the job. The server's clock may also have been
   * set back, so only a poll shows whether the message is older.
   */
  const isLate = (job: JobGlance): boolean => latest !== undefined && job.updated < latest.updated

  /**
   * The element to emit for the current state of a job. Undefined if the status has not changed, or if the job has
   * ended but its record cannot be read yet.
   */
  const judge = Effect.fnUntraced(function* (
    job: JobGlance,
    seen: Sight<T> | undefined,
  ): Effect.fn.Return<Sight<T> | undefined, E> {
    latest = job
    if (isTerminal(job.status)) {
      const record = yield* tried(whole(jobId))
      if (record === undefined) {
        // The job has ended, so it is polled again soon.
        due = Math.min(due, (yield* steadyMillis) + 1000)
        return undefined
      }
      latest = record
      if (isTerminal(record.status)) return { kind: "end", job: record }
      return seen?.job.status === record.status ? undefined : { kind: "glance", job: record }
    }
    return seen?.job.status === job.status ? undefined : { kind: "glance", job }
  })

  const ask = Effect.fnUntraced(function* (seen: Sight<T> | undefined) {
    yield* measure("qpi.polls", 1)
    const now = yield* steadyMillis
    isOver = now >= end
    const found = yield* Effect.timeoutOrElse(tried(glance(jobId)), {
      duration: Math.max(0, end - now) + grace,
      orElse: () => timedOut,
    })
    const after = yield* steadyMillis
    if (hub?.isOpen() === true) due = after + Duration.toMillis(besides)
    else {
      const [, delay] = yield* Pull.catchDone(step(epoch + after, latest), () => timedOut)
      due = onTick(after, delay)
    }
    due = Math.min(due, end)
    if (found === undefined) return undefined
    yield* checkQpu(found, after)
    return yield* judge(found, seen)
  })

  return Effect.fnUntraced(function* (seen) {
    while (true) {
      const now = yield* steadyMillis
      const heard: News | undefined =
        news === undefined || due <= now
          ? undefined
          : yield* Effect.raceFirst(Queue.take(news), Effect.as(Effect.sleep(due - now), undefined))
      if (news === undefined && due > now) yield* Effect.sleep(due - now)
      const sight =
        heard?.kind === "seen" && !isLate(heard.job) ? yield* judge(heard.job, seen) : yield* ask(seen)
      if (sight !== undefined) return sight
      if (isOver) return yield* timedOut
    }
  })
})
