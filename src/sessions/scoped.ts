import { Effect, Option, Schema } from "effect"
import { mayBeProcessed } from "../api/mayBeProcessed.ts"
import type { CommonError, ConflictError, NotFoundError } from "../IonQError.ts"
import type { Session, SessionRequest } from "../schema/Session.ts"
import { measure } from "../signals/metrics.ts"
import type { CloseOptions, SessionEvent } from "./close.ts"
import type { Events } from "./events.ts"

type CreateError = CommonError | NotFoundError | ConflictError

/** What a scoped session is made of. */
interface Parts {
  readonly create: (request: SessionRequest) => Effect.Effect<Session, CreateError>
  readonly close: (sessionId: string, options: CloseOptions) => Effect.Effect<void>
  readonly events: Events<SessionEvent>
  /** The ids of the sessions that this process holds open. */
  readonly held: Set<string>
}

/** Opens a session, and closes it again: the two halves of a resource. */
export const makeScoped = ({ create, close, events, held }: Parts) => {
  /**
   * Ends a session that may exist although its creation failed. A session has no metadata by which it could be found.
   * If a hook failed, the error's body has the session, which is ended. Otherwise a warning is logged.
   */
  const endLost = (error: CreateError): Effect.Effect<void> => {
    const lost = error._tag === "HookError" ? Option.getOrUndefined(sessionIn(error.body ?? "")) : undefined
    return lost === undefined
      ? Effect.logWarning(
          `A session may have been created although its response was lost, see Sessions.reap: ${error.message}`,
        )
      : close(lost.id, {})
  }
  const acquire = (request: SessionRequest) =>
    create(request).pipe(
      Effect.tapError((error) => (mayBeProcessed(error) ? endLost(error) : Effect.void)),
      Effect.tap(({ id }) => {
        held.add(id)
        return Effect.andThen(countOpen(1), events.publish({ kind: "opened", sessionId: id }))
      }),
    )
  const release = (options: CloseOptions) => (session: Session) =>
    Effect.ensuring(
      close(session.id, options),
      Effect.suspend(() => {
        held.delete(session.id)
        return countOpen(-1)
      }),
    )
  return { acquire, release }
}

/**
 * Changes the number of sessions that this process holds open. It is recorded from the start, so that 0 is also
 * reported.
 */
export const countOpen = (change: number): Effect.Effect<void> => measure("ionq.session.open", change)

/** Reads the id of the session from a body. */
const sessionIn = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({ id: Schema.String })))
