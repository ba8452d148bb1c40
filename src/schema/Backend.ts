/**
 * The machines and simulators that run jobs.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { maybe, openWord } from "./wire.ts"

/**
 * The name of a backend. Editors complete known names; any other name is sent unchanged.
 *
 * @category schemas
 * @since 0.1.0
 */
export const BackendName = openWord(
  "simulator",
  "qpu.aria-1",
  "qpu.aria-2",
  "qpu.forte-1",
  "qpu.forte-enterprise-1",
  "qpu.forte-enterprise-2",
  "qpu.forte-enterprise-3",
  // Retired. The list of backends has included it, although no specification mentions it.
  "qpu.harmony",
)

/** @category models @since 0.1.0 */
export type BackendName = typeof BackendName.Type

/**
 * A backend as `GET /backends` describes it. `average_queue_time` is in milliseconds, `kw` in kilowatt-hours.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Backend = Schema.Struct({
  backend: BackendName,
  status: openWord("available", "unavailable", "retired"),
  qubits: Schema.Int,
  average_queue_time: maybe(Schema.Finite),
  last_updated: maybe(Schema.String),
  characterization_id: maybe(Schema.String),
  degraded: maybe(Schema.Boolean),
  kw: maybe(Schema.Finite),
  location: maybe(Schema.String),
  supported_error_mitigations: maybe(Schema.Array(Schema.String)),
  supported_gates: maybe(Schema.Array(Schema.String)),
  supported_native_gates: maybe(Schema.Array(Schema.String)),
}).annotate({ identifier: "Backend" })

/** @category models @since 0.1.0 */
export interface Backend extends Schema.Struct.Type<typeof Backend.fields> {}
