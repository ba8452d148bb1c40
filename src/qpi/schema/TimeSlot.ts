/**
 * Bookings: times in which the jobs of one user run first.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"
import { recordFields } from "./Record.ts"

/**
 * A booking. Dates are in the server's format.
 *
 * @category schemas
 * @since 0.2.0
 */
export const TimeSlot = Schema.Struct({
  ...recordFields,
  start_time: Schema.String,
  end_time: Schema.String,
  booked_by: Schema.String,
})

/** @category models @since 0.2.0 */
export interface TimeSlot extends Schema.Struct.Type<typeof TimeSlot.fields> {}

/**
 * A new booking. `booked_by` is the id of the signed-in user; a superuser may book for another user.
 *
 * @category schemas
 * @since 0.2.0
 */
export const NewTimeSlot = Schema.Struct({
  start_time: Schema.String,
  end_time: Schema.String,
  booked_by: Schema.String,
})

/**
 * The fields of a booking that may change.
 *
 * @category schemas
 * @since 0.2.0
 */
export const TimeSlotChanges = Schema.Struct({
  start_time: Schema.optionalKey(Schema.String),
  end_time: Schema.optionalKey(Schema.String),
  booked_by: Schema.optionalKey(Schema.String),
})
