import { Effect, Schedule } from "effect"
import { ownCalls } from "../CallOptions.ts"
import type { IonQMethods } from "../IonQClient.ts"
import { isTerminal, type JobStatus } from "../schema/Job.ts"
import { isFinal } from "./isFinal.ts"

/**
 * What an interrupted wait does with its job: `detach` leaves it alone, `cancel` cancels it unless it has ended,
 * `cancelIfNotStarted` also leaves a running job alone.
 */
export type InterruptPolicy = "detach" | "cancel" | "cancelIfNotStarted"

/** The time limit for releasing a job. A release cannot be interrupted. */
export const releaseTimeout = "30 seconds"

const isSpared: Record<Exclude<InterruptPolicy, "detach">, (status: JobStatus) => boolean> = {
  cancel: isTerminal,
  cancelIfNotStarted: (status) => status !== "submitted" && status !== "ready",
}

/**
 * Applies a release policy to a job. The status is read first, because IonQ may discard the result of a finished job
 * that is canceled. A release that does not finish in time is logged as a warning.
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
      // The job was deleted or has ended in between, so there is nothing to cancel.
      Effect.catchTag(["NotFoundError", "ConflictError"], () => Effect.void),
      Effect.retry({ schedule: Schedule.spaced("1 second"), while: (error) => !isFinal(error) }),
      Effect.timeout(releaseTimeout),
      Effect.catch((error) => Effect.logWarning(`Job ${jobId} could not be canceled: ${error.message}`)),
      Effect.annotateLogs("ionq.job.id", jobId),
      ownCalls,
    )
  }
