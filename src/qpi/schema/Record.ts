/**
 * The fields of every PocketBase record, and lists of records.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"

/**
 * An id: 15 characters of `a-z` and `0-9`. Any other id is rejected before it is sent, because an empty or odd id
 * would be the path of a web page, which the server returns with status 200.
 *
 * @category schemas
 * @since 0.2.0
 */
export const RecordId = Schema.String.check(
  Schema.isPattern(/^[a-z0-9]{15}$/, { expected: "an id of 15 characters, a to z and 0 to 9" }),
)

/**
 * Whether a text has the form of an id.
 *
 * @category guards
 * @since 0.2.0
 */
export const isRecordId = Schema.is(RecordId)

/**
 * The fields that every record has.
 *
 * @category schemas
 * @since 0.2.0
 */
export const recordFields = {
  id: Schema.String,
  collectionId: Schema.String,
  collectionName: Schema.String,
}

/**
 * The times at which a record was created and last changed, in the server's format; empty in collections that do not
 * store them.
 *
 * @category schemas
 * @since 0.2.0
 */
export const stampFields = { created: Schema.String, updated: Schema.String }

/**
 * A page of records. `totalItems` and `totalPages` are -1 if the request skipped counting.
 *
 * **Example** (A page of names)
 *
 * ```ts
 * import { pageOf } from "effect-ionq/qpi/schema/Record"
 *
 * const Names = pageOf(Schema.Struct({ name: Schema.String }))
 * ```
 *
 * @category schemas
 * @since 0.2.0
 */
export const pageOf = <S extends Schema.Top>(item: S) =>
  Schema.Struct({
    items: Schema.Array(item),
    page: Schema.Int,
    perPage: Schema.Int,
    totalItems: Schema.Int,
    totalPages: Schema.Int,
  })

/**
 * A page of records.
 *
 * @category models
 * @since 0.2.0
 */
export interface Page<A> {
  readonly items: ReadonlyArray<A>
  readonly page: number
  readonly perPage: number
  readonly totalItems: number
  readonly totalPages: number
}

/**
 * A record with only the requested fields.
 *
 * @category schemas
 * @since 0.2.0
 */
export const PartialRecord = Schema.Record(Schema.String, Schema.Unknown)
