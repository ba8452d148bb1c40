import type { Estimate, EstimateQuery, JobCost } from "../../schema/Cost.ts"
import { backendNamed } from "./backendCatalogue.ts"
import { isDebiased } from "./debiasing.ts"
import { organizationId, projectId } from "./accountIds.ts"
import type { EmulatedJob, JobHead } from "./EmulatedJob.ts"
import type { Workload } from "./workload.ts"
import { isDryRun, shotsOf, statusAt } from "./EmulatedJob.ts"
import { type Generation, isFrom } from "./Generation.ts"
import { computeTimeOf, executionTimeOf } from "./timing.ts"

/** The emulator's own rate card, in USD: a price for each gate of each shot, and a minimum price per job. */
const rates = { cost_1q_gate: 0.0002, cost_2q_gate: 0.001 }

/** The minimum price of a job, in USD. It is higher with error mitigation. */
const minimumOf = (mitigated: boolean): number => (mitigated ? 97.5 : 12.5)

export const unit = "usd"

type Gates = Pick<Workload, "oneQubit" | "twoQubit">

const price = (backend: string, shots: number, { oneQubit, twoQubit }: Gates, mitigated: boolean): number =>
  backend === "simulator"
    ? 0
    : Math.max(minimumOf(mitigated), shots * (oneQubit * rates.cost_1q_gate + twoQubit * rates.cost_2q_gate))

/** The price of a job that runs, in USD. */
export const priceOf = (request: JobHead, workload: Workload): number =>
  price(request.backend, shotsOf(request) ?? 0, workload, isDebiased(request, workload))

/** The minimum price of a job on a backend without error mitigation, in USD. */
export const leastPriceOn = (backend: string): number => (backend === "simulator" ? 0 : minimumOf(false))

/** The cost of a job at a time, in USD: nothing before it has completed, and nothing for a dry run. */
export const spentOn = (job: EmulatedJob, now: number): number =>
  statusAt(job, now) === "completed" && !isDryRun(job.request) ? priceOf(job.request, job.workload) : 0

/** The cost of a job as the API returns it. Since October 2026, jobs on the simulator have no estimate. */
export const costOf = (job: EmulatedJob, now: number, generation: Generation): JobCost => ({
  dry_run: job.request.dry_run ?? false,
  ...(job.request.backend === "simulator" && isFrom("2026-10", generation)
    ? {}
    : { estimated_cost: { value: priceOf(job.request, job.workload), unit } }),
  ...(statusAt(job, now) === "completed" ? { cost: { value: spentOn(job, now), unit } } : {}),
})

export const estimateOf = (query: EstimateQuery, now: number, generation: Generation): Estimate => {
  const asked = {
    type: "ionq.circuit.v1",
    qubits: 25,
    shots: 1000,
    "1q_gates": 0,
    "2q_gates": 0,
    error_mitigation: false,
    ...query,
  }
  const { backend, shots, qubits, error_mitigation: mitigated } = asked
  const workload = { qubits, circuits: 1, oneQubit: asked["1q_gates"], twoQubit: asked["2q_gates"] }
  const cost = price(backend, shots, workload, mitigated)
  const card = { job_cost_minimum: minimumOf(mitigated), ...rates }
  const shared = {
    estimated_at: new Date(now).toISOString(),
    estimated_execution_time: executionTimeOf(backend, workload, shots),
    current_predicted_queue_time: backendNamed(backend)?.average_queue_time ?? 0,
  }
  return isFrom("2026-09", generation)
    ? {
        ...shared,
        estimate_context: { ...asked, organization: organizationId, project: projectId },
        estimated_unit: unit,
        estimated_quantum_compute_time_us: computeTimeOf(workload, shots),
        rate_card: { id: "emulator", rates: [{ ...card, sku: backend, unit: "gates" }] },
        estimated_total_cost: cost,
      }
    : {
        ...shared,
        input_values: asked,
        cost_unit: unit,
        rate_information: { ...card, organization: organizationId },
        estimated_cost: cost,
      }
}
