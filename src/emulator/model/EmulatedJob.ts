import type { Job, JobFailure } from "../../schema/Job.ts"
import type { WireJobRequest } from "../../schema/JobRequest.ts"
import type { Workload } from "./workload.ts"

/** The common fields of all requests, without large or secret ones. */
export type JobHead = Pick<
  WireJobRequest,
  "type" | "backend" | "name" | "metadata" | "shots" | "session_id" | "settings" | "dry_run" | "noise"
>

export type JobInput = WireJobRequest["input"]

/**
 * A job as the emulator stores it. Its status is not stored, because it follows from the clock. Times are epoch
 * milliseconds. Predictions and `order`, a number that grows with each job, are fixed at the submission.
 */
export interface EmulatedJob {
  readonly id: string
  readonly order: number
  readonly request: JobHead
  readonly workload: Workload
  readonly parentId?: string | undefined
  readonly childIds: ReadonlyArray<string>
  readonly submittedAt: number
  readonly readyAt: number
  readonly startedAt: number
  readonly completedAt: number
  readonly predictedStartAt: number
  readonly predictedRun: number
  /** The reason and the time of a failure, and whether the job had started. */
  readonly failure?: (JobFailure & { readonly at: number; readonly ran: boolean }) | undefined
  readonly canceledAt?: number | undefined
}

/** The status at a time. A circuit that cannot run fails at the end of its checks, as at IonQ. */
export const statusAt = (job: EmulatedJob, now: number): Job["status"] => {
  if (job.canceledAt !== undefined) return "canceled"
  if (job.failure !== undefined && now >= job.failure.at) return "failed"
  if (now < job.readyAt) return "submitted"
  if (now < job.startedAt) return "ready"
  return now < job.completedAt ? "started" : "completed"
}

/** When a job ends, in epoch milliseconds: the time of its cancellation or failure, or else of its completion. */
export const endOf = (job: EmulatedJob): number => job.canceledAt ?? job.failure?.at ?? job.completedAt

export const canceled = (job: EmulatedJob, at: number): EmulatedJob => ({ ...job, canceledAt: at })

/** A dry run on a QPU is checked and priced without measuring anything. The simulator runs it like any other job. */
export const isDryRun = ({ dry_run, backend }: JobHead): boolean =>
  dry_run === true && backend !== "simulator"

/** Whether a job has results at a time. */
export const hasResults = (job: EmulatedJob, now: number): boolean =>
  !isDryRun(job.request) && statusAt(job, now) === "completed"

/** The number of shots; undefined for the ideal simulator, which gives exact probabilities. */
export const shotsOf = ({ backend, noise, shots }: JobHead): number | undefined =>
  backend === "simulator" && (noise?.model ?? "ideal") === "ideal" ? undefined : (shots ?? 100)

export const headOf = (request: WireJobRequest): JobHead => {
  const { input: _, ...head } = request
  if (!("external_settings" in head)) return head
  // The credentials of another service, which are never stored.
  const { external_settings: __, ...rest } = head
  return rest
}
