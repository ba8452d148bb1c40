import { Effect } from "effect"
import { Jobs } from "../../Jobs.ts"
import { Polling } from "../../Polling.ts"

/** Waits until a job ends or the time is up, and returns the job. The job continues if the wait ends first. */
export const awaited = Effect.fnUntraced(function* (options: {
  readonly job: string
  readonly waitSeconds?: number
}) {
  const { job, waitSeconds = 0 } = options
  const jobs = yield* Jobs
  if (waitSeconds > 0) {
    const polling = yield* Polling
    yield* polling
      .awaitEnd(job, { timeout: `${waitSeconds} seconds`, onInterrupt: "detach" })
      .pipe(Effect.catchTag("JobTimeoutError", () => Effect.void))
  }
  return yield* jobs.get(job)
})
