/**
 * Messages of PocketBase's realtime API.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"
import { openWord } from "../../schema/wire.ts"

/**
 * The topics of a stream, which replace the previous ones. The server responds with 204 even if a topic does not
 * exist or is not visible to the caller.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Subscription = Schema.Struct({
  clientId: Schema.String,
  subscriptions: Schema.Array(Schema.String),
})

/**
 * The first message of a stream. A subscription needs its `clientId`.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Connected = Schema.Struct({ clientId: Schema.String })

/**
 * A change of a record.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Change = Schema.Struct({
  action: openWord("create", "update", "delete"),
  record: Schema.Record(Schema.String, Schema.Unknown),
})

/** @category models @since 0.2.0 */
export interface Change extends Schema.Struct.Type<typeof Change.fields> {}
