import { isCircuitJob, type Job } from "../../schema/Job.ts"
import type { Screen } from "../terminal/screen.ts"
import { type Column, details, table } from "./table.ts"
import { ago, byStatus, lengthOf, said, timeOf } from "./humanUnits.ts"

const columns = (now: number): ReadonlyArray<Column<Job>> => [
  { title: "ID", cell: ({ id }) => said(id) },
  {
    title: "STATUS",
    cell: ({ status }) => said(status),
    paint: (text, { status }, screen) => byStatus(text, status, screen),
  },
  { title: "BACKEND", cell: ({ backend }) => said(backend), rank: 3 },
  { title: "SUBMITTED", cell: ({ submitted_at }) => ago(submitted_at, now), rank: 2 },
  { title: "SHOTS", cell: ({ shots }) => (shots ?? "").toString(), align: "right", rank: 4 },
  { title: "NAME", cell: (job) => said(job.name), rank: 1, least: 12 },
]

/** Jobs as a table that fits the screen, or `No jobs.`. */
export const jobsTable = (jobs: ReadonlyArray<Job>, screen: Screen): string =>
  table(columns(Date.now()), jobs, screen, "No jobs.")

const millis = (value: number | null | undefined) =>
  value === null || value === undefined ? undefined : lengthOf(value)

/** All details of a job, one per line. Missing values are left out. */
export const jobDetails = (job: Job, screen: Screen): string => {
  const stats = isCircuitJob(job) ? (job.stats ?? undefined) : undefined
  const counts = Object.entries(stats?.gate_counts ?? {}).map(([name, count]) => `${count} ${said(name)}`)
  return details(
    [
      ["job", said(job.id)],
      ["status", byStatus(said(job.status), job.status, screen)],
      ["failure", job.failure ? `${said(job.failure.code)}: ${said(job.failure.message)}` : undefined],
      ["name", said(job.name)],
      ["type", said(job.type)],
      ["backend", said(job.backend)],
      ["shots", job.shots?.toString()],
      ["noise", said(job.noise?.model)],
      ["qubits", stats?.qubits?.toString()],
      ["gates", counts.join(", ")],
      ["dry run", job.dry_run === true ? "yes" : undefined],
      ["session", said(job.session_id)],
      ["parent", said(job.parent_job_id)],
      ["children", job.child_job_ids?.map(said).join(" ")],
      ["submitted", timeOf(job.submitted_at)],
      ["started", timeOf(job.started_at)],
      ["completed", timeOf(job.completed_at)],
      ["predicted wait", job.started_at ? undefined : millis(job.predicted_wait_time_ms)],
      ["predicted run", job.completed_at ? undefined : millis(job.predicted_execution_duration_ms)],
      ["ran for", millis(job.execution_duration_ms)],
      ...Object.entries(job.metadata ?? {}).map(([key, value]) => [said(key), said(value)] as const),
    ],
    screen,
  )
}
