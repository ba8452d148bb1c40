import { Effect, Semaphore } from "effect"
import type { SessionRef } from "../CurrentSession.ts"
import type { RunOptions } from "./options.ts"
import { retryDatabase } from "./retryDatabase.ts"
import type { Platform } from "./Platform.ts"
import type { RunRow, Store } from "./Store.ts"

/** How a chunk uses the session of its run: it joins the session, and replaces one that has ended. */
export interface RunSession<E> {
  /** The current session, opened if necessary; undefined if the run does not use a session. */
  readonly join: Effect.Effect<SessionRef | undefined, E>
  /** Replaces a session that has ended. Returns false if the run may not open another session. */
  readonly reopen: (ended: SessionRef | undefined) => Effect.Effect<boolean, E>
}

/**
 * All chunks of a run share one session, whose id is in the row of the run. If two processes open a session at the same
 * time, only the id of the first is stored, and the other process ends its session again.
 */
export const makeSession = <Request, E>(
  platform: Platform<Request, E>,
  store: Store,
  run: RunRow,
  { session, reopen }: RunOptions,
): RunSession<E> => {
  if (session === undefined) return { join: Effect.undefined, reopen: () => Effect.succeed(false) }
  const turn = Semaphore.makeUnsafe(1)
  let current = run.session_id ?? undefined

  const load = Effect.map(retryDatabase(store.byId(run.id)), (row) => {
    current = row?.session_id ?? undefined
    return row?.sessions ?? 0
  })
  const open = (from: string | undefined): Effect.Effect<void, E> =>
    Effect.gen(function* () {
      const id = yield* platform.openSession(session)
      if (!(yield* retryDatabase(store.setSession(run.id, from, id)))) yield* platform.endSession(id)
      yield* load
    }).pipe(Effect.uninterruptible)

  return {
    join: turn.withPermits(1)(
      Effect.gen(function* () {
        if (current === undefined) yield* load
        if (current === undefined) yield* open(undefined)
        return current === undefined ? undefined : { id: current, backend: session.backend }
      }),
    ),
    reopen: (ended) =>
      turn.withPermits(1)(
        Effect.gen(function* () {
          const opened = yield* load
          // Another circuit or process has already replaced the session.
          if (current !== ended?.id) return true
          if (opened > reopen) return false
          yield* open(current)
          return true
        }),
      ),
  }
}
