import { Duration, Effect, Result } from "effect"
import { withResponses } from "../CallOptions.ts"
import { checkDuration } from "../client/ranges.ts"
import type { IonQMethods } from "../IonQClient.ts"
import {
  type CommonError,
  type ConflictError,
  InvalidRequestError,
  type NotFoundError,
} from "../IonQError.ts"
import type { Session } from "../schema/Session.ts"

/**
 * Which sessions to reap.
 *
 * @category options
 * @since 0.1.0
 */
export interface ReapOptions {
  /** Only sessions that were created longer ago than this, by the server's clock. */
  readonly olderThan: Duration.Input
  /** Only sessions of this backend. */
  readonly backend?: string | undefined
  /** Only sessions of this user. Default: sessions of the project of the key in use. */
  readonly creatorId?: string | undefined
  /** Whether to list the sessions without ending them. Default: true. */
  readonly dryRun?: boolean | undefined
}

/**
 * The result of reaping.
 *
 * @category models
 * @since 0.1.0
 */
export interface Reaped {
  /** The active sessions that match, oldest first. */
  readonly found: ReadonlyArray<Session>
  /** The ids of the sessions that were ended; empty in a dry run. */
  readonly ended: ReadonlyArray<string>
  /** The sessions that could not be ended. */
  readonly failed: ReadonlyArray<{
    readonly sessionId: string
    readonly error: CommonError | NotFoundError | ConflictError
  }>
}

/**
 * Ends sessions that a program did not close. A session is ended only if its age and its owner are known and match the
 * options. Sessions that this process has open are never ended.
 */
export const makeReap = (client: IonQMethods, held: ReadonlySet<string>) => {
  /** Returns a test for the sessions of the given creator or, by default, of the project of the key in use. */
  const ownerOf = Effect.fnUntraced(function* ({ creatorId }: ReapOptions) {
    if (creatorId !== undefined && creatorId !== "") {
      return (session: Session) => session.creator_id === creatorId
    }
    const project = creatorId === undefined ? (yield* client.account.whoami()).project_id : undefined
    if (project === undefined || project === null || project === "") {
      return yield* new InvalidRequestError({
        field: "creatorId",
        message:
          "The owner of the sessions to end is unknown: the server returned no project for this key, so set creatorId",
      })
    }
    return (session: Session) => session.project_id === project
  })

  /** The active sessions, and the server's time at which they were listed. */
  const listed = Effect.gen(function* () {
    const [{ sessions }, heads] = yield* withResponses(client.sessions.list({ query: { active: true } }))
    const now = Date.parse(heads.at(-1)?.headers["date"] ?? "")
    if (!Number.isNaN(now)) return { sessions, now }
    return yield* new InvalidRequestError({
      field: "olderThan",
      message: "The age of the sessions is unknown: the server's list has no Date header",
    })
  })

  return Effect.fn("Sessions.reap")(function* (options: ReapOptions) {
    const olderThan = Duration.toMillis(yield* checkDuration("olderThan", options.olderThan))
    const isOwn = yield* ownerOf(options)
    const { sessions, now } = yield* listed
    const found = sessions
      .filter(
        (session) =>
          session.status !== "ended" &&
          !held.has(session.id) &&
          now - createdAt(session) > olderThan &&
          (options.backend === undefined || session.backend === options.backend) &&
          isOwn(session),
      )
      .sort((a, b) => createdAt(a) - createdAt(b))
    const ended: Array<string> = []
    const failed: Array<Reaped["failed"][number]> = []
    for (const { id } of (options.dryRun ?? true) ? [] : found) {
      const result = yield* Effect.result(client.sessions.end({ params: { sessionId: id } }))
      if (Result.isSuccess(result)) ended.push(id)
      else failed.push({ sessionId: id, error: result.failure })
    }
    return { found, ended, failed }
  })
}

/** The creation time in epoch milliseconds. A session without one counts as new, so it is never ended. */
const createdAt = ({ created_at }: Session): number => {
  const time = Date.parse(created_at ?? "")
  return Number.isNaN(time) ? Infinity : time
}
