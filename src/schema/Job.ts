/**
 * Jobs as the server describes them.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { maybe, openWord } from "../internal/wire.ts"
import { Noise } from "./JobRequest.ts"

/**
 * Where a job stands: submitted (checked and compiled), ready (queued), started, then completed, failed or canceled.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobStatus = openWord(
  "submitted",
  "ready",
  "started",
  "canceled",
  "failed",
  "completed",
).annotate({
  identifier: "JobStatus",
})

/** @category models @since 0.1.0 */
export type JobStatus = typeof JobStatus.Type

/**
 * Whether a job in this status will not change any more. A status that this version does not know is not terminal.
 *
 * @category guards
 * @since 0.1.0
 */
export const isTerminal = (status: JobStatus): boolean =>
  status === "completed" || status === "failed" || status === "canceled"

/**
 * Why a job failed: IonQ's failure code and a message for people.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobFailure = Schema.Struct({
  code: openWord(
    "InvalidInput",
    "CompilationError",
    "ContractExpiredError",
    "DebiasingError",
    "InternalError",
    "NotEnoughQubits",
    "OptimizationError",
    "PreflightError",
    "QuantumCircuitComplexityError",
    "QuantumComputerError",
    "QuotaExhaustedError",
    "SimulationError",
    "SimulationTimeout",
    "SystemCancel",
    "TooLongPredictedExecutionTime",
    "TooManyControls",
    "TooManyGates",
    "TooManyShots",
    "UnknownBillingError",
    "UnsupportedGate",
  ),
  message: maybe(Schema.String),
}).annotate({ identifier: "Failure" })

/** @category models @since 0.1.0 */
export interface JobFailure extends Schema.Struct.Type<typeof JobFailure.fields> {}

/**
 * Where one result can be read: a `url` (older servers) or an artifact `id` with its `format` (newer ones).
 *
 * @category schemas
 * @since 0.1.0
 */
export const ResultLink = Schema.Struct({
  url: maybe(Schema.String),
  id: maybe(Schema.String),
  format: maybe(Schema.String),
  media_type: maybe(Schema.String),
}).annotate({ identifier: "ResultLink" })

/** @category models @since 0.1.0 */
export interface ResultLink extends Schema.Struct.Type<typeof ResultLink.fields> {}

/**
 * Counts and times of a job. Times are in microseconds, `kwh` in kilowatt-hours; `qubits` is the declared width.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobStats = Schema.Struct({
  qubits: maybe(Schema.Int),
  circuits: maybe(Schema.Int),
  gate_counts: maybe(Schema.Record(Schema.String, Schema.Finite)),
  kwh: maybe(Schema.Finite),
  predicted_quantum_compute_time_us: maybe(Schema.Finite),
  billed_quantum_compute_time_us: maybe(Schema.Finite),
}).annotate({ identifier: "JobStats" })

/** @category models @since 0.1.0 */
export interface JobStats extends Schema.Struct.Type<typeof JobStats.fields> {}

/**
 * A job. Only `id`, `status`, `type` and `backend` are sure to be there; every other field may be absent or null,
 * which mean the same. Times ending in `_ms` are milliseconds, others are ISO 8601. `shots` is absent on a job of
 * the ideal simulator.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Job = Schema.Struct({
  id: Schema.String,
  status: JobStatus,
  type: openWord("ionq.circuit.v1", "ionq.multi-circuit.v1"),
  backend: Schema.String,
  dry_run: maybe(Schema.Boolean),
  submitter_id: maybe(Schema.String),
  project_id: maybe(Schema.String),
  parent_job_id: maybe(Schema.String),
  child_job_ids: maybe(Schema.Array(Schema.String)),
  session_id: maybe(Schema.String),
  metadata: maybe(Schema.Record(Schema.String, Schema.String)),
  name: maybe(Schema.String),
  submitted_at: maybe(Schema.String),
  started_at: maybe(Schema.String),
  completed_at: maybe(Schema.String),
  predicted_wait_time_ms: maybe(Schema.Finite),
  predicted_execution_duration_ms: maybe(Schema.Finite),
  execution_duration_ms: maybe(Schema.Finite),
  shots: maybe(Schema.Int),
  noise: maybe(Noise),
  failure: maybe(JobFailure),
  cost_model: maybe(Schema.String),
  settings: maybe(Schema.Record(Schema.String, Schema.Unknown)),
  stats: maybe(JobStats),
  output: maybe(Schema.Record(Schema.String, Schema.Unknown)),
  results: maybe(Schema.Record(Schema.String, ResultLink)),
}).annotate({ identifier: "Job" })

/** @category models @since 0.1.0 */
export interface Job extends Schema.Struct.Type<typeof Job.fields> {}

/**
 * The answer to a submission: the new job's id, and nothing yet of its result.
 *
 * @category schemas
 * @since 0.1.0
 */
export const SubmittedJob = Schema.Struct({
  id: Schema.String,
  status: JobStatus,
  session_id: maybe(Schema.String),
}).annotate({ identifier: "JobCreationResponse" })

/** @category models @since 0.1.0 */
export interface SubmittedJob extends Schema.Struct.Type<typeof SubmittedJob.fields> {}

/**
 * The answer to a cancellation or a deletion.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobReceipt = Schema.Struct({
  id: Schema.String,
  status: openWord("canceled", "deleted"),
}).annotate({ identifier: "JobReceipt" })

/** @category models @since 0.1.0 */
export interface JobReceipt extends Schema.Struct.Type<typeof JobReceipt.fields> {}

/**
 * A page of jobs. `next` is the cursor of the following page; null or absent on the last one.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobPage = Schema.Struct({
  jobs: Schema.Array(Job),
  next: maybe(Schema.String),
}).annotate({ identifier: "GetJobsResponse" })

/** @category models @since 0.1.0 */
export interface JobPage extends Schema.Struct.Type<typeof JobPage.fields> {}
