import { Effect, Schedule } from "effect"
import { ownCalls } from "../CallOptions.ts"
import type { IonQMethods } from "../IonQClient.ts"
import { isTerminal, type JobStatus } from "../schema/Job.ts"
import { isFinal } from "./isFinal.ts"

/**
 * What an interrupted wait does to its job: `detach` leaves it alone, `cancel` cancels it unless it ended,
 * `cancelIfNotStarted` spares one that already runs, too.
 */
export type InterruptPolicy = "detach" | "cancel" | "cancelIfNotStarted"

/** How long releasing a job may take. It cannot be interrupted. */
export const releaseTimeout = "30 seconds"

const isSpared: Record<Exclude<InterruptPolicy, "detach">, (status: JobStatus) => boolean> = {
  cancel: isTerminal,
  cancelIfNotStarted: (status) => status !== "submitted" && status !== "ready",
}

/**
 * Releases a job as the policy says. Its status is read first: at IonQ, canceling a job that has ended may take its
 * result away. What cannot be done in time is a warning.
 */
export const makeRelease =
  (client: IonQMethods) =>
  (jobId: string, policy: InterruptPolicy): Effect.Effect<void> => {
    if (policy === "detach") return Effect.void
    const params = { uuid: jobId }
    return Effect.gen(function* () {
      const { status } = yield* client.jobs.get({ params })
      if (!isSpared[policy](status)) yield* client.jobs.cancel({ params })
    }).pipe(
      // Gone, or ended in between: there is nothing left to cancel.
      Effect.catchTag(["NotFoundError", "ConflictError"], () => Effect.void),
      Effect.retry({ schedule: Schedule.spaced("1 second"), while: (error) => !isFinal(error) }),
      Effect.timeout(releaseTimeout),
      Effect.catch((error) =>
        Effect.logWarning(`Job ${jobId} could not be canceled: ${error.message}`).pipe(
          Effect.annotateLogs("ionq.job.id", jobId),
        ),
      ),
      ownCalls,
    )
  }
