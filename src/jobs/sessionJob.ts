import { Effect, Option } from "effect"
import { withoutQuery } from "../CallOptions.ts"
import type { SessionRef } from "../CurrentSession.ts"
import type { IonQMethods } from "../IonQClient.ts"
import {
  type CommonError,
  type ConflictError,
  type PayloadTooLargeError,
  SessionEndedError,
} from "../IonQError.ts"
import type { JobRequest } from "../schema/JobRequest.ts"

/** Adds the current session to a job for the session's backend, unless the request names a session. */
export const inSession = (request: JobRequest, session: SessionRef | undefined): JobRequest =>
  session === undefined ||
  request.session_id !== undefined ||
  (session.backend ?? request.backend) !== request.backend
    ? request
    : { ...request, session_id: session.id }

type CreateError = CommonError | ConflictError | PayloadTooLargeError

/**
 * The failure after a rejection: `SessionEndedError` if the session has ended, otherwise `error`. IonQ does not
 * document how it rejects a job for an ended session, so the session is read.
 */
export const sessionEnded = (
  client: IonQMethods,
  sessionId: string | undefined,
  error: CreateError,
): Effect.Effect<never, CreateError | SessionEndedError> => {
  const refused =
    error._tag === "BadRequestError" ||
    error._tag === "ConflictError" ||
    (error._tag === "UnexpectedStatusError" && error.status >= 400 && error.status !== 408)
  if (sessionId === undefined || !refused) return Effect.fail(error)
  return Effect.flatMap(
    Effect.option(withoutQuery(client.sessions.get({ params: { sessionId } }))),
    (session) =>
      Effect.fail(
        Option.isSome(session) && session.value.status === "ended"
          ? new SessionEndedError({ sessionId, message: `Session ${sessionId} has ended: ${error.message}` })
          : error,
      ),
  )
}
