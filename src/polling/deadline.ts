import type { Job, JobStatus } from "../schema/Job.ts"

const minute = 60_000
const hour = 60 * minute

/** How long a wait without a time limit lasts, in milliseconds. */
export const patience = {
  /** The shortest time that a wait lasts after a change of status. */
  perStatus: 5 * minute,
  /** The time in the queue, unless IonQ predicts a longer wait. */
  queued: hour,
  /** The longest time of the whole wait. */
  longest: 24 * hour,
} as const

/** How long a wait may take. Times are milliseconds of the steady clock. */
export interface Deadline {
  /** The time of the deadline. */
  readonly at: () => number
  /** The time limit of the whole wait, as far as it is known. */
  readonly length: () => number
  /** Updates the deadline from a job that was just polled. */
  readonly see: (job: Job, now: number) => void
  /** Postpones the deadline by a pause in which the consumer was busy. */
  readonly postpone: (millis: number) => void
}

/** A deadline from a time limit of the caller. Only `postpone` changes it. */
export const fixedDeadline = (start: number, length: number): Deadline => {
  let end = start + length
  return {
    at: () => end,
    length: () => length,
    see: () => undefined,
    postpone: (millis) => {
      end += millis
    },
  }
}

/**
 * A deadline for a caller without a time limit. In the queue, the limit is an hour, or 5 minutes more than twice the
 * wait that IonQ predicts if that is longer. After each change of status, the limit is at least 5 minutes, and twice
 * the predicted run. The whole wait is at most a day.
 */
export const expectedDeadline = (startedAt: number): Deadline => {
  let start = startedAt
  let end = start + patience.perStatus
  let status: JobStatus | undefined
  const extend = (until: number) => {
    end = Math.min(Math.max(end, until), start + patience.longest)
  }
  return {
    at: () => end,
    length: () => end - start,
    see: (job, now) => {
      const queued = job.status === "submitted" || job.status === "ready"
      if (job.status !== status) {
        status = job.status
        const run = 2 * Math.max(0, job.predicted_execution_duration_ms ?? 0)
        extend(now + (queued ? patience.queued : patience.perStatus + run))
      }
      const wait = 2 * Math.max(0, job.predicted_wait_time_ms ?? 0)
      if (queued && wait > 0) extend(now + wait + patience.perStatus)
    },
    postpone: (millis) => {
      start += millis
      end += millis
    },
  }
}
