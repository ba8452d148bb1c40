import type { Effect, Schema } from "effect"
import type { SessionRef } from "../CurrentSession.ts"
import type { Distribution } from "../Distribution.ts"
import type { Ledger } from "../jobs/CurrentLedger.ts"
import type { Ran } from "../Jobs.ts"
import type { SessionRequest } from "../schema/Session.ts"

/** Options that make a request repeatable: a repeated submission with the same id finds the job of the first one. */
export interface SubmissionOptions {
  readonly submissionId: string
  /** When the id was first used. */
  readonly submittedSince: Date
  readonly ledger: Ledger
  /** The session that the submission joins. */
  readonly session: SessionRef | undefined
  /**
   * Called for each job as soon as it is known, with the id of its own submission. A request may become several jobs.
   */
  readonly onSubmitted: (jobId: string, submissionId: string) => Effect.Effect<void>
}

/**
 * What to do about a failure. `final`: it is the outcome. `again`: repeat the request without limit. `doubtful`:
 * repeat it a few times. `blocked`: repeat it, but the user has to act, e.g. replace a rejected key. `session`: the
 * session has ended.
 */
export type Verdict = "final" | "again" | "doubtful" | "blocked" | "session"

/** The functions of a platform that durable runs need. */
export interface Platform<Request, E> {
  /** The name of the platform, in the row of each run. Only the rows with this name are read. */
  readonly name: string
  /** The codecs that store requests and failures as JSON. */
  readonly request: Schema.Codec<Request, unknown>
  readonly failure: Schema.Codec<E, unknown>
  /** The name of each circuit of a request; undefined for a circuit without a name. */
  readonly circuits: (request: Request) => ReadonlyArray<string | undefined>
  /** Whether a request is a chunk of its own, because it is one job of many circuits. */
  readonly isChunk: (request: Request) => boolean
  /**
   * Submits a request, waits for it and reads its results. Each circuit has an outcome. An interruption does not
   * cancel the jobs.
   */
  readonly run: (request: Request, options: SubmissionOptions) => Effect.Effect<ReadonlyArray<Ran<E>>>
  readonly judge: (failure: E) => Verdict
  /** Cancels a job unless it has ended. */
  readonly cancel: (jobId: string) => Effect.Effect<void>
  /** Reads the distribution of a circuit again, if it was too large for a row. */
  readonly read: (jobId: string, width: number, circuit: number) => Effect.Effect<Distribution, E>
  /** The cost of a job; undefined if it is unknown. */
  readonly cost: (
    jobId: string,
  ) => Effect.Effect<{ readonly value: number; readonly unit: string } | undefined>
  readonly openSession: (request: SessionRequest) => Effect.Effect<string, E>
  readonly endSession: (sessionId: string) => Effect.Effect<void>
}
