/**
 * Sessions: a reserved stretch of one backend.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, Schedule, type Scope, type Stream } from "effect"
import { type JobFilter, jobPages } from "./internal/jobPages.ts"
import { IonQClient } from "./IonQClient.ts"
import type { CommonError, ConflictError, NotFoundError, PaginationError } from "./IonQError.ts"
import type { Job } from "./schema/Job.ts"
import type { Session, SessionRequest } from "./schema/Session.ts"

/**
 * How a session's methods can fail. `NotFoundError` on creation means that the organisation has no sessions.
 *
 * @category models
 * @since 0.1.0
 */
export type SessionError = CommonError | NotFoundError | ConflictError

/**
 * The sessions service.
 *
 * @category services
 * @since 0.1.0
 */
export class Sessions extends Context.Service<
  Sessions,
  {
    /** Creates a session. It costs until it ends: prefer `open`. */
    readonly create: (request: SessionRequest) => Effect.Effect<Session, SessionError>
    readonly get: (sessionId: string) => Effect.Effect<Session, CommonError | NotFoundError>
    /** All sessions, or those only that are active or not. IonQ does not page them. */
    readonly list: (options?: {
      readonly active?: boolean | undefined
    }) => Effect.Effect<ReadonlyArray<Session>, CommonError | NotFoundError>
    /** The jobs of a session, newest first. */
    readonly jobs: (
      sessionId: string,
      options?: Omit<JobFilter, "sessionId">,
    ) => Stream.Stream<Job, CommonError | NotFoundError | PaginationError>
    /** Ends a session. Safe to repeat. */
    readonly end: (sessionId: string) => Effect.Effect<Session, SessionError>
    /**
     * Creates a session that ends when the scope closes, on success, failure and interruption alike. Ending cannot be
     * interrupted, is tried for at most 30 seconds, and a failure to end is logged as a warning with the session's id.
     */
    readonly open: (request: SessionRequest) => Effect.Effect<Session, SessionError, Scope.Scope>
  }
>()("effect-ionq/Sessions") {
  static readonly layer: Layer.Layer<Sessions, never, IonQClient> = Layer.effect(
    Sessions,
    Effect.gen(function* () {
      const client = yield* IonQClient
      const create = Effect.fn("Sessions.create")((request: SessionRequest) =>
        client.sessions.create({ payload: request }),
      )
      const end = Effect.fn("Sessions.end")((sessionId: string) =>
        client.sessions.end({ params: { sessionId } }),
      )

      const close = (session: Session) =>
        end(session.id).pipe(
          Effect.retry({ schedule: Schedule.spaced("1 second"), while: (error) => error.isRetryable }),
          Effect.timeout("30 seconds"),
          // Gone or already ended: there is nothing left to end.
          Effect.catchTag(["NotFoundError", "ConflictError"], () => Effect.void),
          Effect.catch((error) =>
            Effect.logWarning(
              `Session ${session.id} may still be open, end it by hand: ${error.message}`,
            ).pipe(Effect.annotateLogs("ionq.session.id", session.id)),
          ),
        )

      return Sessions.of({
        create,
        end,
        get: Effect.fn("Sessions.get")((sessionId) => client.sessions.get({ params: { sessionId } })),
        list: Effect.fn("Sessions.list")((options = {}) =>
          Effect.map(
            client.sessions.list({ query: options.active === undefined ? {} : { active: options.active } }),
            ({ sessions }) => sessions,
          ),
        ),
        jobs: (sessionId, options = {}) =>
          jobPages(options, (query) => client.sessions.jobs({ params: { sessionId }, query })),
        open: (request) => Effect.acquireRelease(create(request), close),
      })
    }),
  )
}
