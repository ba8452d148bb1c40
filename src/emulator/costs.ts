import type { Estimate, EstimateQuery, JobCost } from "../schema/Cost.ts"
import type { EmulatedJob } from "./EmulatedJob.ts"
import { statusAt, shotsOf } from "./EmulatedJob.ts"
import { organizationId, projectId } from "./describe.ts"
import type { Generation } from "./Options.ts"
import { qubitsOf } from "../simulator/Simulator.ts"

/** The emulator's own rates in USD, for gates and shots; nothing is paid by them. */
const rates = { job_cost_minimum: 12.5, cost_1q_gate: 0.0002, cost_2q_gate: 0.001 }
const unit = "usd"

const price = (backend: string, shots: number, one: number, two: number): number =>
  backend === "simulator"
    ? 0
    : Math.max(rates.job_cost_minimum, shots * (one * rates.cost_1q_gate + two * rates.cost_2q_gate))

export const costOf = (job: EmulatedJob, now: number): JobCost => {
  const { request } = job
  const circuits =
    request.type === "ionq.circuit.v1"
      ? [request.input]
      : request.type === "ionq.multi-circuit.v1"
        ? request.input.circuits
        : []
  const gates = circuits.flatMap(({ circuit }) => circuit)
  const one = gates.filter((gate) => qubitsOf(gate).length === 1).length
  const value =
    request.dry_run === true ? 0 : price(request.backend, shotsOf(job) ?? 0, one, gates.length - one)
  return {
    dry_run: request.dry_run ?? false,
    estimated_cost: { value, unit },
    ...(statusAt(job, now) === "completed" ? { cost: { value, unit } } : {}),
  }
}

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
  const cost = price(asked.backend, asked.shots, asked["1q_gates"], asked["2q_gates"])
  const shared = {
    estimated_at: new Date(now).toISOString(),
    estimated_execution_time: asked.shots,
    current_predicted_queue_time: asked.backend === "simulator" ? 0 : 1_181_215,
  }
  return generation === "2026-09"
    ? {
        ...shared,
        estimate_context: { ...asked, organization: organizationId, project: projectId },
        estimated_unit: unit,
        rate_card: { id: "emulator", rates: [{ ...rates, sku: asked.backend, unit: "gates" }] },
        estimated_total_cost: cost,
      }
    : {
        ...shared,
        input_values: asked,
        cost_unit: unit,
        rate_information: { ...rates, organization: organizationId },
        estimated_cost: cost,
      }
}
