import { type Duration, Effect, Ref, Schedule, Stream } from "effect"
import { isatty } from "node:tty"
import { makeComplete } from "../jobs/complete.ts"
import { makeRelease } from "../polling/release.ts"
import { IonQClient } from "../IonQClient.ts"
import { type InterruptPolicy, Polling } from "../Polling.ts"
import type { SubmittedJob } from "../schema/Job.ts"
import { Json } from "./globals.ts"
import { note, prompt } from "./output.ts"
import { changeLine, progressLine, type Seen } from "./render/progress.ts"
import { plain, screenOf } from "./screen.ts"

/** How to wait. */
export interface FollowOptions {
  readonly timeout: Duration.Duration
  readonly onInterrupt: InterruptPolicy
}

const clear = "\r\u001b[K"

/** Draws the line anew, on and on, until the scope closes and it is gone. */
const drawing = (latest: Ref.Ref<Seen | undefined>) =>
  Effect.gen(function* () {
    yield* Effect.addFinalizer(() => prompt(clear))
    const draw = Effect.flatMap(Ref.get(latest), (seen) =>
      seen === undefined
        ? Effect.void
        : prompt(clear + progressLine(seen, Date.now(), screenOf(process.stderr))),
    )
    yield* Effect.forkScoped(Effect.repeat(draw, Schedule.spaced("120 millis")))
  })

/**
 * Waits for a job to its end and shows how it is getting on, on standard error: a line that is drawn again on a terminal,
 * else one line for each change, and for programs nothing.
 */
const watched = Effect.fnUntraced(function* (jobId: string, timeout: Duration.Duration) {
  const polling = yield* Polling
  const live = isatty(2) && process.env["TERM"] !== "dumb"
  const quiet = !live && (yield* Json)
  const latest = yield* Ref.make<Seen | undefined>(undefined)
  const since = Date.now()
  const changes = polling.watch(jobId, { predictions: true, timeout })
  let told = ""
  yield* Effect.scoped(
    Effect.andThen(
      live ? drawing(latest) : Effect.void,
      Stream.runForEach(changes, (job) => {
        const seen = { job, at: Date.now(), since }
        const isNew = told !== job.status
        told = job.status
        return Effect.andThen(
          Ref.set(latest, seen),
          live || quiet || !isNew ? Effect.void : note(changeLine(seen)),
        )
      }),
    ),
  )
  return yield* polling.await(jobId, { timeout })
})

const takeUp = (jobId: string, policy: InterruptPolicy) =>
  note(
    policy === "detach"
      ? `Stopped waiting: the job goes on. Take it up again with\n  ionq jobs wait ${jobId}`
      : `Stopped waiting: the job was to be canceled. See what became of it with\n  ionq jobs get ${jobId}`,
  )

/** Waits for a job, and lets go of it as the policy says. */
export const follow = Effect.fnUntraced(function* (jobId: string, { timeout, onInterrupt }: FollowOptions) {
  const release = makeRelease(yield* IonQClient)
  return yield* Effect.onInterrupt(watched(jobId, timeout), () =>
    Effect.andThen(release(jobId, onInterrupt), takeUp(jobId, onInterrupt)),
  )
})

/** The same for a job that is about to be submitted: interrupted while it is, the policy holds for it, too. */
export const followSubmission = Effect.fnUntraced(function* <E, R>(
  submission: Effect.Effect<SubmittedJob, E, R>,
  { timeout, onInterrupt }: FollowOptions,
) {
  const context = yield* Effect.context<R | IonQClient | Polling>()
  const json = yield* Json
  let jobId: string | undefined
  const complete = makeComplete(
    {
      ...(yield* Polling),
      await: (id) => Effect.provideService(Effect.provideContext(watched(id, timeout), context), Json, json),
    },
    makeRelease(yield* IonQClient),
  )
  const submitted = submission.pipe(
    Effect.tap(({ id }) => {
      jobId = id
      return json ? Effect.void : note(`Submitted ${plain(id)}`)
    }),
    Effect.provideContext(context),
  )
  return yield* Effect.onInterrupt(complete(submitted, { onInterrupt }), () =>
    jobId === undefined
      ? note(
          "Stopped while it was being submitted: there may be a job. Look with\n  ionq jobs list --limit 5",
        )
      : takeUp(jobId, onInterrupt),
  )
})
