/**
 * What a job is made of when it is submitted.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { openWord } from "../internal/wire.ts"
import { BackendName } from "./Backend.ts"
import { Circuit, WireCircuit } from "./Circuit.ts"

/**
 * The most shots of one job, from IonQ's specification of v0.4.
 *
 * @category constants
 * @since 0.1.0
 */
export const maxShots = 1_000_000

/**
 * How the simulator disturbs the circuit. `ideal` gives exact probabilities and ignores `shots`; every other model
 * runs shot by shot. `seed` is a 32-bit integer.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Noise = Schema.Struct({
  model: openWord(
    "ideal",
    "harmony",
    "harmony-1",
    "harmony-2",
    "aria-1",
    "aria-2",
    "forte-1",
    "forte-enterprise-1",
  ),
  seed: Schema.optionalKey(Schema.Int),
}).annotate({ identifier: "Noise" })

/** @category models @since 0.1.0 */
export interface Noise extends Schema.Struct.Type<typeof Noise.fields> {}

/**
 * Error mitigation and compilation. Debiasing needs at least 500 shots and, on a QPU, is on by default from there
 * for QIS circuits.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobRequestSettings = Schema.Struct({
  error_mitigation: Schema.optionalKey(
    Schema.Struct({
      debiasing: Schema.optionalKey(Schema.Boolean),
      symmetry_verification: Schema.optionalKey(Schema.Boolean),
    }),
  ),
  compilation: Schema.optionalKey(
    Schema.Struct({
      opt: Schema.optionalKey(Schema.Finite),
      precision: Schema.optionalKey(Schema.String),
      gate_basis: Schema.optionalKey(Schema.String),
      service_version: Schema.optionalKey(Schema.String),
    }),
  ),
}).annotate({ identifier: "JobRequestSettings" })

/** @category models @since 0.1.0 */
export interface JobRequestSettings extends Schema.Struct.Type<typeof JobRequestSettings.fields> {}

const request = <const Type extends string, Input extends Schema.Top>(type: Type, input: Input) =>
  Schema.Struct({
    type: Schema.Literal(type),
    backend: BackendName,
    input,
    name: Schema.optionalKey(Schema.String),
    metadata: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
    shots: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: maxShots }))),
    session_id: Schema.optionalKey(Schema.String),
    settings: Schema.optionalKey(JobRequestSettings),
    dry_run: Schema.optionalKey(Schema.Boolean),
    noise: Schema.optionalKey(Noise),
  })

/**
 * A job of one circuit. `shots` is 1 to 1,000,000, by default 100 at the server; the ideal simulator ignores it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CircuitJobRequest = request("ionq.circuit.v1", Circuit)

/** @category models @since 0.1.0 */
export interface CircuitJobRequest extends Schema.Struct.Type<typeof CircuitJobRequest.fields> {}

/**
 * Whatever `Jobs.submit` takes, told apart by `type`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobRequest = CircuitJobRequest

/** @category models @since 0.1.0 */
export type JobRequest = CircuitJobRequest

/**
 * A job request as the HTTP contract carries it: gates are open, because the service accepts an unknown gate and
 * fails the job later.
 *
 * @category schemas
 * @since 0.1.0
 */
export const WireJobRequest = request("ionq.circuit.v1", WireCircuit).annotate({
  identifier: "CircuitJobCreationPayload",
})

/** @category models @since 0.1.0 */
export type WireJobRequest = typeof WireJobRequest.Type
