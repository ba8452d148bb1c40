import { Result } from "effect"
import type { Job } from "../schema/Job.ts"
import type { ResultLinks } from "../schema/JobOutput.ts"
import type { WireJobRequest } from "../schema/JobRequest.ts"
import { qubitsOf, widthOf } from "../simulator/Simulator.ts"
import { type Artifact, artifactsAt, variantsOf } from "./artifacts.ts"
import { type EmulatedJob, measuredAt, shotsOf, statusAt } from "./EmulatedJob.ts"
import type { Generation } from "./Options.ts"

export const projectId = "1333d459-cf47-4a5e-acc1-8d4eb4f7b025"
export const organizationId = "71d164e6-6ebe-4126-8839-f1529bb01a00"
export const userId = "64b03577072d45001c85e9c4"

/** What jobs that are no circuits say of themselves. */
const free = { settings: {}, stats: {}, output: {} }

/** The job as the API of a generation shows it at a time. */
export const describe = (job: EmulatedJob, now: number, generation: Generation): Job => {
  const { request } = job
  const status = statusAt(job, now)
  const ran = status === "started" || status === "completed"
  const shots = shotsOf(job)
  const outcome = status === "failed" ? job.outcome() : undefined
  const waiting = status === "submitted" || status === "ready"
  const shared = {
    id: job.id,
    status,
    backend: request.backend,
    dry_run: request.dry_run ?? false,
    submitter_id: userId,
    project_id: projectId,
    parent_job_id: job.parentId ?? null,
    child_job_ids: job.children.length === 0 ? null : job.children.map(({ id }) => id),
    session_id: request.session_id ?? null,
    metadata: request.metadata ?? null,
    name: request.name ?? null,
    submitted_at: iso(job.submittedAt) ?? "",
    started_at: iso(ran ? job.startedAt : undefined),
    completed_at: iso(endOf(job, status)),
    predicted_wait_time_ms: waiting ? job.startedAt - now : null,
    predicted_execution_duration_ms: job.completedAt - job.startedAt,
    execution_duration_ms: status === "completed" ? job.completedAt - job.startedAt : null,
    ...(shots === undefined ? {} : { shots }),
    ...(request.backend === "simulator" ? { noise: request.noise ?? { model: "ideal" as const } } : {}),
    failure: outcome !== undefined && Result.isFailure(outcome) ? outcome.failure : null,
    ...costModel(generation),
  }
  const measured = measuredAt(job, now)
  switch (request.type) {
    case "quantum-function":
      return {
        ...shared,
        ...free,
        type: request.type,
        results: measured?.kind === "function" ? { ...measured.value } : null,
      }
    case "qctrl.qaoa.v1":
      return {
        ...shared,
        ...free,
        type: request.type,
        results: measured?.kind === "qaoa" ? { qaoa_results: measured.value } : null,
      }
    default: {
      const artifacts = artifactsAt(job, now)
      const own = artifacts.filter(({ variant, kind }) => variant === undefined && isResult(kind))
      return {
        ...shared,
        type: request.type,
        settings: request.settings ?? {},
        stats: statsOf(request),
        output: outputOf(job, artifacts, now, generation),
        results: measured === undefined ? null : linksOf(job, own, generation),
      }
    }
  }
}

const isResult = (kind: Artifact["kind"]): boolean => kind !== "compiled" && kind !== "aggregation"

const costModel = (generation: Generation) => {
  if (generation === "2026-04") return {}
  return { cost_model: generation === "2026-05" ? ("quantum_compute_time" as const) : ("QCT" as const) }
}

/** By format id and artifact since September 2026, by kind and URL before. */
const linksOf = (job: EmulatedJob, artifacts: ReadonlyArray<Artifact>, generation: Generation): ResultLinks =>
  Object.fromEntries(
    generation === "2026-09"
      ? artifacts.map(({ id, format, mediaType }) => [format, { id, format, media_type: mediaType }])
      : artifacts.map(({ kind, variant }) => {
          const path = variant === undefined ? "" : `/variants/${variant}`
          return [kind, { url: `/v0.4/jobs/${job.id}${path}/results/${kind}` }]
        }),
  )

const outputOf = (
  job: EmulatedJob,
  artifacts: ReadonlyArray<Artifact>,
  now: number,
  generation: Generation,
) => {
  const measured = measuredAt(job, now)
  const variants = measured?.kind === "circuit" ? variantsOf(job, measured.qubits) : []
  const compiled = artifacts.filter(({ kind }) => kind === "compiled")
  const newest = generation === "2026-09"
  return {
    compilation:
      newest && compiled.length > 0 ? { compiled_circuits: linksOf(job, compiled, generation) } : {},
    ...(variants.length === 0
      ? {}
      : {
          error_mitigation: {
            debiasing: {
              variants: variants.map(({ id, qubitMap, shots }) => ({
                variant_id: id,
                qubit_map: qubitMap,
                shots,
                results: linksOf(
                  job,
                  artifacts.filter(({ variant }) => variant === id),
                  generation,
                ),
              })),
              ...(newest ? { aggregation_method: "average" } : {}),
            },
            ...(newest
              ? {
                  symmetry_verification: null,
                  aggregations: Object.fromEntries(
                    artifacts
                      .filter(({ kind }) => kind === "aggregation")
                      .map(({ id, format, mediaType }) => [
                        id.slice("aggregation.".length),
                        { id, format, media_type: mediaType },
                      ]),
                  ),
                }
              : {}),
          },
        }),
  }
}

const statsOf = (request: WireJobRequest) => {
  if (request.type === "ionq.circuit.v1") {
    const one = request.input.circuit.filter((gate) => qubitsOf(gate).length === 1).length
    const gate_counts = { "1q": one, "2q": request.input.circuit.length - one }
    return { qubits: widthOf(request.input), circuits: 1, gate_counts }
  }
  return request.type === "ionq.multi-circuit.v1" ? { circuits: request.input.circuits.length } : {}
}

const endOf = (job: EmulatedJob, status: Job["status"]): number | undefined => {
  if (status === "canceled") return job.canceledAt
  if (status === "failed") return job.readyAt
  return status === "completed" ? job.completedAt : undefined
}

const iso = (millis: number | undefined): string | null =>
  millis === undefined ? null : new Date(millis).toISOString()
