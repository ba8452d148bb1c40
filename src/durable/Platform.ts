import type { Effect, Schema } from "effect"
import type { SessionRef } from "../CurrentSession.ts"
import type { Distribution } from "../Distribution.ts"
import type { Ledger } from "../jobs/CurrentLedger.ts"
import type { Ran } from "../Jobs.ts"
import type { SessionRequest } from "../schema/Session.ts"

/** How a request is run so that it can be run again: under the same id its submission finds its job. */
export interface SubmissionOptions {
  readonly submissionId: string
  /** When the id was first used. */
  readonly submittedSince: Date
  readonly ledger: Ledger
  /** The session that the submission joins. */
  readonly session: SessionRef | undefined
  /** Called for each job as soon as it is known, with the id of its own submission: a request may be several jobs. */
  readonly onSubmitted: (jobId: string, submissionId: string) => Effect.Effect<void>
}

/**
 * What to do about a failure. `final`: it is the outcome. `again`: it passes by itself. `doubtful`: it may pass by itself.
 * `blocked`: somebody has to do something, e.g. give a key that is not refused. `session`: the session has ended.
 */
export type Verdict = "final" | "again" | "doubtful" | "blocked" | "session"

/** What durable runs need of a platform. */
export interface Platform<Request, E> {
  /** In the row of each run: a platform sees its own runs alone. */
  readonly name: string
  /** How requests and failures are written down, as JSON. */
  readonly request: Schema.Codec<Request, unknown>
  readonly failure: Schema.Codec<E, unknown>
  /** How many circuits a request has, and the name of each. */
  readonly circuits: (request: Request) => ReadonlyArray<string | undefined>
  /** Whether a request is a job of many circuits, and so a chunk of its own. */
  readonly isChunk: (request: Request) => boolean
  /** Submits, awaits and reads, with an outcome for each circuit. Interrupted, it leaves the jobs alone. */
  readonly run: (request: Request, options: SubmissionOptions) => Effect.Effect<ReadonlyArray<Ran<E>>>
  readonly judge: (failure: E) => Verdict
  /** Cancels a job unless it has ended. */
  readonly cancel: (jobId: string) => Effect.Effect<void>
  /** Reads the distribution of a circuit again that is too large for a row. */
  readonly read: (jobId: string, width: number, circuit: number) => Effect.Effect<Distribution, E>
  /** What a job cost, where that is known. */
  readonly cost: (
    jobId: string,
  ) => Effect.Effect<{ readonly value: number; readonly unit: string } | undefined>
  readonly openSession: (request: SessionRequest) => Effect.Effect<string, E>
  readonly endSession: (sessionId: string) => Effect.Effect<void>
}
