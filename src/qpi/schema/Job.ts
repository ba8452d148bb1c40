/**
 * Jobs, in the job routes and in the records.
 *
 * @since 0.2.0
 */
import { type Option, Schema, Struct } from "effect"
import { maybe, openWord } from "../../schema/wire.ts"
import { recordFields, stampFields } from "./Record.ts"

/**
 * The status of a job. It may go backwards: the server may set a running job to `pending`, and even a job that has
 * ended to `running`.
 *
 * @category schemas
 * @since 0.2.0
 */
export const JobStatus = openWord("pending", "running", "completed", "failed", "cancelled")

/** @category models @since 0.2.0 */
export type JobStatus = typeof JobStatus.Type

/**
 * Whether a job with this status has ended. The server may still set the job back to an earlier status.
 *
 * @category guards
 * @since 0.2.0
 */
export const isTerminal = (status: JobStatus): boolean =>
  status === "completed" || status === "failed" || status === "cancelled"

const Shots = Schema.Int

/**
 * One circuit of a job: an OpenQASM 2 or 3 program with its header. `parameter_values` has one list for each run, in
 * the order of the program's inputs. `shots` overrides the shots of the job.
 *
 * @category schemas
 * @since 0.2.0
 */
export const CircuitPayload = Schema.Struct({
  circuit: Schema.String,
  parameter_values: Schema.optionalKey(Schema.Array(Schema.Array(Schema.Finite))),
  shots: Schema.optionalKey(Shots),
})

/** @category models @since 0.2.0 */
export interface CircuitPayload extends Schema.Struct.Type<typeof CircuitPayload.fields> {}

/**
 * The payload of a submission. `qpu_target` is the id of a QPU's record: a job without one never runs.
 *
 * @category schemas
 * @since 0.2.0
 */
export const JobSubmission = Schema.Struct({
  circuits: Schema.NonEmptyArray(CircuitPayload),
  qpu_target: Schema.optionalKey(Schema.String),
  shots: Schema.optionalKey(Shots),
  meas_level: Schema.optionalKey(Schema.Int),
  meas_return: Schema.optionalKey(openWord("single", "avg")),
})

/** @category models @since 0.2.0 */
export interface JobSubmission extends Schema.Struct.Type<typeof JobSubmission.fields> {}

/**
 * The stored payload of a submission.
 *
 * @category schemas
 * @since 0.2.0
 */
export const JobPayload = Schema.Struct({
  circuits: Schema.Array(
    Schema.Struct({
      circuit: Schema.String,
      parameter_values: maybe(Schema.Array(Schema.Array(Schema.Finite))),
      shots: maybe(Schema.Int),
    }),
  ),
  shots: maybe(Schema.Int),
  meas_level: maybe(Schema.Int),
  meas_return: maybe(openWord("single", "avg")),
  qpu_target: maybe(Schema.String),
})

/** @category models @since 0.2.0 */
export interface JobPayload extends Schema.Struct.Type<typeof JobPayload.fields> {}

const decodePayload = Schema.decodeUnknownOption(JobPayload)

/**
 * The payload of a job, if it is valid: users may write anything into their own records.
 *
 * @category getters
 * @since 0.2.0
 */
export const payloadOf = (job: { readonly payload: unknown }): Option.Option<JobPayload> =>
  decodePayload(job.payload)

/**
 * A job in `/api/jobs`, without its results, because the server's `results` field there is a copy of the payload.
 * `finished_at` and `duration` (in seconds) are present when the job has run.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Job = Schema.Struct({
  id: Schema.String,
  user_id: Schema.String,
  qpu_target: Schema.String,
  payload: Schema.Unknown,
  status: JobStatus,
  finished_at: maybe(Schema.String),
  duration: maybe(Schema.Finite),
  ...stampFields,
})

/** @category models @since 0.2.0 */
export interface Job extends Schema.Struct.Type<typeof Job.fields> {}

/**
 * A job as the routes send it. `results` is a copy of the payload.
 *
 * @category schemas
 * @since 0.2.0
 */
export const RouteJob = Schema.Struct({ ...Job.fields, results: maybe(Schema.Unknown) })

/** @category models @since 0.2.0 */
export interface RouteJob extends Schema.Struct.Type<typeof RouteJob.fields> {}

/**
 * Removes the `results` of a job from the routes, which are a copy of the payload.
 *
 * **Example** (A job without the circuits that were sent)
 *
 * ```ts
 * import { type Job, withoutEcho } from "effect-ionq/qpi/schema/Job"
 *
 * const short = (job: Job) => withoutEcho(job)
 * ```
 *
 * @category conversions
 * @since 0.2.0
 */
export const withoutEcho = (job: RouteJob): Job => Struct.omit(job, ["results"])

/**
 * The fields of a job that a poll requests.
 *
 * @category schemas
 * @since 0.2.0
 */
export const JobGlance = Schema.Struct({
  id: Schema.String,
  status: JobStatus,
  updated: Schema.String,
  qpu_target: Schema.String,
})

/** @category models @since 0.2.0 */
export interface JobGlance extends Schema.Struct.Type<typeof JobGlance.fields> {}

/**
 * A job's record, with its results. `finished_at` is empty and `duration` (in seconds) 0 until it has run. A job that
 * runs again may have the results of its last run, whatever its status is.
 *
 * @category schemas
 * @since 0.2.0
 */
export const JobRecord = Schema.Struct({
  ...recordFields,
  user_id: Schema.String,
  qpu_target: Schema.String,
  payload: Schema.Unknown,
  status: JobStatus,
  finished_at: Schema.String,
  duration: Schema.Finite,
  results: Schema.Unknown,
  ...stampFields,
})

/** @category models @since 0.2.0 */
export interface JobRecord extends Schema.Struct.Type<typeof JobRecord.fields> {}

/**
 * The fields of a job's record that a superuser may write.
 *
 * @category schemas
 * @since 0.2.0
 */
export const JobChanges = Schema.Struct({
  status: Schema.optionalKey(JobStatus),
  results: maybe(Schema.Unknown),
  duration: Schema.optionalKey(Schema.Finite),
  finished_at: Schema.optionalKey(Schema.String),
  qpu_target: Schema.optionalKey(Schema.String),
})

/**
 * The response to a cancellation, which only confirms the request.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Receipt = Schema.Struct({ status: Schema.String })
