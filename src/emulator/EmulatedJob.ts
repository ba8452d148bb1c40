import { Result } from "effect"
import type { Job, JobFailure } from "../schema/Job.ts"
import type { WireJobRequest } from "../schema/JobRequest.ts"
import type { QaoaResult, QuantumFunctionResult } from "../schema/QuantumFunction.ts"
import type { Probabilities } from "../schema/Result.ts"
import type { Settings } from "./Options.ts"

/** What a job came to. A multi-circuit job has nothing of its own: its children do. */
export type Measured =
  | { readonly kind: "circuit"; readonly qubits: number; readonly probabilities: Probabilities }
  | { readonly kind: "function"; readonly value: QuantumFunctionResult }
  | { readonly kind: "qaoa"; readonly value: QaoaResult }
  | { readonly kind: "parent" }

export type Outcome = Result.Result<Measured, JobFailure>

/** A job of the emulator. Its status is not stored: it follows from the clock. Times are epoch milliseconds. */
export interface EmulatedJob {
  readonly id: string
  readonly request: WireJobRequest
  readonly parentId: string | undefined
  readonly children: ReadonlyArray<EmulatedJob>
  readonly submittedAt: number
  readonly readyAt: number
  readonly startedAt: number
  readonly completedAt: number
  /** Simulates on the first call only. */
  readonly outcome: () => Outcome
  canceledAt: number | undefined
}

export const makeJob = (
  fields: Pick<EmulatedJob, "id" | "request" | "parentId" | "children">,
  now: number,
  settings: Settings["Service"],
  simulate: () => Outcome,
): EmulatedJob => {
  const readyAt = now + settings.submittedFor
  const startedAt = readyAt + settings.readyFor
  let outcome: Outcome | undefined
  return {
    ...fields,
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

/** What a job measured, once it is completed. A dry run measures nothing. */
export const measuredAt = (job: EmulatedJob, now: number): Measured | undefined => {
  if (job.request.dry_run === true || statusAt(job, now) !== "completed") return undefined
  return Result.getOrUndefined(job.outcome())
}

/** The number of shots that were taken; none on the ideal simulator, which gives exact probabilities. */
export const shotsOf = ({ request }: EmulatedJob): number | undefined =>
  request.backend === "simulator" && (request.noise?.model ?? "ideal") === "ideal"
    ? undefined
    : (request.shots ?? 100)
