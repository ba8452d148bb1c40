import { Duration, Effect, Result, Schedule, Stream } from "effect"
import { ownCalls } from "../CallOptions.ts"
import { checkDuration } from "../client/ranges.ts"
import type { IonQMethods } from "../IonQClient.ts"
import {
  type CommonError,
  type ConflictError,
  InvalidRequestError,
  type NotFoundError,
  SessionEndTimeoutError,
} from "../IonQError.ts"
import type { Events } from "./events.ts"
import type { PollingService } from "../Polling.ts"
import { isTerminal } from "../schema/Job.ts"
import { about } from "../signals/annotate.ts"
import { jobPages } from "../listing/jobPages.ts"
import { sessionListing } from "../listing/jobsByIds.ts"

/**
 * How to treat the jobs of a session when the session is closed: `leave` ends the session at once and does nothing
 * about its jobs, `drain` first waits for the jobs, and `cancelQueued` first cancels those that have not started.
 */
export type OnClose = "leave" | "drain" | "cancelQueued"

/** Options for closing a session. */
export interface CloseOptions {
  /** Default: `leave`. IonQ does not document what happens to the queued jobs of a session that ends. */
  readonly onClose?: OnClose | undefined
  /** How long `drain` waits. Default: 5 minutes. */
  readonly drainTimeout?: Duration.Input | undefined
  /** The time limit for ending the session, and for canceling its jobs before. Default: 30 seconds each. */
  readonly closeTimeout?: Duration.Input | undefined
}

/** A change of a session that this program opened. */
export type SessionEvent =
  | { readonly kind: "opened" | "ended"; readonly sessionId: string }
  /** The session may still be open and cost money. `error` is the reason why it was not ended. */
  | { readonly kind: "notEnded"; readonly sessionId: string; readonly error: SessionEndError }

/** The errors with which the end of a session can fail. */
export type SessionEndError = CommonError | NotFoundError | ConflictError | SessionEndTimeoutError

/** Rejects options that are out of range. */
export const checkCloseOptions = Effect.fnUntraced(function* (
  options: CloseOptions,
): Effect.fn.Return<void, InvalidRequestError> {
  yield* checkDuration("drainTimeout", options.drainTimeout)
  yield* checkDuration("closeTimeout", options.closeTimeout, { min: 1 })
  if (options.onClose !== undefined && !Object.hasOwn(told, options.onClose)) {
    return yield* new InvalidRequestError({
      field: "onClose",
      message: `onClose has to be one of ${Object.keys(told).join(", ")}`,
    })
  }
})

/** Closes sessions. Each step has a time limit, and none can fail. */
export const makeClose = (client: IonQMethods, polling: PollingService, events: Events<SessionEvent>) => {
  const openJobs = (sessionId: string) =>
    jobPages({}, sessionListing(client, sessionId)).pipe(
      Stream.filter(({ status }) => !isTerminal(status)),
      Stream.runCollect,
    )

  const before: Record<
    OnClose,
    (sessionId: string, options: CloseOptions) => Effect.Effect<void, { readonly message: string }>
  > = {
    leave: () => Effect.void,
    drain: (sessionId: string, { drainTimeout = "5 minutes" }: CloseOptions) =>
      Effect.flatMap(openJobs(sessionId), (jobs) =>
        Stream.runForEach(
          polling.awaitAll(
            jobs.map(({ id }) => id),
            { timeout: drainTimeout },
          ),
          ({ result }) =>
            Result.isFailure(result) && result.failure._tag === "JobTimeoutError"
              ? Effect.fail(result.failure)
              : Effect.void,
        ),
      ),
    cancelQueued: (sessionId: string, { closeTimeout = "30 seconds" }: CloseOptions) =>
      Effect.flatMap(openJobs(sessionId), (jobs) =>
        Effect.forEach(
          jobs.filter(({ status }) => status !== "started"),
          ({ id }) =>
            // The job has started or ended in the meantime, so it is no longer queued.
            Effect.catchTag(
              client.jobs.cancel({ params: { uuid: id } }),
              ["ConflictError", "NotFoundError"],
              () => Effect.void,
            ),
          { concurrency: 4, discard: true },
        ),
      ).pipe(
        Effect.retry({ schedule: Schedule.spaced("1 second"), while: (error) => error.isRetryable }),
        Effect.timeout(closeTimeout),
      ),
  }

  return (sessionId: string, options: CloseOptions): Effect.Effect<void> => {
    const { onClose = "leave", closeTimeout = "30 seconds" } = options
    const jobs = before[onClose](sessionId, options).pipe(
      Effect.catch((error) =>
        Effect.logWarning(
          `Session ${sessionId} is ended although its jobs were not ${told[onClose]}: ${error.message}`,
        ),
      ),
    )
    const end = client.sessions.end({ params: { sessionId } }).pipe(
      Effect.retry({ schedule: Schedule.spaced("1 second"), while: (error) => error.isRetryable }),
      // The session does not exist or has already ended, so there is nothing left to end.
      Effect.catchTag(["NotFoundError", "ConflictError"], () => Effect.void),
      Effect.timeoutOrElse({
        duration: closeTimeout,
        orElse: () => Effect.fail(endTimeout(sessionId, Duration.fromInputUnsafe(closeTimeout))),
      }),
      Effect.flatMap(() => events.publish({ kind: "ended", sessionId })),
      Effect.catch((error) =>
        Effect.andThen(
          Effect.logWarning(`Session ${sessionId} may still be open, end it by hand: ${error.message}`),
          events.publish({ kind: "notEnded", sessionId, error }),
        ),
      ),
    )
    return Effect.andThen(jobs, end).pipe(
      about({ "ionq.session.id": sessionId }),
      Effect.withSpan("Sessions.close"),
      ownCalls,
    )
  }
}

const endTimeout = (sessionId: string, timeout: Duration.Duration): SessionEndTimeoutError =>
  new SessionEndTimeoutError({
    sessionId,
    timeoutMillis: Duration.toMillis(timeout),
    message: `Session ${sessionId} was not ended within ${Duration.format(timeout)}`,
  })

const told: Record<OnClose, string> = { leave: "left", drain: "awaited", cancelQueued: "canceled" }
