import { type Duration, Effect, Ref } from "effect"
import { Jobs } from "../../Jobs.ts"
import { type AwaitOptions, type InterruptPolicy, Polling } from "../../Polling.ts"
import type { Job, SubmittedJob } from "../../schema/Job.ts"
import { Json } from "../terminal/globals.ts"
import { note } from "../terminal/output.ts"
import { changeLine, progressLine, type Seen } from "../render/progress.ts"
import { redraw } from "../terminal/redraw.ts"
import { canRedraw, plain, type Screen } from "../terminal/screen.ts"

/** Options of a wait. */
export interface FollowOptions {
  readonly timeout: Duration.Duration
  readonly onInterrupt: InterruptPolicy
}

/**
 * Runs a wait that shows the progress of the job on standard error: a redrawn line on a terminal, otherwise a line
 * for each change, and nothing with `--json`.
 */
const shown = Effect.fnUntraced(function* <A, E, R>(
  wait: (options: AwaitOptions) => Effect.Effect<A, E, R>,
  { timeout, onInterrupt }: FollowOptions,
) {
  const live = yield* canRedraw
  const quiet = !live && (yield* Json)
  const latest = yield* Ref.make<Seen | undefined>(undefined)
  const since = Date.now()
  let last = ""
  const onStatus = (job: Job) => {
    const seen = { job, at: Date.now(), since }
    const isNew = last !== job.status
    last = job.status
    return Effect.andThen(
      Ref.set(latest, seen),
      live || quiet || !isNew ? Effect.void : note(changeLine(seen)),
    )
  }
  const progress = (screen: Screen) =>
    Effect.map(Ref.get(latest), (seen) =>
      seen === undefined ? undefined : progressLine(seen, Date.now(), screen),
    )
  return yield* Effect.scoped(
    Effect.andThen(
      live ? redraw(progress) : Effect.void,
      wait({ timeout, onInterrupt, onStatus, predictions: true }),
    ),
  )
})

const takeUp = (jobId: string, policy: InterruptPolicy) =>
  note(
    policy === "detach"
      ? `Stopped waiting: the job continues. Wait for it again with\n  ionq jobs wait ${jobId}`
      : `Stopped waiting: the cancellation of the job was requested. See its status with\n  ionq jobs get ${jobId}`,
  )

/** Waits for a job. If the wait is interrupted, the job is canceled or left alone, as `onInterrupt` defines. */
export const follow = Effect.fnUntraced(function* (jobId: string, options: FollowOptions) {
  const polling = yield* Polling
  return yield* Effect.onInterrupt(
    shown((how) => polling.await(jobId, how), options),
    () => takeUp(jobId, options.onInterrupt),
  )
})

/**
 * Submits a job and waits for it as {@link follow} does. An interruption during the submission applies the policy as
 * well.
 */
export const followSubmission = Effect.fnUntraced(function* <E, R>(
  submission: Effect.Effect<SubmittedJob, E, R>,
  options: FollowOptions,
) {
  const jobs = yield* Jobs
  const json = yield* Json
  let jobId: string | undefined
  const submitted = Effect.tap(submission, ({ id }) => {
    jobId = id
    return json ? Effect.void : note(`Submitted ${plain(id)}`)
  })
  return yield* Effect.onInterrupt(
    shown((how) => jobs.complete(submitted, how), options),
    () =>
      jobId === undefined
        ? note("Stopped during the submission: there may be a job. Check with\n  ionq jobs list --limit 5")
        : takeUp(jobId, options.onInterrupt),
  )
})
