/**
 * The session that submissions join automatically.
 *
 * @since 0.1.0
 */
import { Context, Effect } from "effect"

/**
 * The session that a submission joins.
 *
 * @category models
 * @since 0.1.0
 */
export interface SessionRef {
  readonly id: string
  /** Only jobs for this backend join the session. If it is absent or null, jobs for every backend join. */
  readonly backend?: string | null | undefined
}

/**
 * The active session, set by {@link withSession}. Child fibers inherit it.
 *
 * @category references
 * @since 0.1.0
 */
export const CurrentSession = Context.Reference<SessionRef | undefined>("effect-ionq/CurrentSession", {
  defaultValue: () => undefined,
})

/**
 * Lets the submissions of an effect join a session, unless a request names a session itself or goes to another
 * backend. The session is neither opened nor ended.
 *
 * **Example** (Two jobs of one session)
 *
 * ```ts
 * const both = Effect.all([jobs.run(request), jobs.run(request)]).pipe(CurrentSession.withSession({ id: sessionId }))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const withSession =
  ({ id, backend }: SessionRef) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.provideService(effect, CurrentSession, { id, backend })
