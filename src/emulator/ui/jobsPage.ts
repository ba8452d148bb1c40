import type { Job, JobStatus } from "../../schema/Job.ts"
import { type EmulatedJob, endOf, shotsOf, statusAt } from "../model/EmulatedJob.ts"
import { type Html, html } from "./Html.ts"
import { plural, spanOf, statusOf, timeOf } from "./shell.ts"

const statuses = ["submitted", "ready", "started", "completed", "failed", "canceled"] as const

export const pageSize = 50

/** The contents of the page of all jobs. */
export interface JobsView {
  /** The number of jobs in each status. */
  readonly counts: ReadonlyMap<JobStatus, number>
  readonly status: string | undefined
  readonly jobs: ReadonlyArray<EmulatedJob>
  /** The position of the first job on the next page. */
  readonly next: number | undefined
  readonly isFirst: boolean
  readonly now: number
  readonly api: string
}

export const jobsPage = (view: JobsView): Html => {
  const { counts, status, jobs, next, isFirst } = view
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const chip = (name: string, count: number, filter?: string) =>
    html`<li>
      <a
        href="/ui${filter === undefined ? "" : `?status=${filter}`}"
        ${status === filter ? html` aria-current="true"` : undefined}
        >${name} ${count.toLocaleString("en")}</a
      >
    </li>`
  const filter = status === undefined ? "" : `status=${status}`
  const older = next === undefined ? undefined : `/ui?${filter}${filter === "" ? "" : "&"}from=${next}`
  return html`<ul class="chips">
      ${chip("All", total)}${statuses.map((name) => chip(name, counts.get(name) ?? 0, name))}
    </ul>
    ${total === 0 ? empty(view.api) : undefined}
    ${
      jobs.length === 0
        ? total === 0
          ? undefined
          : html`<p class="faint">No job is ${status}.</p>`
        : html`<section class="card list">
            <table>
              <thead>
                <tr>
                  <th>Status</th>
                  <th>Job</th>
                  <th>What</th>
                  <th>Submitted (UTC)</th>
                </tr>
              </thead>
              <tbody>
                ${jobs.map((job) => row(job, view.now))}
              </tbody>
            </table>
            ${
              isFirst && older === undefined
                ? undefined
                : html`<div class="pages">
                    <span>${isFirst ? undefined : html`<a href="/ui?${filter}">Newest</a>`}</span
                    ><span>${older === undefined ? undefined : html`<a href="${older}">Older</a>`}</span>
                  </div>`
            }
          </section>`
    }`
}

/** The progress of a running job. */
export const progressOf = (job: EmulatedJob, now: number): Html | undefined => {
  const done = (now - job.startedAt) / (job.completedAt - job.startedAt)
  return html`<progress max="100" value="${Math.floor(done * 100)}" aria-label="done so far"></progress>`
}

const row = (job: EmulatedJob, now: number): Html => {
  const { request } = job
  const status = statusAt(job, now)
  const title = request.name ?? job.id.slice(0, 8)
  const ended = status === "completed" || status === "failed" || status === "canceled"
  return html`<tr data-key="${job.id}">
    <td class="first">${statusOf(status)}${status === "started" ? progressOf(job, now) : undefined}</td>
    <td class="title">
      <div><a href="/ui/jobs/${job.id}">${title}</a></div>
      <div class="id">${job.id}</div>
    </td>
    <td class="wide small">
      <div>${request.backend}</div>
      <div class="faint">${whatOf(job)}</div>
    </td>
    <td class="wide small">
      <div>${timeOf(job.submittedAt)}</div>
      <div class="faint">${timing(job, status, ended, now)}</div>
    </td>
  </tr>`
}

const timing = (job: EmulatedJob, status: Job["status"], ended: boolean, now: number): string | undefined => {
  if (ended) return `took ${spanOf(endOf(job) - job.submittedAt)}`
  if (status === "started") return `running for ${spanOf(now - job.startedAt)}`
  return `starts in ${spanOf(Math.max(0, job.predictedStartAt - now))}`
}

const kinds: Readonly<Record<string, string>> = {
  "quantum-function": "quantum function",
  "qctrl.qaoa.v1": "QAOA",
  "ionq.qasm3.v1": "OpenQASM 3",
}

/** A short description of a job, e.g. `2 qubits, 3 gates, 100 shots`. */
export const whatOf = ({ request, workload }: EmulatedJob): string => {
  const { qubits, circuits, oneQubit, twoQubit } = workload
  const shots = shotsOf(request)
  return [
    kinds[request.type],
    request.type === "ionq.multi-circuit.v1" ? plural(circuits, "circuit") : undefined,
    qubits === undefined ? undefined : plural(qubits, "qubit"),
    oneQubit + twoQubit === 0 ? undefined : plural(oneQubit + twoQubit, "gate"),
    shots === undefined ? "ideal" : plural(shots, "shot"),
  ]
    .filter((part) => part !== undefined)
    .join(", ")
}

const empty = (api: string): Html =>
  html`<section class="card">
    <h2>No jobs yet</h2>
    <p>Point a client at this emulator, or submit one here:</p>
    <pre>
curl ${api}/jobs -H "authorization: apiKey emulator-key" -H "content-type: application/json" \\
  -d '{"type":"ionq.circuit.v1","backend":"simulator","name":"Bell pair","input":{"gateset":"qis",
       "circuit":[{"gate":"h","target":0},{"gate":"cnot","control":0,"target":1}]}}'</pre>
  </section>`
