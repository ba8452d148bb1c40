/**
 * Users and their remaining seconds on the processors.
 *
 * @since 0.2.0
 */
import { Context, Effect, Layer, type Stream } from "effect"
import { freshPer } from "../client/layerPer.ts"
import type { InvalidRequestError } from "../errors/call.ts"
import type { FilterError } from "./errors/jobErrors.ts"
import type { QpiForbiddenError, QpiNotFoundError, QpiUnauthorizedError } from "./errors/statusErrors.ts"
import { type QpiCallError, QpiClient } from "./QpiClient.ts"
import { type ListOptions, recordStream } from "./records/pages.ts"
import type { User } from "./schema/User.ts"
import { aboutIts } from "../signals/annotate.ts"

type RecordError = QpiCallError | QpiUnauthorizedError | QpiForbiddenError | QpiNotFoundError

/**
 * The methods of {@link QpiUsers}. Each needs a JWT.
 *
 * @category services
 * @since 0.2.0
 */
export interface QpiUsersService {
  /** The visible users: the user itself, or all users for a superuser. */
  readonly list: (
    options?: ListOptions,
  ) => Stream.Stream<User, RecordError | FilterError | InvalidRequestError>
  readonly get: (id: string) => Effect.Effect<User, RecordError>
  /** Changes the name of a user. */
  readonly rename: (id: string, name: string) => Effect.Effect<User, RecordError>
  /**
   * Sets the remaining seconds of a user to a total, rather than adding to them. For superusers. The server also
   * permits users to change their own seconds, but do not rely on this.
   */
  readonly setSeconds: (id: string, seconds: number) => Effect.Effect<User, RecordError>
  /** Adds seconds. The request is never retried: after a failure without a response, check the user. For superusers. */
  readonly addSeconds: (id: string, seconds: number) => Effect.Effect<User, RecordError>
  /** Deletes a user. The server rejects this for a user with tokens or jobs. */
  readonly delete: (id: string) => Effect.Effect<void, RecordError>
}

/**
 * The service of users.
 *
 * @category services
 * @since 0.2.0
 */
export class QpiUsers extends Context.Service<QpiUsers, QpiUsersService>()("effect-ionq/qpi/QpiUsers") {
  static readonly layer: Layer.Layer<QpiUsers, never, QpiClient> = Layer.effect(
    QpiUsers,
    Effect.map(QpiClient, ({ userRecords }) =>
      QpiUsers.of({
        list: (options) => recordStream(userRecords.list, "created", options),
        get: Effect.fn("QpiUsers.get")((id: string) => userRecords.get({ params: { id } }), aboutRecord),
        rename: Effect.fn("QpiUsers.rename")(
          (id: string, name: string) => userRecords.update({ params: { id }, payload: { name } }),
          aboutRecord,
        ),
        setSeconds: Effect.fn("QpiUsers.setSeconds")(
          (id: string, qpu_seconds: number) =>
            userRecords.update({ params: { id }, payload: { qpu_seconds } }),
          aboutRecord,
        ),
        addSeconds: Effect.fn("QpiUsers.addSeconds")(
          (id: string, seconds: number) =>
            userRecords.update({ params: { id }, payload: { "qpu_seconds+": seconds } }),
          aboutRecord,
        ),
        delete: Effect.fn("QpiUsers.delete")(
          (id: string) => userRecords.delete({ params: { id } }),
          aboutRecord,
        ),
      }),
    ),
  ).pipe(freshPer(QpiClient))
}

const aboutRecord = aboutIts("qpi.record.id")
