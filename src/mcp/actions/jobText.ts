import { lengthOf } from "../../cli/render/humanUnits.ts"
import { isCircuitJob, type Job } from "../../schema/Job.ts"
import { quotedLines, short, shortRecord } from "../text/quoted.ts"

const given = <K extends string, A>(key: K, value: A | null | undefined): Partial<Record<K, A>> =>
  // The key and the type of the value are those of the record, so the cast holds.
  value === null || value === undefined ? {} : ({ [key]: value } as Partial<Record<K, A>>)

/** A job as data. Texts that other people wrote are in `untrusted`. */
export const jobData = (job: Job) => {
  const stats = isCircuitJob(job) ? job.stats : undefined
  const children = job.child_job_ids?.length
  const metadata = shortRecord(job.metadata ?? {})
  const untrusted = {
    ...(job.name ? { name: short(job.name) } : {}),
    ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
    ...(job.failure?.message ? { message: short(job.failure.message) } : {}),
  }
  return {
    id: short(job.id),
    status: short(job.status),
    type: short(job.type),
    backend: short(job.backend),
    ...given("shots", job.shots),
    ...given("qubits", stats?.qubits),
    ...given("noise", job.noise?.model ? short(job.noise.model) : undefined),
    ...(job.dry_run === true ? { dryRun: true } : {}),
    ...given("submittedAt", job.submitted_at),
    ...given("startedAt", job.started_at),
    ...given("completedAt", job.completed_at),
    ...given("predictedWaitMillis", job.started_at ? undefined : job.predicted_wait_time_ms),
    ...given("ranForMillis", job.execution_duration_ms),
    ...given("childJobs", children === 0 ? undefined : children),
    ...given("failure", job.failure ? short(job.failure.code) : undefined),
    ...(Object.keys(untrusted).length === 0 ? {} : { untrusted }),
  }
}

/** A job on one line, without texts that other people wrote. */
export const jobLine = (job: Job): string => {
  const { id, status, backend, dryRun, shots, submittedAt, failure, predictedWaitMillis, ranForMillis } =
    jobData(job)
  return [
    `Job ${id}: ${status}${failure === undefined ? "" : ` (${failure})`} on ${backend}`,
    ...(dryRun === true ? ["dry run"] : []),
    ...(shots === undefined ? [] : [`${shots} shots`]),
    ...(submittedAt === undefined ? [] : [`submitted ${submittedAt}`]),
    ...(predictedWaitMillis === undefined ? [] : [`about ${lengthOf(predictedWaitMillis)} in the queue`]),
    ...(ranForMillis === undefined ? [] : [`ran for ${lengthOf(ranForMillis)}`]),
  ].join(", ")
}

/** A job as text. Texts that other people wrote are in quotation marks. */
export const jobText = (job: Job): string => {
  const metadata = Object.entries(shortRecord(job.metadata ?? {}))
  return [
    `${jobLine(job)}.`,
    ...quotedLines([
      ["name", job.name],
      ["failure", job.failure?.message],
      ...metadata.map(([key, value]) => [`metadata ${JSON.stringify(key)}`, value] as const),
    ]),
  ].join("\n")
}
