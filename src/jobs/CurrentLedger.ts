import { Context, Effect } from "effect"
import type { BudgetExceededError, InvalidRequestError } from "../IonQError.ts"

/** A limit on costs, and what of it is spent. */
export interface Limit {
  readonly max: number
  readonly unit: string
  readonly spent: number
}

/** Records submissions outside of this process, and has the last word before a request leaves. */
export interface Ledger {
  /** Where there is one, IonQ is asked for an estimate of each job that is not free. */
  readonly limit: Limit | undefined
  /**
   * Called once for each submission with what its job is estimated at, before the jobs are searched, so it may take its time. What
   * is reserved under an id counts once, however often it is reserved. A failure ends the submission.
   */
  readonly reserve: (submissionId: string, cost: number) => Effect.Effect<void, BudgetExceededError>
  /**
   * The last word before each request: why it is not sent. It comes between the last search and the request, where nothing may
   * be waited for: meanwhile another process could send the same.
   */
  readonly refusal: () => InvalidRequestError | undefined
  /** Called when a submission failed that surely has no job. */
  readonly release: (submissionId: string) => Effect.Effect<void>
  /** The job that a submission is known to have. */
  readonly jobOf: (submissionId: string) => string | undefined
  /**
   * Whether no one else can have used the ids by now: not another process, nor this one before. Then the jobs are not searched
   * before the first request of a submission, nor after it. A yes is as old as the question: one that came late is a no.
   */
  readonly isAlone: Effect.Effect<boolean>
}

/** What is known of an id that nobody keeps a record of. */
export const noRecord: Pick<Ledger, "jobOf" | "isAlone"> = {
  jobOf: () => undefined,
  isAlone: Effect.succeed(false),
}

/** The ledger in force; it sees submissions that have an id of their caller's. */
export const CurrentLedger = Context.Reference<Ledger | undefined>("effect-ionq/jobs/Ledger", {
  defaultValue: () => undefined,
})
