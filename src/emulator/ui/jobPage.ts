import type { Job, JobStatus } from "../../schema/Job.ts"
import type { JobCost } from "../../schema/Cost.ts"
import type { Method } from "../../simulator/Simulator.ts"
import { type EmulatedJob, endOf, hasResults, shotsOf, statusAt } from "../model/EmulatedJob.ts"
import { type Content, type Html, html } from "./Html.ts"
import { progressOf, whatOf } from "./jobsPage.ts"
import { facts, plural, spanOf, statusOf, timeOf } from "./shell.ts"

/** The contents of a job's page. */
export interface JobView {
  readonly job: EmulatedJob
  /** The job as the API returns it. */
  readonly shown: Job
  readonly cost: JobCost
  readonly children: ReadonlyArray<EmulatedJob>
  readonly now: number
  /** Whether the circuit is drawn, or why it is not. */
  readonly circuit: "drawn" | "too-large" | "none"
  /** The method of the simulation, if it has run. */
  readonly method: Method | undefined
}

export const jobPage = (view: JobView): Html => {
  const { job, shown, children, now, circuit } = view
  const { request } = job
  const status = statusAt(job, now)
  return html`<h1>${request.name ?? `Job ${job.id.slice(0, 8)}`}</h1>
    <p class="small">
      ${statusOf(status)} <span class="faint">${whatOf(job)} on</span> ${request.backend}<br /><span
        class="id"
        >${job.id}</span
      >
    </p>
    ${status === "failed" ? failure(shown) : undefined}
    <section class="card">
      ${steps(job, status, now)}${status === "started" ? progressOf(job, now) : undefined}
    </section>
    ${pictures(view, hasResults(job, now), circuit)} ${values(shown)}
    <section class="card">${details(view)}</section>
    ${children.length === 0 ? undefined : childList(children, now)}
    <section class="card">
      <details>
        <summary>As the API shows it</summary>
        <pre>${JSON.stringify(shown, null, 2)}</pre>
      </details>
    </section>`
}

const failure = ({ failure }: Job): Html =>
  html`<section class="card failure">
    <h2>${failure?.code ?? "Failed"}</h2>
    ${failure?.message ?? undefined}
  </section>`

const steps = (job: EmulatedJob, status: JobStatus, now: number): Html => {
  const end = endOf(job)
  const ended = status === "completed" || status === "failed" || status === "canceled"
  const step = (name: string, at: number, past: boolean, soon?: string) =>
    html`<li class="${name}${past ? " past" : ""}">
      <div>${name}</div>
      <div class="small">${past ? timeOf(at) : soon}</div>
    </li>`
  const reached = (at: number) => at <= Math.min(now, end)
  const late = (at: number) => (ended ? undefined : `in ${spanOf(Math.max(0, at - now))}`)
  const lasts = ended && status !== "completed" ? status : "completed"
  return html`<ol class="steps">
    ${step("submitted", job.submittedAt, true)}${step(
      "ready",
      job.readyAt,
      reached(job.readyAt) && (status !== "failed" || job.failure?.ran === true),
      late(job.readyAt),
    )}${step(
      "started",
      job.startedAt,
      reached(job.startedAt) && (status !== "failed" || job.failure?.ran === true),
      late(job.predictedStartAt),
    )}${step(lasts, end, ended, late(job.predictedStartAt + job.predictedRun))}
  </ol>`
}

const bitOrder = "Qubit 0 is on the left of each state."

const pictures = ({ job }: JobView, measured: boolean, circuit: JobView["circuit"]): Content => {
  if (circuit === "none") return undefined
  const picture = (name: string, file: string, alt: string, note?: string) => {
    const path = `/ui/jobs/${job.id}/${file}`
    return html`<section class="card">
      <h2>${name}</h2>
      <picture
        ><source media="(max-width: 640px)" srcset="${path}?narrow" />
        <img src="${path}" alt="${alt}"
      /></picture>
      ${note === undefined ? undefined : html`<p class="small faint">${note}</p>`}
    </section>`
  }
  const all = [
    circuit === "drawn" ? picture("Circuit", "circuit.svg", `The circuit: ${whatOf(job)}`) : undefined,
    circuit === "too-large"
      ? html`<section class="card">
          <h2>Circuit</h2>
          <p class="faint">Too large to be drawn: ${whatOf(job)}.</p>
        </section>`
      : undefined,
    measured
      ? picture(
          "Histogram",
          "histogram.svg",
          "How often each state was measured, qubit 0 on the left",
          bitOrder,
        )
      : undefined,
  ]
  return html`<div class="pictures">${all}</div>`
}

/** The results of jobs that are not circuits. */
const values = ({ type, results }: Job): Html | undefined => {
  if (results == null || (type !== "quantum-function" && type !== "qctrl.qaoa.v1")) return undefined
  return html`<section class="card">
    <h2>Result</h2>
    <pre>${JSON.stringify(results, null, 2)}</pre>
  </section>`
}

const methods: Readonly<Record<Method, string>> = {
  dense: "state vector",
  sparse: "few amplitudes",
  stabilizer: "stabilizer state",
}

const details = ({ job, shown, cost, method }: JobView): Html => {
  const { request, workload } = job
  const link = (path: string, text: string) => html`<a href="${path}">${text}</a>`
  const amount = cost.cost ?? cost.estimated_cost
  const metadata = Object.entries(request.metadata ?? {})
  return facts([
    ["Type", request.type],
    ["Shots", shotsOf(request)?.toLocaleString("en")],
    ["Noise", shown.noise?.model ?? undefined],
    ["Simulated as", method === undefined ? undefined : methods[method]],
    ["Gates of one qubit", workload.oneQubit.toLocaleString("en")],
    ["Gates of two qubits", workload.twoQubit.toLocaleString("en")],
    ["Predicted run", spanOf(job.predictedRun)],
    ["Run", shown.execution_duration_ms == null ? undefined : spanOf(shown.execution_duration_ms)],
    [
      cost.cost == null ? "Estimated cost" : "Cost",
      amount == null ? undefined : `${amount.value} ${amount.unit}`,
    ],
    ["Dry run", request.dry_run === true ? "yes" : undefined],
    ["Session", request.session_id],
    ["Parent", job.parentId === undefined ? undefined : link(`/ui/jobs/${job.parentId}`, job.parentId)],
    [
      "Metadata",
      metadata.length === 0
        ? undefined
        : metadata.map(([key, value]) => html`<div><code>${key}</code> ${value}</div>`),
    ],
  ])
}

/** The largest number of children to list, because a job can have thousands. */
const maxChildren = 100

const childList = (children: ReadonlyArray<EmulatedJob>, now: number): Html =>
  html`<section class="card list">
    <table>
      <thead>
        <tr>
          <th>Status</th>
          <th>${plural(children.length, "circuit")}</th>
          <th>What</th>
        </tr>
      </thead>
      <tbody>
        ${children.slice(0, maxChildren).map(
          (child) =>
            html`<tr data-key="${child.id}">
              <td class="first">${statusOf(statusAt(child, now))}</td>
              <td class="title">
                <div><a href="/ui/jobs/${child.id}">${child.request.name ?? child.id.slice(0, 8)}</a></div>
                <div class="id">${child.id}</div>
              </td>
              <td class="wide small"><div>${whatOf(child)}</div></td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      children.length > maxChildren
        ? html`<div class="pages faint">and ${plural(children.length - maxChildren, "more circuit")}</div>`
        : undefined
    }
  </section>`
