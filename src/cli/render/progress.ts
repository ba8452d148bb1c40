import { CliOutput } from "effect/cli"
import type { Job } from "../../schema/Job.ts"
import { plain, type Screen } from "../terminal/screen.ts"
import { byStatus, lengthOf, meaningOf } from "./humanUnits.ts"

/** A job as last seen, with the time. Times are in milliseconds since the epoch. */
export interface Seen {
  readonly job: Job
  readonly at: number
  /** The start of the wait. */
  readonly since: number
}

/** When IonQ last predicted the job to end; undefined without a prediction. */
const expectedEnd = ({ job, at }: Seen): number | undefined => {
  const { predicted_wait_time_ms: wait, predicted_execution_duration_ms: run } = job
  switch (job.status) {
    case "submitted":
    case "ready":
      return typeof wait === "number" ? at + wait + (run ?? 0) : undefined
    case "started":
      return typeof run === "number" ? (startOf(job) ?? at) + run : undefined
    default:
      return undefined
  }
}

const startOf = ({ started_at }: Job): number | undefined => {
  const time = Date.parse(started_at ?? "")
  return Number.isNaN(time) ? undefined : time
}

/**
 * The elapsed fraction of the wait, from 0 to 1, according to IonQ's prediction. It is below 1 until the job has
 * ended.
 */
export const fractionOf = (seen: Seen, now: number): number | undefined => {
  const end = expectedEnd(seen)
  if (end === undefined) return undefined
  return Math.min(0.99, Math.max(0, (now - seen.since) / Math.max(1, end - seen.since)))
}

export const bar = (fraction: number, cells: number): string => {
  const full = Math.round(fraction * cells)
  return "█".repeat(full) + "░".repeat(cells - full)
}

const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]

export const spinnerAt = (now: number): string => spinner[Math.floor(now / 120) % spinner.length] ?? ""

/** The smallest width of the bar in cells. A shorter bar would not be readable. */
const shortestBar = 8

/** The progress line of a wait, which is redrawn in place. It fits the width of the screen. */
export const progressLine = (seen: Seen, now: number, screen: Screen): string => {
  const { job, since } = seen
  const elapsed = now - since < 1000 ? "0 s" : lengthOf(now - since)
  const end = expectedEnd(seen)
  const left = end === undefined ? "" : now < end ? `~${lengthOf(end - now)} left` : "any moment now"
  const turn = spinnerAt(now)
  const fraction = fractionOf(seen, now)
  // Leaves columns for `^C`, which the terminal writes after the line.
  const room = screen.columns - 3
  const texts = [
    [meaningOf(job.status), elapsed, left],
    [meaningOf(job.status), elapsed],
    [meaningOf(job.status)],
    [],
  ].map((parts) => `${turn} ${parts.filter(Boolean).join(" · ")}`.trimEnd())
  const fitting = (extra: number) => texts.find((text) => CliOutput.displayWidth(text) + extra <= room)
  // The most detailed form that fits, with its bar if it has one.
  const text = (fraction === undefined ? undefined : fitting(shortestBar + 1)) ?? fitting(0) ?? turn
  const rest = room - CliOutput.displayWidth(text) - 1
  const drawn = fraction === undefined || rest < shortestBar ? "" : ` ${bar(fraction, Math.min(30, rest))}`
  return byStatus(text, job.status, screen) + drawn
}

/** The line for one change, if lines cannot be redrawn. */
export const changeLine = ({ job, at, since }: Seen): string => {
  const end = expectedEnd({ job, at, since })
  const left = end === undefined || end <= at ? "" : `, about ${lengthOf(end - at)} left`
  return `${plain(job.id)}  ${plain(job.status)} after ${lengthOf(at - since)}${left}`
}
