/**
 * Drivers, which serve a processor or a cryostat.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"
import { maybe, openWord } from "../../schema/wire.ts"
import { recordFields, stampFields } from "./Record.ts"

/**
 * The kinds of drivers.
 *
 * @category schemas
 * @since 0.2.0
 */
export const DriverKind = openWord(
  "mock",
  "qiskit_aer",
  "quantify",
  "qblox",
  "presto",
  "bluefors_gen1",
  "custom",
)

const Language = openWord("python", "typescript", "go")

/**
 * A driver's record. Its token is shown only once, when it is created.
 *
 * @category schemas
 * @since 0.2.0
 */
export const DriverRecord = Schema.Struct({
  ...recordFields,
  name: Schema.String,
  qpu: Schema.String,
  kind: DriverKind,
  language: Language,
  events: maybe(Schema.Array(Schema.String)),
  status: Schema.String,
  enabled: Schema.Boolean,
  host: Schema.String,
  version: Schema.String,
  last_seen: Schema.String,
  nng_in_port: Schema.Int,
  nng_out_port: Schema.Int,
  ...stampFields,
})

/** @category models @since 0.2.0 */
export interface DriverRecord extends Schema.Struct.Type<typeof DriverRecord.fields> {}

/**
 * A new driver. A `custom` driver has to name its events.
 *
 * @category schemas
 * @since 0.2.0
 */
export const NewDriver = Schema.Struct({
  name: Schema.NonEmptyString,
  qpu: Schema.String,
  kind: DriverKind,
  language: Language,
  events: Schema.optionalKey(Schema.Array(Schema.String)),
})

/** @category models @since 0.2.0 */
export interface NewDriver extends Schema.Struct.Type<typeof NewDriver.fields> {}

/**
 * A new driver with its token.
 *
 * @category schemas
 * @since 0.2.0
 */
export const CreatedDriver = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  qpu: Schema.String,
  kind: DriverKind,
  language: Language,
  events: maybe(Schema.Array(Schema.String)),
  status: Schema.String,
  enabled: Schema.Boolean,
  token: Schema.String,
  ca_fingerprint: Schema.String,
  qpi_addr: Schema.String,
  driver_version: Schema.String,
  snippets: Schema.Record(Schema.String, Schema.String),
})

/** @category models @since 0.2.0 */
export interface CreatedDriver extends Schema.Struct.Type<typeof CreatedDriver.fields> {}

/**
 * The request of a driver that connects. `token` is the one from its creation.
 *
 * @category schemas
 * @since 0.2.0
 */
export const DriverConnection = Schema.Struct({
  token: Schema.RedactedFromValue(Schema.String),
  name: Schema.optionalKey(Schema.String),
  host: Schema.optionalKey(Schema.String),
  version: Schema.optionalKey(Schema.String),
})

/**
 * The response to a driver that connects, with the ports of its message queues.
 *
 * @category schemas
 * @since 0.2.0
 */
export const ConnectedDriver = Schema.Struct({
  status: Schema.String,
  nng_in_port: Schema.Int,
  nng_out_port: Schema.Int,
  tls_hash: Schema.String,
  auth_token: Schema.String,
  nng_host: Schema.String,
})

/**
 * A report of a driver, such as the temperatures of a cryostat. `ts` is an ISO date with a `T`.
 *
 * @category schemas
 * @since 0.2.0
 */
export const EventRecord = Schema.Struct({
  ...recordFields,
  driver: Schema.String,
  qpu: Schema.String,
  source: Schema.String,
  ts: Schema.String,
  type: openWord(
    "CryostatReading",
    "JobDispatch",
    "JobResult",
    "CalibrateDispatch",
    "CalibrationResult",
    "CalibrationProgress",
    "CalibrationQueued",
    "QPUState",
  ),
  payload: Schema.Unknown,
  created: Schema.String,
})

/** @category models @since 0.2.0 */
export interface EventRecord extends Schema.Struct.Type<typeof EventRecord.fields> {}

/**
 * The readings of a cryostat by channel, as `CryostatReading` events carry them.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Readings = Schema.Record(
  Schema.String,
  Schema.Struct({ value: Schema.Finite, unit: maybe(Schema.String) }),
)
