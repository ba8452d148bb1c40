import type { JobStatus } from "../../schema/Job.ts"
import { plain, type Screen, styled } from "../terminal/screen.ts"

/** A duration in its largest two units, e.g. `3 min 20 s`. */
export const lengthOf = (millis: number): string => {
  if (millis < 1000) return `${Math.max(0, Math.round(millis))} ms`
  const seconds = Math.round(millis / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.floor(hours / 24)} d`
}

/** The time since a timestamp of the server, in its largest unit, as a column has little room. */
export const ago = (iso: string | null | undefined, now: number): string => {
  const time = Date.parse(iso ?? "")
  if (Number.isNaN(time)) return ""
  return now - time < 1000 ? "now" : `${lengthOf(now - time).replace(/^(\d+ \w+).*/, "$1")} ago`
}

/** A timestamp of the server in the local time zone. */
export const timeOf = (iso: string | null | undefined): string | undefined => {
  const time = Date.parse(iso ?? "")
  return Number.isNaN(time) ? undefined : new Date(time).toLocaleString("sv-SE")
}

/** An amount of money or of another unit, with a suitable number of digits. */
export const amountOf = (
  value: number | null | undefined,
  unit: string | null | undefined,
): string | undefined => {
  if (value === null || value === undefined) return undefined
  const digits = value !== 0 && Math.abs(value) < 0.01 ? value.toPrecision(2) : value.toFixed(2)
  return `${digits} ${plain(unit ?? "").toUpperCase()}`.trimEnd()
}

const colors = { completed: "green", failed: "red", canceled: "yellow", started: "cyan" } as const

/** The text in the color of a status; unchanged for a status without a color. */
export const byStatus = (text: string, status: string, screen: Screen): string => {
  const color = Object.entries(colors).find(([word]) => word === status)?.[1]
  return color === undefined ? text : styled(screen, color, text)
}

/** What a status means for someone who waits for the job. */
export const meaningOf = (status: JobStatus): string => {
  switch (status) {
    case "submitted":
      return "being checked"
    case "ready":
      return "in the queue"
    case "started":
      return "running"
    default:
      return plain(status)
  }
}

/** A text from the server in printable form; empty if the server sent none. */
export const said = (text: string | null | undefined): string => (text ? plain(text) : "")
