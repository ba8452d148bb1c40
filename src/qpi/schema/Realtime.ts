/**
 * Messages of PocketBase's realtime.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"
import { openWord } from "../../schema/wire.ts"

/**
 * Which topics a stream carries. It replaces those before; the server answers with 204 also where a topic is none, or one that
 * the caller may not see.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Subscription = Schema.Struct({
  clientId: Schema.String,
  subscriptions: Schema.Array(Schema.String),
})

/**
 * The first message of a stream.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Connected = Schema.Struct({ clientId: Schema.String })

/**
 * What happened to a record.
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
