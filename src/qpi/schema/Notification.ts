/**
 * Notifications from the operators.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"
import { recordFields, stampFields } from "./Record.ts"

/** One id as a string, or several as a list, depending on the server. */
const users = Schema.Union([Schema.String, Schema.Array(Schema.String)])

/**
 * A notification. It is visible from `start_time` until `end_time` (empty for no limit) to `target_users` (empty for
 * all).
 *
 * @category schemas
 * @since 0.2.0
 */
export const Notification = Schema.Struct({
  ...recordFields,
  title: Schema.String,
  description: Schema.String,
  start_time: Schema.String,
  end_time: Schema.String,
  target_users: users,
  dismissed_by: users,
  ...stampFields,
})

/** @category models @since 0.2.0 */
export interface Notification extends Schema.Struct.Type<typeof Notification.fields> {}

/**
 * A new notification by a superuser. A server of version 0.1.2 keeps only the last one of several `target_users`.
 *
 * @category schemas
 * @since 0.2.0
 */
export const NewNotification = Schema.Struct({
  title: Schema.NonEmptyString,
  description: Schema.optionalKey(Schema.String),
  start_time: Schema.optionalKey(Schema.String),
  end_time: Schema.optionalKey(Schema.String),
  target_users: Schema.optionalKey(users),
})
