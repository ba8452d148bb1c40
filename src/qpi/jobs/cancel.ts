import { Duration, Effect } from "effect"
import { asRequest, duration } from "../../client/ranges.ts"
import { steadyMillis } from "../../client/steadyClock.ts"
import type { InvalidRequestError } from "../../errors/call.ts"
import type { QpiNotFoundError } from "../errors/status.ts"
import { isTerminal, type Job } from "../schema/Job.ts"
import { isFinal } from "../waiting/isFinal.ts"

/** What became of a cancellation. */
export interface Cancelled {
  /** Whether the server took the request; a job that had ended before was not cancelled. */
  readonly requested: boolean
  /** The job as it was seen last. */
  readonly job: Job
  /** Whether it is settled: completed, failed, or cancelled and unchanged for the time to settle. */
  readonly settled: boolean
}

/** How long to watch a job that was cancelled. */
export interface CancelOptions {
  /** A job that stays cancelled for so long is taken for cancelled. Default: 30 seconds, more than the server's job timeout. */
  readonly settle?: Duration.Input | undefined
  /** The time in all; then the job is given as it was seen last. Default: 2 minutes. */
  readonly timeout?: Duration.Input | undefined
}

interface Failing {
  readonly _tag: string
}

/** How often a job is looked at. */
const pause = 1000

/** A job that was cancelled may run and be completed all the same. What is said of it was read after the server answered. */
export const makeCancel = <E extends Failing>(
  request: (jobId: string) => Effect.Effect<unknown, E | QpiNotFoundError>,
  get: (jobId: string) => Effect.Effect<Job, E>,
) => {
  const cancel = Effect.fn("QpiJobs.cancel")(function* (
    jobId: string,
  ): Effect.fn.Return<Cancelled, E | QpiNotFoundError> {
    const outcome = yield* Effect.result(request(jobId))
    if (outcome._tag === "Success") return { requested: true, job: yield* get(jobId), settled: false }
    const error = outcome.failure
    if (error._tag !== "QpiNotFoundError") return yield* Effect.fail(error)
    // It has ended, or a first request that nobody answered was taken, or it is not there at all.
    const job = yield* get(jobId)
    if (!isTerminal(job.status)) return yield* Effect.fail(error)
    return { requested: false, job, settled: job.status !== "cancelled" }
  })

  const cancelAndConfirm = Effect.fn("QpiJobs.cancelAndConfirm")(function* (
    jobId: string,
    options: CancelOptions = {},
  ): Effect.fn.Return<Cancelled, E | QpiNotFoundError | InvalidRequestError> {
    const settle = yield* asRequest(duration("settle", options.settle ?? "30 seconds"))
    const timeout = yield* asRequest(duration("timeout", options.timeout ?? "2 minutes"))
    const { requested, job: first } = yield* cancel(jobId)
    const start = yield* steadyMillis
    const end = start + Duration.toMillis(timeout)
    let job = first
    let since = start
    while (true) {
      const now = yield* steadyMillis
      const isSettled =
        job.status === "completed" ||
        job.status === "failed" ||
        (job.status === "cancelled" && now - since >= Duration.toMillis(settle))
      if (isSettled || now >= end) return { requested, job, settled: isSettled }
      yield* Effect.sleep(Math.min(pause, Math.max(1, end - now)))
      const next = yield* get(jobId).pipe(
        Effect.catch((error) => (isFinal(error) ? Effect.fail(error) : Effect.succeed(job))),
      )
      if (next.status !== job.status || next.updated !== job.updated) since = yield* steadyMillis
      job = next
    }
  })
  return { cancel, cancelAndConfirm }
}
