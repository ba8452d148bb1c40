/**
 * The session that submissions join by themselves.
 *
 * @since 0.1.0
 */
import { Context, Effect } from "effect"

/**
 * What a submission needs to know of its session.
 *
 * @category models
 * @since 0.1.0
 */
export interface SessionRef {
  readonly id: string
  /** Only jobs of this backend join; every job where it is not known. */
  readonly backend?: string | null | undefined
}

/**
 * The session in force; none unless {@link withSession} says so. Child fibers have that of their parent.
 *
 * @category references
 * @since 0.1.0
 */
export const CurrentSession = Context.Reference<SessionRef | undefined>("effect-ionq/CurrentSession", {
  defaultValue: () => undefined,
})

/**
 * Runs an effect whose submissions join a session, unless a request names one itself or goes to another backend. The
 * session is neither opened nor ended.
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
