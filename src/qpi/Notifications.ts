/**
 * Notifications from the operators.
 *
 * @since 0.2.0
 */
import { Context, Effect, Layer, type Stream } from "effect"
import { freshPer } from "../client/layerPer.ts"
import type { InvalidRequestError } from "../errors/call.ts"
import type { FilterError } from "./errors/jobErrors.ts"
import type { QpiForbiddenError, QpiNotFoundError, QpiUnauthorizedError } from "./errors/statusErrors.ts"
import { type QpiCallError, QpiClient } from "./QpiClient.ts"
import * as QpiDate from "./QpiDate.ts"
import { type ListOptions, recordStream } from "./records/pages.ts"
import type { Notification } from "./schema/Notification.ts"
import { aboutIts } from "../signals/annotate.ts"

type RecordError = QpiCallError | QpiUnauthorizedError | QpiForbiddenError | QpiNotFoundError

/**
 * A new notification: its message, its recipients and its time.
 *
 * @category options
 * @since 0.2.0
 */
export interface NotificationRequest {
  readonly title: string
  readonly description?: string | undefined
  readonly start?: QpiDate.Input | undefined
  readonly end?: QpiDate.Input | undefined
  /** The ids of users. Default: all. A server of version 0.1.2 keeps only the last one. */
  readonly users?: ReadonlyArray<string> | undefined
}

/**
 * The methods of {@link Notifications}.
 *
 * @category services
 * @since 0.2.0
 */
export interface NotificationsService {
  /** The current notifications that were not dismissed, oldest first. A superuser gets all of them. Needs a JWT. */
  readonly list: (
    options?: ListOptions,
  ) => Stream.Stream<Notification, RecordError | FilterError | InvalidRequestError>
  /**
   * Dismisses a notification for the user. An API token is sufficient, but the layers for an API token do not include
   * this service: use `Qpi.layerAny`.
   */
  readonly dismiss: (id: string) => Effect.Effect<void, RecordError>
  /** Creates a notification. For superusers. */
  readonly create: (request: NotificationRequest) => Effect.Effect<Notification, RecordError>
  /** Deletes a notification. For superusers. */
  readonly delete: (id: string) => Effect.Effect<void, RecordError>
}

/**
 * The service of notifications: lists, dismisses, creates and deletes them.
 *
 * @category services
 * @since 0.2.0
 */
export class Notifications extends Context.Service<Notifications, NotificationsService>()(
  "effect-ionq/qpi/Notifications",
) {
  static readonly layer: Layer.Layer<Notifications, never, QpiClient> = Layer.effect(
    Notifications,
    Effect.map(QpiClient, ({ notifications, notices }) =>
      Notifications.of({
        list: (options) => recordStream(notifications.list, "created", options),
        dismiss: Effect.fn("Notifications.dismiss")(
          (id: string) => Effect.asVoid(notices.dismiss({ params: { id } })),
          aboutRecord,
        ),
        create: Effect.fn("Notifications.create")(function* ({ title, description, start, end, users = [] }) {
          const [only, ...others] = users
          return yield* notifications.create({
            payload: {
              title,
              ...(description === undefined ? {} : { description }),
              ...(start === undefined ? {} : { start_time: yield* QpiDate.encode("start", start) }),
              ...(end === undefined ? {} : { end_time: yield* QpiDate.encode("end", end) }),
              ...(only === undefined ? {} : { target_users: others.length === 0 ? only : users }),
            },
          })
        }),
        delete: Effect.fn("Notifications.delete")(
          (id: string) => notifications.delete({ params: { id } }),
          aboutRecord,
        ),
      }),
    ),
  ).pipe(freshPer(QpiClient))
}

const aboutRecord = aboutIts("qpi.record.id")
