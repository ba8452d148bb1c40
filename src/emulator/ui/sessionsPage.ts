import type { Session } from "../../schema/Session.ts"
import { type Html, html } from "./Html.ts"
import { plural, statusOf, timeOf } from "./shell.ts"

/** A session and the number of its jobs. */
export interface SessionView {
  readonly session: Session
  readonly jobs: number
}

export const sessionsPage = (views: ReadonlyArray<SessionView>): Html =>
  views.length === 0
    ? html`<section class="card">
        <h2>No sessions yet</h2>
        <p class="faint">A program opens one with <code>POST /sessions</code>.</p>
      </section>`
    : html`<section class="card list">
        <table>
          <thead>
            <tr>
              <th>Status</th>
              <th>Session</th>
              <th>Jobs and limits</th>
              <th>Created (UTC)</th>
            </tr>
          </thead>
          <tbody>
            ${views.map(row)}
          </tbody>
        </table>
      </section>`

const row = ({ session, jobs }: SessionView): Html =>
  html`<tr data-key="${session.id}">
    <td class="first">${statusOf(session.status)}</td>
    <td class="title">
      <div>${session.backend ?? undefined}</div>
      <div class="id">${session.id}</div>
    </td>
    <td class="wide small">
      <div>${plural(jobs, "job")}</div>
      <div class="faint">${limits(session)}</div>
    </td>
    <td class="wide small">
      <div>${time(session.created_at)}</div>
      ${session.ended_at == null ? undefined : html`<div class="faint">ended ${time(session.ended_at)}</div>`}
    </td>
  </tr>`

const time = (iso: string | null | undefined): Html | undefined =>
  iso == null ? undefined : timeOf(Date.parse(iso))

const limits = ({ settings }: Session): string =>
  [
    settings?.job_count_limit == null ? undefined : `at most ${plural(settings.job_count_limit, "job")}`,
    settings?.duration_limit_min == null ? undefined : `${settings.duration_limit_min} min`,
    settings?.cost_limit == null ? undefined : `${settings.cost_limit.value} ${settings.cost_limit.unit}`,
  ]
    .filter((part) => part !== undefined)
    .join(", ") || "no limits"
