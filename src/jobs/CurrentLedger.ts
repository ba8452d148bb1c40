import { Context, type Effect } from "effect"
import type { BudgetExceededError, InvalidRequestError } from "../IonQError.ts"

/** A limit on costs, and what of it is spent. */
export interface Limit {
  readonly max: number
  readonly unit: string
  readonly spent: number
}

/** Records outside of this process what submissions may cost, and has the last word before a request leaves. */
export interface Ledger {
  /** Where there is one, IonQ is asked for an estimate of each job that is not free. */
  readonly limit: Limit | undefined
  /**
   * Called before each request of a submission, with what its job is estimated at. What is reserved under an id counts once,
   * however often it is reserved. A failure refuses the request.
   */
  readonly reserve: (
    submissionId: string,
    cost: number,
  ) => Effect.Effect<void, BudgetExceededError | InvalidRequestError>
  /** Called when a submission failed that surely has no job. */
  readonly release: (submissionId: string) => Effect.Effect<void>
}

/** The ledger in force; it sees submissions that have an id of their caller's. */
export const CurrentLedger = Context.Reference<Ledger | undefined>("effect-ionq/jobs/Ledger", {
  defaultValue: () => undefined,
})
