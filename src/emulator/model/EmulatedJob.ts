import { Result } from "effect"
import type { WireGate } from "../../schema/Gate.ts"
import type { Job, JobFailure } from "../../schema/Job.ts"
import type { WireJobRequest } from "../../schema/JobRequest.ts"
import { widthOf } from "../../simulator/Simulator.ts"
import { compile } from "./qasm.ts"

/** The common fields of all requests, without large or secret ones. */
export type JobHead = Pick<
  WireJobRequest,
  "type" | "backend" | "name" | "metadata" | "shots" | "session_id" | "settings" | "dry_run" | "noise"
>

export type JobInput = WireJobRequest["input"]

/** The size of a job, computed once. */
export interface Workload {
  /** The number of qubits of a job with a single circuit. */
  readonly qubits?: number | undefined
  readonly gateset?: "qis" | "native" | undefined
  /** Whether the job is a program that continues after a measurement. */
  readonly dynamic?: boolean | undefined
  readonly circuits: number
  readonly oneQubit: number
  readonly twoQubit: number
}

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

const pairs: ReadonlySet<string> = new Set(["swap", "xx", "yy", "zz", "ms", "pauliexp"])

/** A single-qubit gate counts once for each of its targets. A gate with controls counts as one two-qubit gate. */
const countGates = (circuit: ReadonlyArray<WireGate>): { oneQubit: number; twoQubit: number } => {
  let [oneQubit, twoQubit] = [0, 0]
  for (const { gate, control, controls = [], targets } of circuit) {
    if (control !== undefined || controls.length > 0 || pairs.has(gate)) twoQubit++
    else oneQubit += targets?.length ?? 1
  }
  return { oneQubit, twoQubit }
}

export const workloadOf = (request: WireJobRequest): Workload => {
  switch (request.type) {
    case "ionq.circuit.v1": {
      const { gateset, circuit } = request.input
      return { qubits: widthOf(request.input), gateset, circuits: 1, ...countGates(circuit) }
    }
    case "ionq.qasm3.v1": {
      const compiled = Result.getOrUndefined(compile(request.input.data))
      // A program that does not compile fails its checks and has no size.
      if (compiled === undefined) return { circuits: 1, oneQubit: 0, twoQubit: 0 }
      const { gateset, circuit } = compiled.circuit
      const dynamic = compiled.dynamic === undefined ? {} : { dynamic: true }
      return { qubits: widthOf(compiled.circuit), gateset, ...dynamic, circuits: 1, ...countGates(circuit) }
    }
    case "ionq.multi-circuit.v1": {
      const counts = request.input.circuits.map(({ circuit }) => countGates(circuit))
      return {
        circuits: counts.length,
        oneQubit: counts.reduce((sum, { oneQubit }) => sum + oneQubit, 0),
        twoQubit: counts.reduce((sum, { twoQubit }) => sum + twoQubit, 0),
      }
    }
    default:
      return { circuits: 1, oneQubit: 0, twoQubit: 0 }
  }
}
