import { Effect, Schema } from "effect"
import { checkAmount, checkCount } from "../client/ranges.ts"
import { InvalidRequestError } from "../IonQError.ts"
import { SessionRequest } from "../schema/Session.ts"

/**
 * How a run is carried out.
 *
 * @category options
 * @since 0.2.0
 */
export interface StartOptions {
  /**
   * How many circuits one runner carries out together: a whole number from 1. A process that takes over a chunk
   * processes all submissions of the chunk again. Default: 100. A multi-circuit job is a chunk of its own.
   */
  readonly chunk?: number | undefined
  /**
   * The most that all jobs of the run may cost together, whichever process submits them: a number from 0, with IonQ's
   * name for the unit, e.g. `usd`. A circuit whose job would exceed the budget has a `BudgetExceededError` as its
   * outcome.
   */
  readonly budget?: { readonly max: number; readonly unit: string } | undefined
  /** The session that all jobs of the run join. It is opened with the first job and ended with the run. */
  readonly session?: SessionRequest | undefined
  /** How often a session that ends before its run is replaced: a whole number. Default: 0. */
  readonly reopen?: number | undefined
}

/** The options of a run with their defaults, as its row in the database stores them. */
export const RunOptions = Schema.Struct({
  chunk: Schema.Int,
  budget: Schema.optionalKey(Schema.Struct({ max: Schema.Finite, unit: Schema.String })),
  session: Schema.optionalKey(SessionRequest),
  reopen: Schema.Int,
})

export interface RunOptions extends Schema.Struct.Type<typeof RunOptions.fields> {}

/** The longest name of a run, in characters. */
const longestName = 200

export const checkName = (name: string): Effect.Effect<void, InvalidRequestError> =>
  name.length >= 1 && name.length <= longestName && !/\p{Cc}|\p{Cs}/u.test(name)
    ? Effect.void
    : Effect.fail(
        new InvalidRequestError({
          field: "name",
          message: `The name of a run needs 1 to ${longestName} characters, and no control characters`,
          limit: longestName,
        }),
      )

export const checkOptions = Effect.fnUntraced(function* ({
  chunk = 100,
  budget,
  session,
  reopen = 0,
}: StartOptions): Effect.fn.Return<RunOptions, InvalidRequestError> {
  yield* checkCount("chunk", chunk, { min: 1 })
  yield* checkCount("reopen", reopen)
  if (budget !== undefined) yield* checkAmount("budget.max", budget.max)
  return {
    chunk,
    reopen,
    ...(budget === undefined ? {} : { budget: { max: budget.max, unit: budget.unit } }),
    ...(session === undefined ? {} : { session }),
  }
})
