/**
 * Jobs as the server describes them.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { loose, maybe, openWord } from "./wire.ts"
import { JobOutput, ResultLinks } from "./JobOutput.ts"
import { Noise } from "./JobRequest.ts"

const statuses = ["submitted", "ready", "started", "canceled", "failed", "completed"] as const

/**
 * The status of a job: submitted (checked and compiled), ready (queued), started, then completed, failed or canceled.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobStatus = openWord(...statuses).annotate({
  identifier: "JobStatus",
})

/** @category models @since 0.1.0 */
export type JobStatus = typeof JobStatus.Type

/**
 * Whether a status is final. An unknown status is not.
 *
 * @category guards
 * @since 0.1.0
 */
export const isTerminal = (status: JobStatus): boolean =>
  status === "completed" || status === "failed" || status === "canceled"

/**
 * Whether a status is one of the documented ones. A server may send others.
 *
 * @category guards
 * @since 0.1.0
 */
export const isKnownStatus = (status: JobStatus): boolean => knownStatuses.has(status)

const knownStatuses: ReadonlySet<string> = new Set(statuses)

/**
 * Why a job failed: IonQ's failure code and a message.
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
 * Statistics of a job. Times are in microseconds, `kwh` in kilowatt-hours; `qubits` is the declared width.
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

const Free = Schema.Record(Schema.String, Schema.Unknown)

/**
 * The settings that a job ran with.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobSettings = Schema.Struct({
  compilation: maybe(
    Schema.Struct({
      opt: maybe(Schema.Finite),
      precision: maybe(Schema.String),
      gate_basis: maybe(Schema.String),
      service_version: maybe(Schema.String),
    }),
  ),
  error_mitigation: maybe(
    Schema.Struct({
      debiasing: maybe(Schema.Union([Schema.Boolean, Free])),
      symmetry_verification: maybe(Schema.Boolean),
    }),
  ),
}).annotate({ identifier: "JobSettings" })

/** @category models @since 0.1.0 */
export interface JobSettings extends Schema.Struct.Type<typeof JobSettings.fields> {}

const shared = {
  id: Schema.String,
  status: JobStatus,
  backend: Schema.String,
  dry_run: maybe(Schema.Boolean),
  submitter_id: maybe(Schema.String),
  project_id: maybe(Schema.String),
  parent_job_id: maybe(Schema.String),
  child_job_ids: maybe(Schema.Array(Schema.String)),
  session_id: maybe(Schema.String),
  metadata: loose(maybe(Schema.Record(Schema.String, Schema.String))),
  name: maybe(Schema.String),
  submitted_at: maybe(Schema.String),
  started_at: maybe(Schema.String),
  completed_at: maybe(Schema.String),
  predicted_wait_time_ms: loose(maybe(Schema.Finite)),
  predicted_execution_duration_ms: loose(maybe(Schema.Finite)),
  execution_duration_ms: loose(maybe(Schema.Finite)),
  shots: maybe(Schema.Int),
  noise: loose(maybe(Schema.Struct({ model: maybe(Noise.fields.model), seed: maybe(Schema.Int) }))),
  failure: maybe(JobFailure),
  cost_model: loose(maybe(openWord("quantum_compute_time", "execution_time", "QCT", "2QGE_operations"))),
}

const circuitLike = {
  settings: loose(maybe(JobSettings)),
  stats: loose(maybe(JobStats)),
  output: loose(maybe(JobOutput)),
  results: maybe(ResultLinks),
}

/**
 * A job of circuits. `shots` is absent on the ideal simulator, `noise` on a QPU. `results` has the links to the
 * results, by kind or, from September 2026 on, by the id of the format.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CircuitJob = Schema.Struct({
  ...shared,
  type: Schema.Literals([
    "ionq.circuit.v1",
    "ionq.multi-circuit.v1",
    "ionq.qasm3.v1",
    "ionq.qir.v1",
    "qctrl.qaoa-circuit.v1",
  ]),
  ...circuitLike,
}).annotate({ identifier: "CircuitJob" })

/** @category models @since 0.1.0 */
export interface CircuitJob extends Schema.Struct.Type<typeof CircuitJob.fields> {}

/**
 * Whether a job is a circuit job.
 *
 * @category guards
 * @since 0.1.0
 */
export const isCircuitJob = (job: Job): job is CircuitJob => circuitTypes.has(job.type)

const circuitTypes: ReadonlySet<string> = new Set(CircuitJob.fields.type.literals)

const freeForm = {
  settings: loose(maybe(Free)),
  stats: loose(maybe(Free)),
  output: loose(maybe(Free)),
  results: maybe(Free),
}

/**
 * A job that evaluates a quantum function. `results` has no fixed form before September 2026, and is `{ value, variance
 * }` since then.
 *
 * @category schemas
 * @since 0.1.0
 */
export const QuantumFunctionJob = Schema.Struct({
  ...shared,
  type: Schema.Literal("quantum-function"),
  ...freeForm,
}).annotate({ identifier: "QuantumFunctionJob" })

/** @category models @since 0.1.0 */
export interface QuantumFunctionJob extends Schema.Struct.Type<typeof QuantumFunctionJob.fields> {}

/**
 * A run of Q-CTRL's QAOA solver. `results` has no fixed form before September 2026, and is `{ qaoa_results }` since
 * then.
 *
 * @category schemas
 * @since 0.1.0
 */
export const QaoaJob = Schema.Struct({
  ...shared,
  type: Schema.Literal("qctrl.qaoa.v1"),
  ...freeForm,
}).annotate({
  identifier: "QaoaJob",
})

/** @category models @since 0.1.0 */
export interface QaoaJob extends Schema.Struct.Type<typeof QaoaJob.fields> {}

/** The job types with their own schema, which an open job cannot have. */
const known: ReadonlySet<string> = new Set([
  ...circuitTypes,
  QuantumFunctionJob.fields.type.literal,
  QaoaJob.fields.type.literal,
])

/**
 * A job of an unknown type. A job of a known type is never decoded as an open job, even if it is malformed.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OpenJob = Schema.Struct({
  ...shared,
  type: Schema.String.check(
    Schema.makeFilter((type) => (known.has(type) ? "has a schema of its own" : undefined)),
  ).pipe(Schema.brand("effect-ionq/UnknownJobType")),
  ...freeForm,
}).annotate({ identifier: "OpenJob" })

/** @category models @since 0.1.0 */
export interface OpenJob extends Schema.Struct.Type<typeof OpenJob.fields> {}

/**
 * A job, discriminated by `type`. Only `id`, `status`, `type` and `backend` are always present. Every other field may
 * be absent or null, which mean the same. Times ending in `_ms` are milliseconds, others are ISO 8601.
 *
 * **Details**
 *
 * Unreadable parts of `metadata`, `stats`, `settings`, `output`, the predictions and the noise are absent, and reported
 * as drift.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Job = Schema.Union([CircuitJob, QuantumFunctionJob, QaoaJob, OpenJob]).annotate({
  identifier: "Job",
})

/** @category models @since 0.1.0 */
export type Job = CircuitJob | QuantumFunctionJob | QaoaJob | OpenJob

/**
 * The response to a submission: the new job's id, without any result.
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
 * The response to a cancellation or a deletion.
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
 * The response to a cancellation or a deletion of many jobs.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobsReceipt = Schema.Struct({
  ids: Schema.Array(Schema.String),
  status: openWord("canceled", "deleted"),
}).annotate({ identifier: "JobsReceipt" })

/** @category models @since 0.1.0 */
export interface JobsReceipt extends Schema.Struct.Type<typeof JobsReceipt.fields> {}

/**
 * The jobs of a bulk operation.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobIds = Schema.Struct({ ids: Schema.Array(Schema.String) }).annotate({
  identifier: "JobsBulkOperationRequest",
})

/**
 * A page of jobs. `next` is the cursor of the following page; it is null or absent on the last page. The unreadable
 * optional parts of a job are left out, and so is a whole job without a readable `id`, `status`, `type` or `backend`.
 * Both are reported as drift.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobPage = Schema.Struct({
  jobs: loose(Schema.Array(Job)),
  next: maybe(Schema.String),
}).annotate({ identifier: "GetJobsResponse" })

/** @category models @since 0.1.0 */
export interface JobPage extends Schema.Struct.Type<typeof JobPage.fields> {}
