import { Effect } from "effect"
import type { SqlError } from "effect/sql/SqlError"

/** Repeats a database operation every 2 seconds until it succeeds, because an outage must not end a run. */
export const retryDatabase = <A>(effect: Effect.Effect<A, SqlError>): Effect.Effect<A> =>
  effect.pipe(
    Effect.catch((error) =>
      Effect.logWarning(`The database of durable runs failed: ${error.message}`).pipe(
        Effect.andThen(Effect.sleep("2 seconds")),
        Effect.andThen(retryDatabase(effect)),
      ),
    ),
  )
