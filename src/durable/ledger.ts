import { Effect, Predicate } from "effect"
import { BudgetExceededError, InvalidRequestError } from "../IonQError.ts"
import type { Ledger } from "../jobs/CurrentLedger.ts"
import { elapsedSince, thisMoment } from "../jobs/moment.ts"
import { RunCanceledError } from "./DurableError.ts"
import type { LiveChunk } from "./LiveChunks.ts"
import type { RunOptions } from "./options.ts"
import { retryDatabase } from "./retryDatabase.ts"
import type { RunRow, Store } from "./Store.ts"

/** The field of the error that rejects a submission because its run was canceled. */
const refusedField = "run"

/** The longest time that reading a chunk's row may take, in milliseconds. The result of a slower read is ignored. */
const longestAnswer = 1000

const refused = new InvalidRequestError({ field: refusedField, message: "The run was canceled" })

/** Turns the rejection of a canceled run into a `RunCanceledError`. */
export const failureOf = <E>(failure: E): E | RunCanceledError =>
  Predicate.isTagged(failure, "InvalidRequestError") &&
  Predicate.hasProperty(failure, "field") &&
  failure.field === refusedField
    ? new RunCanceledError({ message: "The run was canceled before this circuit was sent" })
    : failure

/**
 * Makes the ledger of a chunk. The ledger rejects submissions after the run was canceled, and keeps the budget of the
 * run in the database. `isFirst` is true if no process has started the chunk before.
 */
export const makeLedger = Effect.fnUntraced(function* (
  store: Store,
  run: RunRow,
  chunk: LiveChunk<unknown>,
  { budget }: RunOptions,
  isFirst: boolean,
): Effect.fn.Return<Ledger> {
  const spent = budget === undefined ? 0 : yield* retryDatabase(store.spent(run.id))
  const reserve = Effect.fnUntraced(function* (submissionId: string, cost: number) {
    // Nothing is sent for a canceled run, so nothing is reserved. Requests that were sent before already have a
    // reservation.
    if (budget === undefined || chunk.canceled) return
    const { max, unit } = budget
    const others = yield* retryDatabase(store.reserve(run.id, submissionId, cost, max))
    if (others === undefined) return
    return yield* new BudgetExceededError({
      message: `The job would cost ${cost} ${unit}, and ${others} of ${max} are spent`,
      max,
      unit,
      spent: others,
      estimated: cost,
    })
  })
  // A process that takes over the chunk updates the row first, and then waits for requests in flight. A slow read may
  // be older than that update.
  const isAlone = Effect.gen(function* () {
    const asked = yield* thisMoment
    const begun = yield* store.begun(run.id, chunk.place)
    return begun === 1 && (yield* elapsedSince(asked)) <= longestAnswer
  }).pipe(Effect.orElseSucceed(() => false))
  return {
    limit: budget === undefined ? undefined : { ...budget, spent },
    reserve,
    refusal: () => (chunk.canceled ? refused : undefined),
    release: (submissionId) =>
      budget === undefined ? Effect.void : Effect.asVoid(retryDatabase(store.release(run.id, submissionId))),
    jobOf: (submissionId) => chunk.known.get(submissionId),
    isAlone: isFirst ? isAlone : Effect.succeed(false),
  }
})
