/**
 * Sessions: exclusive time on a backend.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, type Scope, type Stream } from "effect"
import { freshPer } from "./client/layerPer.ts"
import { withSession } from "./CurrentSession.ts"
import { type JobFilter, jobPages } from "./listing/jobPages.ts"
import { sessionListing } from "./listing/jobsByIds.ts"
import { IonQClient } from "./IonQClient.ts"
import {
  type CommonError,
  type ConflictError,
  type NotFoundError,
  type PaginationError,
  SessionEndedError,
} from "./IonQError.ts"
import { Polling } from "./Polling.ts"
import type { Job } from "./schema/Job.ts"
import type { Session, SessionRequest } from "./schema/Session.ts"
import { about, aboutIts, note } from "./signals/annotate.ts"
import { checkCloseOptions, type CloseOptions, makeClose, type SessionEvent } from "./sessions/close.ts"
import { makeEvents } from "./sessions/events.ts"
import { countOpen, makeScoped } from "./sessions/scoped.ts"
import { makeReap, type Reaped, type ReapOptions } from "./sessions/reap.ts"

export type { CloseOptions, OnClose, SessionEndError, SessionEvent } from "./sessions/close.ts"
export type { Reaped, ReapOptions } from "./sessions/reap.ts"

/**
 * How the methods of a session can fail. `NotFoundError` on creation means that the organization has no sessions.
 *
 * @category models
 * @since 0.1.0
 */
export type SessionError = CommonError | NotFoundError | ConflictError

/**
 * The methods of {@link Sessions}.
 *
 * @category services
 * @since 0.2.0
 */
export interface SessionsService {
  /** Creates a session. It costs money until it ends: prefer `open` and `with`. */
  readonly create: (request: SessionRequest) => Effect.Effect<Session, SessionError>
  /** One session by its id. */
  readonly get: (sessionId: string) => Effect.Effect<Session, CommonError | NotFoundError>
  /** All sessions, or only the active or inactive ones. IonQ does not page them. */
  readonly list: (options?: {
    readonly active?: boolean | undefined
  }) => Effect.Effect<ReadonlyArray<Session>, CommonError | NotFoundError>
  /** The jobs of a session, newest first. */
  readonly jobs: (
    sessionId: string,
    options?: Omit<JobFilter, "sessionId">,
  ) => Stream.Stream<Job, CommonError | NotFoundError | PaginationError>
  /** Ends a session. It is safe to repeat. */
  readonly end: (sessionId: string) => Effect.Effect<Session, SessionError>
  /**
   * Creates a session that ends when the scope closes, whether by success, failure or interruption. Creating and
   * ending cannot be interrupted. Ending is retried within a time limit. A failure to end is logged as a warning with
   * the session's id and emitted as an event, and does not replace the result.
   */
  readonly open: (
    request: SessionRequest,
    options?: CloseOptions,
  ) => Effect.Effect<Session, SessionError, Scope.Scope>
  /**
   * Runs an effect in a new session. Submissions of the effect and of its child fibers join the session automatically
   * if they go to the session's backend. The session ends with the effect, as with `open`.
   */
  readonly with: (
    request: SessionRequest,
    options?: CloseOptions,
  ) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E | SessionError, R>
  /** Runs an effect in an existing session, and leaves it open. */
  readonly attach: (
    sessionId: string,
  ) => <A, E, R>(
    effect: Effect.Effect<A, E, R>,
  ) => Effect.Effect<A, E | CommonError | NotFoundError | SessionEndedError, R>
  /**
   * Ends sessions that a program left behind: active ones that are older than a given age, of the key's project or of
   * one creator. Sessions that this layer holds open are skipped. Without `dryRun: false` it only lists them.
   *
   * **Gotchas**
   *
   * Ages are measured by the server's clock alone. Fails with `InvalidRequestError` if the server names no project
   * for the key and no `creatorId` is given, or if its list has no `Date` header.
   */
  readonly reap: (options: ReapOptions) => Effect.Effect<Reaped, CommonError | NotFoundError>
  /**
   * The events of the sessions that this layer opens, from the subscription on. A slow subscriber loses the oldest
   * events.
   */
  readonly events: Stream.Stream<SessionEvent>
}

/**
 * The sessions service.
 *
 * **Example** (Ten runs in one session)
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const sessions = yield* Sessions
 *   const jobs = yield* Jobs
 *   return yield* sessions.with({ backend: "qpu.forte-1", settings: { duration_limit_min: 10 } })(
 *     Effect.forEach(requests, (request) => jobs.run(request)),
 *   )
 * })
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Sessions extends Context.Service<Sessions, SessionsService>()("effect-ionq/Sessions") {
  static readonly layer: Layer.Layer<Sessions, never, IonQClient | Polling> = Layer.effect(
    Sessions,
    Effect.gen(function* () {
      const client = yield* IonQClient
      const events = yield* makeEvents<SessionEvent>()
      const close = makeClose(client, yield* Polling, events)
      const held = new Set<string>()

      yield* countOpen(0)

      const create = Effect.fn("Sessions.create")((request: SessionRequest) =>
        client.sessions.create({ payload: request }).pipe(
          Effect.tap(({ id }) => note({ "ionq.session.id": id })),
          about({ "ionq.backend": request.backend }),
        ),
      )
      const end = Effect.fn("Sessions.end")(
        (sessionId: string) => client.sessions.end({ params: { sessionId } }),
        aboutSession,
      )
      const get = Effect.fn("Sessions.get")(
        (sessionId: string) => client.sessions.get({ params: { sessionId } }),
        aboutSession,
      )
      const list = Effect.fn("Sessions.list")((options: { readonly active?: boolean | undefined } = {}) =>
        Effect.map(
          client.sessions.list({ query: options.active === undefined ? {} : { active: options.active } }),
          ({ sessions }) => sessions,
        ),
      )

      const { acquire, release } = makeScoped({ create, close, events, held })

      return Sessions.of({
        create,
        end,
        get,
        list,
        events: events.stream,
        jobs: (sessionId, options = {}) => jobPages(options, sessionListing(client, sessionId)),
        open: (request, options = {}) =>
          Effect.andThen(
            checkCloseOptions(options),
            Effect.acquireRelease(acquire(request), release(options)),
          ),
        with:
          (request, options = {}) =>
          (effect) =>
            Effect.andThen(
              checkCloseOptions(options),
              Effect.acquireUseRelease(
                acquire(request),
                ({ id, backend }) => withSession({ id, backend: backend ?? request.backend })(effect),
                release(options),
              ),
            ),
        attach: (sessionId) => (effect) =>
          Effect.gen(function* () {
            const session = yield* get(sessionId)
            if (session.status !== "ended") return yield* withSession(session)(effect)
            return yield* new SessionEndedError({ sessionId, message: `Session ${sessionId} has ended` })
          }),
        reap: makeReap(client, held),
      })
    }),
  ).pipe(freshPer(IonQClient, Polling))
}

const aboutSession = aboutIts("ionq.session.id")
