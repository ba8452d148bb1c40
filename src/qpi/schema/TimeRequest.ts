/**
 * Requests for more seconds on the processors.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"
import { openWord } from "../../schema/wire.ts"
import { recordFields } from "./Record.ts"

/**
 * The status of a request.
 *
 * @category schemas
 * @since 0.2.0
 */
export const TimeRequestStatus = openWord("pending", "approved", "rejected")

/**
 * A request. `handled_by` is the id of the superuser who decided; it is empty before the decision.
 *
 * @category schemas
 * @since 0.2.0
 */
export const TimeRequest = Schema.Struct({
  ...recordFields,
  user: Schema.String,
  seconds: Schema.Finite,
  status: TimeRequestStatus,
  requested_reason: Schema.String,
  rejection_reason: Schema.String,
  handled_by: Schema.String,
})

/** @category models @since 0.2.0 */
export interface TimeRequest extends Schema.Struct.Type<typeof TimeRequest.fields> {}

/**
 * A new request. The server accepts it only with the user's own id and the status `pending`.
 *
 * @category schemas
 * @since 0.2.0
 */
export const NewTimeRequest = Schema.Struct({
  user: Schema.String,
  status: Schema.Literal("pending"),
  seconds: Schema.Finite.check(Schema.isGreaterThan(0)),
  requested_reason: Schema.optionalKey(Schema.String),
})

/**
 * A superuser's decision about a request.
 *
 * @category schemas
 * @since 0.2.0
 */
export const TimeRequestDecision = Schema.Struct({
  status: Schema.Literals(["approved", "rejected"]),
  rejection_reason: Schema.optionalKey(Schema.String),
})
