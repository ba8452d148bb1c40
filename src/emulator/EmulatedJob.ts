import { Result } from "effect"
import type { Job, JobFailure } from "../schema/Job.ts"
import type { WireJobRequest } from "../schema/JobRequest.ts"
import type { Probabilities } from "../schema/Result.ts"
import { qubitsOf, widthOf } from "../simulator/Simulator.ts"
import type { Settings } from "./Options.ts"

/** What a circuit came to: probabilities, or why the job fails. */
export type Outcome = Result.Result<Probabilities, JobFailure>

/** A job of the emulator. Its status is not stored: it follows from the clock. Times are epoch milliseconds. */
export interface EmulatedJob {
  readonly id: string
  readonly request: WireJobRequest
  readonly qubits: number
  readonly gateCounts: { readonly "1q": number; readonly "2q": number }
  readonly submittedAt: number
  readonly readyAt: number
  readonly startedAt: number
  readonly completedAt: number
  /** Simulates on the first call only. */
  readonly outcome: () => Outcome
  canceledAt: number | undefined
}

export const makeJob = (
  id: string,
  request: WireJobRequest,
  now: number,
  settings: Settings["Service"],
  simulate: () => Outcome,
): EmulatedJob => {
  const readyAt = now + settings.submittedFor
  const startedAt = readyAt + settings.readyFor
  let outcome: Outcome | undefined
  return {
    id,
    request,
    qubits: widthOf(request.input),
    gateCounts: countGates(request),
    submittedAt: now,
    readyAt,
    startedAt,
    completedAt: startedAt + settings.startedFor,
    outcome: () => (outcome ??= simulate()),
    canceledAt: undefined,
  }
}

/** The status at a time. A circuit that cannot run fails when its checks are over, as it does at IonQ. */
export const statusAt = (job: EmulatedJob, now: number): Job["status"] => {
  if (job.canceledAt !== undefined) return "canceled"
  if (now < job.readyAt) return "submitted"
  if (Result.isFailure(job.outcome())) return "failed"
  if (now < job.startedAt) return "ready"
  return now < job.completedAt ? "started" : "completed"
}

/** The job as the API shows it at a time. */
export const describe = (job: EmulatedJob, now: number): Job => {
  const { request } = job
  const status = statusAt(job, now)
  const ran = status === "started" || status === "completed"
  const simulated = request.backend === "simulator"
  const ideal = simulated && (request.noise?.model ?? "ideal") === "ideal"
  const outcome = status === "failed" ? job.outcome() : undefined
  return {
    id: job.id,
    status,
    type: request.type,
    backend: request.backend,
    dry_run: request.dry_run ?? false,
    submitter_id: "00000000000000000000e4e4",
    project_id: projectId,
    parent_job_id: null,
    child_job_ids: null,
    session_id: request.session_id ?? null,
    metadata: request.metadata ?? null,
    name: request.name ?? null,
    submitted_at: iso(job.submittedAt),
    started_at: ran ? iso(job.startedAt) : null,
    completed_at: iso(endOf(job, status)),
    predicted_wait_time_ms: status === "submitted" || status === "ready" ? job.startedAt - now : null,
    predicted_execution_duration_ms: job.completedAt - job.startedAt,
    execution_duration_ms: status === "completed" ? job.completedAt - job.startedAt : null,
    ...(ideal ? {} : { shots: request.shots ?? 100 }),
    ...(simulated ? { noise: request.noise ?? { model: "ideal" } } : {}),
    failure: outcome !== undefined && Result.isFailure(outcome) ? outcome.failure : null,
    cost_model: "quantum_compute_time",
    settings: request.settings ?? {},
    stats: { qubits: job.qubits, circuits: 1, gate_counts: job.gateCounts },
    output: {},
    results:
      status === "completed" && request.dry_run !== true
        ? { probabilities: { url: `/v0.4/jobs/${job.id}/results/probabilities` } }
        : null,
  }
}

export const projectId = "1333d459-cf47-4a5e-acc1-8d4eb4f7b025"

const endOf = (job: EmulatedJob, status: Job["status"]): number | undefined => {
  if (status === "canceled") return job.canceledAt
  if (status === "failed") return job.readyAt
  return status === "completed" ? job.completedAt : undefined
}

function iso(millis: number): string
function iso(millis: number | undefined): string | null
function iso(millis: number | undefined): string | null {
  return millis === undefined ? null : new Date(millis).toISOString()
}

const countGates = ({ input }: WireJobRequest): EmulatedJob["gateCounts"] => {
  const one = input.circuit.filter((gate) => qubitsOf(gate).length === 1).length
  return { "1q": one, "2q": input.circuit.length - one }
}
