import { Duration, Effect } from "effect"
import { asRequest, duration } from "../../client/ranges.ts"
import { steadyMillis } from "../../client/steadyClock.ts"
import type { InvalidRequestError } from "../../errors/call.ts"
import type { QpiNotFoundError } from "../errors/statusErrors.ts"
import { isTerminal, type Job } from "../schema/Job.ts"
import { aboutIts } from "../../signals/annotate.ts"
import { isFinal } from "../waiting/isFinal.ts"

/** The outcome of a cancellation. */
export interface Cancelled {
  /** Whether the server accepted the request. A job that had already ended was not canceled. */
  readonly requested: boolean
  /** The job as last seen. */
  readonly job: Job
  /** Whether the outcome is settled: completed, failed, or canceled without a change for the settling time. */
  readonly settled: boolean
}

/** How long to watch a canceled job. */
export interface CancelOptions {
  /**
   * The time without a change after which a canceled job counts as settled. Default: 30 seconds, more than the server's
   * job timeout.
   */
  readonly settle?: Duration.Input | undefined
  /** The total time, after which the job is returned as last seen. Default: 2 minutes. */
  readonly timeout?: Duration.Input | undefined
}

interface Failing {
  readonly _tag: string
}

/** The pause between two polls, in milliseconds. */
const pause = 1000

/** Cancels jobs. A canceled job may still run and complete, so its status is read after the server's response. */
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
    // A 404 has three possible causes: the job has ended, an earlier request whose response was lost was accepted, or
    // the job does not exist.
    const job = yield* get(jobId)
    if (!isTerminal(job.status)) return yield* Effect.fail(error)
    return { requested: false, job, settled: job.status !== "cancelled" }
  }, aboutIts("qpi.job.id"))

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
    /** When the last successful poll of the job began. */
    let seen = start
    while (true) {
      const isSettled =
        job.status === "completed" ||
        job.status === "failed" ||
        (job.status === "cancelled" && seen - since >= Duration.toMillis(settle))
      const now = yield* steadyMillis
      if (isSettled || now >= end) return { requested, job, settled: isSettled }
      yield* Effect.sleep(Math.min(pause, Math.max(1, end - now)))
      const asked = yield* steadyMillis
      const next = yield* get(jobId).pipe(
        Effect.catch((error) => (isFinal(error) ? Effect.fail(error) : Effect.undefined)),
      )
      if (next === undefined) continue
      if (next.status !== job.status || next.updated !== job.updated) since = yield* steadyMillis
      job = next
      seen = asked
    }
  }, aboutIts("qpi.job.id"))
  return { cancel, cancelAndConfirm }
}
