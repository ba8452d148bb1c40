/**
 * Bookings: during a time slot, the pending jobs of its user run first.
 *
 * @since 0.2.0
 */
import { Context, Effect, Layer, type Stream } from "effect"
import { freshPer } from "../client/layerPer.ts"
import { InvalidRequestError } from "../errors/call.ts"
import type { FilterError } from "./errors/jobErrors.ts"
import type { QpiForbiddenError, QpiNotFoundError, QpiUnauthorizedError } from "./errors/statusErrors.ts"
import { type QpiCallError, QpiClient } from "./QpiClient.ts"
import * as QpiDate from "./QpiDate.ts"
import { type ListOptions, recordStream } from "./records/pages.ts"
import type { TimeSlot } from "./schema/TimeSlot.ts"
import { aboutIts } from "../signals/annotate.ts"

type RecordError = QpiCallError | QpiUnauthorizedError | QpiForbiddenError | QpiNotFoundError

/**
 * The start and the end of a slot.
 *
 * @category options
 * @since 0.2.0
 */
export interface Slot {
  readonly start: QpiDate.Input
  readonly end: QpiDate.Input
  /** The id of the user of the slot. Default: the signed-in user. A superuser may book for others. */
  readonly bookedBy?: string | undefined
}

/**
 * The methods of {@link TimeSlots}. Each needs a JWT.
 *
 * @category services
 * @since 0.2.0
 */
export interface TimeSlotsService {
  /** All bookings, including those of others, in the order of their start. */
  readonly list: (
    options?: ListOptions,
  ) => Stream.Stream<TimeSlot, RecordError | FilterError | InvalidRequestError>
  readonly get: (id: string) => Effect.Effect<TimeSlot, RecordError>
  /**
   * Books a slot. A slot in the past, or one that overlaps another, fails with a `QpiValidationError` that has the
   * server's message.
   */
  readonly create: (slot: Slot) => Effect.Effect<TimeSlot, RecordError>
  /** Moves a slot that has not started. */
  readonly update: (
    id: string,
    slot: Partial<Pick<Slot, "start" | "end">>,
  ) => Effect.Effect<TimeSlot, RecordError>
  /** Cancels a slot that has not started. */
  readonly delete: (id: string) => Effect.Effect<void, RecordError>
}

/**
 * The service of bookings.
 *
 * @category services
 * @since 0.2.0
 */
export class TimeSlots extends Context.Service<TimeSlots, TimeSlotsService>()("effect-ionq/qpi/TimeSlots") {
  static readonly layer: Layer.Layer<TimeSlots, never, QpiClient> = Layer.effect(
    TimeSlots,
    Effect.map(QpiClient, ({ timeSlots, settings }) =>
      TimeSlots.of({
        list: (options) => recordStream(timeSlots.list, "start_time", options),
        get: Effect.fn("TimeSlots.get")((id: string) => timeSlots.get({ params: { id } }), aboutRecord),
        create: Effect.fn("TimeSlots.create")(function* ({ start, end, bookedBy }) {
          const session = yield* settings.session
          const start_time = yield* QpiDate.encode("start", start)
          const end_time = yield* QpiDate.encode("end", end)
          if (start_time >= end_time) {
            return yield* new InvalidRequestError({ field: "end", message: "end has to be after start" })
          }
          const booked_by = bookedBy ?? (yield* session.record).id
          return yield* timeSlots.create({ payload: { start_time, end_time, booked_by } })
        }),
        update: Effect.fn("TimeSlots.update")(function* (
          id: string,
          { start, end }: Parameters<TimeSlotsService["update"]>[1],
        ) {
          const payload = {
            ...(start === undefined ? {} : { start_time: yield* QpiDate.encode("start", start) }),
            ...(end === undefined ? {} : { end_time: yield* QpiDate.encode("end", end) }),
          }
          return yield* timeSlots.update({ params: { id }, payload })
        }, aboutRecord),
        delete: Effect.fn("TimeSlots.delete")(
          (id: string) => timeSlots.delete({ params: { id } }),
          aboutRecord,
        ),
      }),
    ),
  ).pipe(freshPer(QpiClient))
}

const aboutRecord = aboutIts("qpi.record.id")
