import { Result } from "effect"
import type { Job } from "../../schema/Job.ts"
import type { ResultLinks } from "../../schema/JobOutput.ts"
import { type Artifact, artifactsAt } from "./artifacts.ts"
import { variantsOf } from "./debiasing.ts"
import { type EmulatedJob, endOf, isDryRun, shotsOf, statusAt } from "./EmulatedJob.ts"
import { type Generation, isFrom } from "./Generation.ts"
import { projectId, userId } from "./accountIds.ts"
import type { Outcome } from "./Outcome.ts"
import { computeTimeOf } from "./timing.ts"

/** The fields that are empty in a job that is not a circuit. */
const free = { settings: {}, stats: {}, output: {} }

/**
 * The job as the API of a generation returns it at a time. `outcome` is the outcome of a job that is not a circuit.
 */
export const describe = (
  job: EmulatedJob,
  now: number,
  generation: Generation,
  outcome: Outcome | undefined,
): Job => {
  const { request, failure } = job
  const status = statusAt(job, now)
  const ran = !isDryRun(request) && (status !== "failed" || failure?.ran === true)
  const started = ran && job.startedAt <= Math.min(now, endOf(job))
  const ended = status === "completed" || status === "failed" || status === "canceled"
  const shots = shotsOf(request)
  const waiting = status === "submitted" || status === "ready"
  const shared = {
    id: job.id,
    status,
    backend: request.backend,
    dry_run: request.dry_run ?? false,
    submitter_id: userId,
    project_id: projectId,
    parent_job_id: job.parentId ?? null,
    child_job_ids: job.childIds.length === 0 ? null : job.childIds,
    session_id: request.session_id ?? null,
    metadata: request.metadata ?? null,
    name: request.name ?? null,
    submitted_at: iso(job.submittedAt) ?? "",
    started_at: iso(started ? job.startedAt : undefined),
    completed_at: iso(ended ? endOf(job) : undefined),
    predicted_wait_time_ms: waiting ? Math.max(0, job.predictedStartAt - now) : null,
    predicted_execution_duration_ms: job.predictedRun,
    execution_duration_ms:
      status === "completed" ? (isDryRun(request) ? 0 : job.completedAt - job.startedAt) : null,
    ...(shots === undefined ? {} : { shots }),
    ...(request.backend === "simulator" ? { noise: request.noise ?? { model: "ideal" as const } } : {}),
    failure:
      status === "failed" && failure !== undefined
        ? { code: failure.code, message: failure.message ?? null }
        : null,
    ...costModel(generation),
  }
  const measured = outcome !== undefined && Result.isSuccess(outcome) ? outcome.success : undefined
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
        stats: statsOf(job, status),
        output: outputOf(job, artifacts, generation),
        results:
          own.length === 0 ? null : { ...linksOf(job, own, generation), ...urlsOf(job, own, generation) },
      }
    }
  }
}

const isResult = (kind: Artifact["kind"]): boolean => kind !== "compiled" && kind !== "aggregation"

const costModel = (generation: Generation) => {
  if (generation === "2026-04") return {}
  return { cost_model: generation === "2026-05" ? ("quantum_compute_time" as const) : ("QCT" as const) }
}

/**
 * Result links. Since September 2026 the keys are format ids and the links have the ids of artifacts. Before, the
 * keys were kinds of result and the links were URLs.
 */
const linksOf = (job: EmulatedJob, artifacts: ReadonlyArray<Artifact>, generation: Generation): ResultLinks =>
  Object.fromEntries(
    isFrom("2026-09", generation)
      ? artifacts.map(({ id, format, mediaType }) => [format, { id, format, media_type: mediaType }])
      : artifacts.map(({ kind, variant }) => {
          const path = variant === undefined ? "" : `/variants/${variant}`
          return [kind, { url: urlOf(job, `${path}/results/${kind}`) }]
        }),
  )

/** The URL of a result of a job. The probabilities of a multi-circuit job have a path of their own. */
const urlOf = ({ id, request }: EmulatedJob, path: string): string =>
  `/v0.4/jobs/${id}${path}${request.type === "ionq.multi-circuit.v1" ? "/aggregated" : ""}`

/** Since September 2026: the link to the probabilities with a URL, from which other clients still read them. */
const urlsOf = (
  job: EmulatedJob,
  artifacts: ReadonlyArray<Artifact>,
  generation: Generation,
): ResultLinks => {
  const found = artifacts.find(({ kind }) => kind === "probabilities")
  if (found === undefined || !isFrom("2026-09", generation)) return {}
  const { id, format, mediaType } = found
  return { probabilities: { id, format, media_type: mediaType, url: urlOf(job, "/results/probabilities") } }
}

const outputOf = (job: EmulatedJob, artifacts: ReadonlyArray<Artifact>, generation: Generation) => {
  const variants = artifacts.length === 0 ? [] : variantsOf(job)
  const compiled = artifacts.filter(({ kind }) => kind === "compiled")
  const newer = isFrom("2026-09", generation)
  const compilation =
    newer && compiled.length > 0 ? { compiled_circuits: linksOf(job, compiled, generation) } : {}
  if (variants.length === 0) {
    return isFrom("2026-10", generation)
      ? { compilation, error_mitigation: { debiasing: false } }
      : { compilation }
  }
  const debiasing = {
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
  }
  if (!newer) return { compilation, error_mitigation: { debiasing } }
  const aggregations = Object.fromEntries(
    artifacts
      .filter(({ kind }) => kind === "aggregation")
      .map(({ id, format, mediaType }) => [
        id.slice("aggregation.".length),
        { id, format, media_type: mediaType },
      ]),
  )
  return {
    compilation,
    error_mitigation: {
      debiasing: { ...debiasing, aggregation_method: "average" },
      symmetry_verification: null,
      aggregations,
    },
  }
}

const statsOf = ({ request, workload }: EmulatedJob, status: Job["status"]) => {
  const { qubits, circuits, oneQubit, twoQubit } = workload
  const time = computeTimeOf(workload, shotsOf(request) ?? 0)
  return {
    ...(qubits === undefined ? {} : { qubits }),
    circuits,
    gate_counts: { "1q": oneQubit, "2q": twoQubit },
    ...(request.backend === "simulator"
      ? {}
      : {
          predicted_quantum_compute_time_us: time,
          ...(status === "completed" && !isDryRun(request) ? { billed_quantum_compute_time_us: time } : {}),
        }),
  }
}

const iso = (millis: number | undefined): string | null =>
  millis === undefined ? null : new Date(millis).toISOString()
