import { Clock, Context, Effect } from "effect"
import type { Job } from "../schema/Job.ts"
import { measureUnsafe } from "../signals/metrics.ts"
import type { statusEvent } from "../signals/names.ts"

const event: (typeof statusEvent)["name"] = "ionq.job.status"

/** Records a changed status of a job on the span of a wait. */
export const noteStatus = ({ status, backend }: Job): Effect.Effect<void> =>
  Effect.withFiber(({ cache: { span }, context }) => {
    if (span?._tag === "Span") {
      span.event(event, Context.get(context, Clock.Clock).currentTimeNanosUnsafe(), { [event]: status })
      span.attribute(event, status)
      span.attribute("ionq.backend", backend)
    }
    return Effect.void
  })

/** Counts a job that has ended, with its times by the server's clock. */
export const countEnd = (context: Context.Context<never>, job: Job): void => {
  const kind = { "ionq.backend": job.backend, "ionq.job.type": job.type }
  measureUnsafe(context, "ionq.job.ended", 1, {
    "ionq.backend": job.backend,
    "ionq.job.type": job.type,
    "ionq.job.status": job.status,
  })
  const started = Date.parse(job.started_at ?? "")
  const queued = (started - Date.parse(job.submitted_at ?? "")) / 1000
  const millis = job.execution_duration_ms ?? Date.parse(job.completed_at ?? "") - started
  if (queued >= 0) measureUnsafe(context, "ionq.job.queue.duration", queued, kind)
  if (millis >= 0) measureUnsafe(context, "ionq.job.execution.duration", millis / 1000, kind)
  const shots = job.status === "completed" ? (job.shots ?? 0) : 0
  if (shots > 0) measureUnsafe(context, "ionq.job.shots", shots, kind)
}

/** Counts a poll and the number of its jobs. */
export const countPoll = (context: Context.Context<never>, jobs: number): void => {
  measureUnsafe(context, "ionq.polls", 1)
  measureUnsafe(context, "ionq.poll.jobs", jobs)
}
