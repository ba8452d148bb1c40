import { Effect, Exit, Fiber, Option } from "effect"
import type { AwaitError, Polling, WaitOptions } from "../Polling.ts"
import type { Job, SubmittedJob } from "../schema/Job.ts"
import { type InterruptPolicy, releaseTimeout } from "../polling/release.ts"

/** How a job is seen to its end. */
export interface CompleteOptions extends WaitOptions {
  readonly onInterrupt?: InterruptPolicy | undefined
}

/** Sees a submission to the end of its job, and lets go of both as the policy says when it is interrupted. */
export const makeComplete =
  (polling: Polling["Service"], release: (jobId: string, policy: InterruptPolicy) => Effect.Effect<void>) =>
  <E>(
    submission: Effect.Effect<SubmittedJob, E>,
    { onInterrupt = "detach", ...options }: CompleteOptions,
  ): Effect.Effect<Job, E | AwaitError> => {
    /** A submission on its way is seen to its end, for its job to be canceled; to be left alone, it is broken off. */
    const letGo = Effect.fnUntraced(function* (fiber: Fiber.Fiber<SubmittedJob, E>) {
      const submitted =
        onInterrupt === "detach"
          ? Option.none()
          : yield* Effect.timeoutOption(Fiber.await(fiber), releaseTimeout)
      yield* Fiber.interrupt(fiber)
      if (Option.isSome(submitted) && Exit.isSuccess(submitted.value)) {
        yield* release(submitted.value.value.id, onInterrupt)
      }
    })
    return Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkDetach(submission)
        const { id } = yield* Effect.onInterrupt(restore(Fiber.join(fiber)), () => letGo(fiber))
        return yield* Effect.onInterrupt(restore(polling.await(id, options)), () => release(id, onInterrupt))
      }),
    )
  }
