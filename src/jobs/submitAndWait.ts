import { Effect, Exit, Fiber, Option } from "effect"
import type { AwaitError, AwaitOptions, PollingService } from "../Polling.ts"
import { releaseTimeout } from "../polling/release.ts"
import type { Job, SubmittedJob } from "../schema/Job.ts"

/** Waits for a submission and then for its job. An interruption applies `onInterrupt` to both. */
export const makeComplete =
  (polling: PollingService) =>
  <E>(
    submission: Effect.Effect<SubmittedJob, E>,
    { onInterrupt = "detach", ...options }: AwaitOptions = {},
  ): Effect.Effect<Job, E | AwaitError> => {
    /**
     * To cancel the job, a submission in flight has to finish first. To leave the job alone, the submission is
     * interrupted.
     */
    const releaseSubmission = Effect.fnUntraced(function* (fiber: Fiber.Fiber<SubmittedJob, E>) {
      const submitted =
        onInterrupt === "detach"
          ? Option.none()
          : yield* Effect.timeoutOption(Fiber.await(fiber), releaseTimeout)
      yield* Fiber.interrupt(fiber)
      if (Option.isSome(submitted) && Exit.isSuccess(submitted.value)) {
        yield* polling.release(submitted.value.value.id, onInterrupt)
      }
    })
    return Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkDetach(submission)
        const { id } = yield* Effect.onInterrupt(restore(Fiber.join(fiber)), () => releaseSubmission(fiber))
        return yield* Effect.onInterrupt(restore(polling.await(id, options)), () =>
          polling.release(id, onInterrupt),
        )
      }),
    )
  }
