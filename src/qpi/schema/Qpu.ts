/**
 * Quantum processors.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"
import { openWord } from "../../schema/wire.ts"
import { recordFields, stampFields } from "./Record.ts"

/**
 * A processor is `online` while a driver serves it.
 *
 * @category schemas
 * @since 0.2.0
 */
export const QpuStatus = openWord("online", "offline", "maintenance")

/** @category models @since 0.2.0 */
export type QpuStatus = typeof QpuStatus.Type

/**
 * A processor. `num_qubits` is 0 if it is unknown; `created` and `updated` are empty.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Qpu = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  status: QpuStatus,
  num_qubits: Schema.Int,
  enabled: Schema.Boolean,
  ...stampFields,
})

/** @category models @since 0.2.0 */
export interface Qpu extends Schema.Struct.Type<typeof Qpu.fields> {}

/**
 * A processor's record.
 *
 * @category schemas
 * @since 0.2.0
 */
export const QpuRecord = Schema.Struct({ ...recordFields, ...Qpu.fields })

/** @category models @since 0.2.0 */
export interface QpuRecord extends Schema.Struct.Type<typeof QpuRecord.fields> {}

/**
 * The fields of a processor's record that a superuser may write.
 *
 * @category schemas
 * @since 0.2.0
 */
export const QpuChanges = Schema.Struct({
  name: Schema.optionalKey(Schema.String),
  status: Schema.optionalKey(QpuStatus),
  num_qubits: Schema.optionalKey(Schema.Int),
  enabled: Schema.optionalKey(Schema.Boolean),
})

/**
 * A new processor. `num_qubits` is at least 1, or 0 for "unknown".
 *
 * @category schemas
 * @since 0.2.0
 */
export const NewQpu = Schema.Struct({
  name: Schema.NonEmptyString,
  num_qubits: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  enabled: Schema.optionalKey(Schema.Boolean),
})

/** @category models @since 0.2.0 */
export interface NewQpu extends Schema.Struct.Type<typeof NewQpu.fields> {}

/**
 * The response after a processor or a driver was created, or switched on or off.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Switched = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  status: Schema.String,
  enabled: Schema.Boolean,
})

/** @category models @since 0.2.0 */
export interface Switched extends Schema.Struct.Type<typeof Switched.fields> {}

/**
 * Switches a processor or a driver on or off. `enabled` is required here, because the server treats a missing value as
 * `false`.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Toggle = Schema.Struct({ id: Schema.String, enabled: Schema.Boolean })
