/**
 * Requests for more seconds on the processors.
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
import type { TimeRequest } from "./schema/TimeRequest.ts"
import { aboutIts } from "../signals/annotate.ts"

type RecordError = QpiCallError | QpiUnauthorizedError | QpiForbiddenError | QpiNotFoundError

/**
 * The methods of {@link TimeRequests}. Each needs a JWT.
 *
 * @category services
 * @since 0.2.0
 */
export interface TimeRequestsService {
  /**
   * The user's requests, or all requests for a superuser. They are in the order of their ids, because the server
   * stores no dates for them.
   */
  readonly list: (
    options?: ListOptions,
  ) => Stream.Stream<TimeRequest, RecordError | FilterError | InvalidRequestError>
  readonly get: (id: string) => Effect.Effect<TimeRequest, RecordError>
  /** Requests a number of seconds, more than 0. */
  readonly create: (request: {
    readonly seconds: number
    readonly reason?: string | undefined
  }) => Effect.Effect<TimeRequest, RecordError>
  /** Grants a request. The seconds are added once, even if it is granted again. For superusers. */
  readonly approve: (id: string) => Effect.Effect<TimeRequest, RecordError>
  /** Rejects a request. For superusers. */
  readonly reject: (id: string, reason?: string) => Effect.Effect<TimeRequest, RecordError>
  /** Withdraws a request that is not decided yet. */
  readonly delete: (id: string) => Effect.Effect<void, RecordError>
}

/**
 * The service of requests for time.
 *
 * @category services
 * @since 0.2.0
 */
export class TimeRequests extends Context.Service<TimeRequests, TimeRequestsService>()(
  "effect-ionq/qpi/TimeRequests",
) {
  static readonly layer: Layer.Layer<TimeRequests, never, QpiClient> = Layer.effect(
    TimeRequests,
    Effect.map(QpiClient, ({ timeRequests, settings }) =>
      TimeRequests.of({
        list: (options) => recordStream(timeRequests.list, "id", options),
        get: Effect.fn("TimeRequests.get")((id: string) => timeRequests.get({ params: { id } }), aboutRecord),
        create: Effect.fn("TimeRequests.create")(function* ({ seconds, reason }) {
          const session = yield* settings.session
          const { id: user } = yield* session.record
          return yield* timeRequests.create({
            payload: {
              user,
              status: "pending",
              seconds,
              ...(reason === undefined ? {} : { requested_reason: reason }),
            },
          })
        }),
        approve: Effect.fn("TimeRequests.approve")(
          (id: string) => timeRequests.update({ params: { id }, payload: { status: "approved" } }),
          aboutRecord,
        ),
        reject: Effect.fn("TimeRequests.reject")(
          (id: string, reason?: string) =>
            timeRequests.update({
              params: { id },
              payload: { status: "rejected", ...(reason === undefined ? {} : { rejection_reason: reason }) },
            }),
          aboutRecord,
        ),
        delete: Effect.fn("TimeRequests.delete")(
          (id: string) => timeRequests.delete({ params: { id } }),
          aboutRecord,
        ),
      }),
    ),
  ).pipe(freshPer(QpiClient))
}

const aboutRecord = aboutIts("qpi.record.id")
