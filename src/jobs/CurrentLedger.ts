import { Context, Effect } from "effect"
import type { BudgetExceededError, InvalidRequestError } from "../IonQError.ts"

/** A limit on costs, and how much of it is spent. */
export interface Limit {
  readonly max: number
  readonly unit: string
  readonly spent: number
}

/** Records submissions outside of this process, and can reject each request just before it is sent. */
export interface Ledger {
  /** The limit on costs. If it is set, an estimate of each job that is not free is requested from IonQ. */
  readonly limit: Limit | undefined
  /**
   * Reserves the estimated cost of a submission. It is called before the jobs are searched, so it may be slow. An id
   * is charged once, however often it is reserved, and a failure ends the submission.
   */
  readonly reserve: (submissionId: string, cost: number) => Effect.Effect<void, BudgetExceededError>
  /**
   * Called just before each request. Returns why the request must not be sent. The function is synchronous, because
   * another process could send the same request during a wait.
   */
  readonly refusal: () => InvalidRequestError | undefined
  /** Called after a failed submission that certainly has no job. */
  readonly release: (submissionId: string) => Effect.Effect<void>
  /** The recorded job of a submission; undefined if none is recorded. */
  readonly jobOf: (submissionId: string) => string | undefined
  /**
   * Whether no other process, and no earlier call of this one, can have used the submission ids. If so, the jobs are
   * searched neither before the first request nor after it. A slow answer has to be `false`, because it may be
   * outdated.
   */
  readonly isAlone: Effect.Effect<boolean>
}

/** The answers for a submission without a ledger. */
export const noRecord: Pick<Ledger, "jobOf" | "isAlone"> = {
  jobOf: () => undefined,
  isAlone: Effect.succeed(false),
}

/** The ledger in the context; undefined if there is none. It applies to submissions with an id of the caller. */
export const CurrentLedger = Context.Reference<Ledger | undefined>("effect-ionq/jobs/Ledger", {
  defaultValue: () => undefined,
})
