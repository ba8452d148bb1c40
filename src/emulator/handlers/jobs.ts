import { Clock, Effect, Result } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { JobsQuery } from "../../IonQApi.ts"
import { isTerminal, type JobReceipt } from "../../schema/Job.ts"
import type { WireJobRequest } from "../../schema/JobRequest.ts"
import { EmulatorApi } from "../api.ts"
import { backends } from "../catalogue.ts"
import { describe, type EmulatedJob, makeJob, statusAt } from "../EmulatedJob.ts"
import { nextUuid } from "../ids.ts"
import { Settings } from "../Options.ts"
import { badRequest, notFound } from "../refusals.ts"
import { simulate } from "../simulate.ts"
import { Store } from "../Store.ts"

const defaultPageSize = 25
const maxPageSize = 100

export const jobsHandlers = HttpApiBuilder.group(
  EmulatorApi,
  "jobs",
  Effect.fnUntraced(function* (handlers) {
    const { jobs, sessions } = yield* Store
    const settings = yield* Settings

    const find = (id: string) => {
      const found = jobs.get(id)
      return found === undefined ? Effect.fail(notFound("Job", id)) : Effect.succeed(found)
    }

    /** A job joins its session, which starts with the first one. */
    const joinSession = Effect.fnUntraced(function* (request: WireJobRequest, now: number) {
      if (request.session_id === undefined) return
      const session = sessions.get(request.session_id)
      if (session === undefined || session.status === "ended") {
        const what = session === undefined ? "does not exist" : "has ended"
        return yield* badRequest(`Session ${request.session_id} ${what}.`, ["session_id"], "payload")
      }
      if (session.status === "created") {
        sessions.set(session.id, { ...session, status: "started", started_at: new Date(now).toISOString() })
      }
    })

    return handlers.handleAll({
      create: Effect.fnUntraced(function* ({ payload }) {
        if (!backends.some(({ backend }) => backend === payload.backend)) {
          return yield* badRequest(`Backend ${payload.backend} does not exist.`, ["backend"], "payload")
        }
        const now = yield* Clock.currentTimeMillis
        yield* joinSession(payload, now)
        const job = makeJob(yield* nextUuid, payload, now, settings, () =>
          simulate(payload.input, settings.maxQubits),
        )
        jobs.set(job.id, job)
        return { id: job.id, status: "submitted", session_id: payload.session_id ?? null }
      }),

      get: Effect.fnUntraced(function* ({ params }) {
        return describe(yield* find(params.uuid), yield* Clock.currentTimeMillis)
      }),

      list: Effect.fnUntraced(function* ({ query }) {
        const now = yield* Clock.currentTimeMillis
        const matching = [...jobs.values()].reverse().filter((job) => matches(job, query, now))
        const size = Math.min(query.limit ?? defaultPageSize, maxPageSize)
        const start = query.next === undefined ? 0 : matching.findIndex(({ id }) => id === query.next)
        if (start === -1) return yield* badRequest("The cursor is not one of this list.", ["next"], "query")
        return {
          // IonQ's list leaves the children out.
          jobs: matching.slice(start, start + size).map((job) => {
            const { child_job_ids: _, ...listed } = describe(job, now)
            return listed
          }),
          next: matching[start + size]?.id ?? null,
        }
      }),

      delete: Effect.fnUntraced(function* ({ params }) {
        const job = yield* find(params.uuid)
        jobs.delete(job.id)
        return receipt(job, "deleted")
      }),

      cancel: Effect.fnUntraced(function* ({ params }) {
        const job = yield* find(params.uuid)
        const now = yield* Clock.currentTimeMillis
        // A job that has ended stays as it is.
        if (!isTerminal(statusAt(job, now))) job.canceledAt = now
        return receipt(job, "canceled")
      }),

      probabilities: Effect.fnUntraced(function* ({ params }) {
        const job = yield* find(params.uuid)
        const now = yield* Clock.currentTimeMillis
        const outcome = statusAt(job, now) === "completed" ? job.outcome() : undefined
        return outcome === undefined || Result.isFailure(outcome) || job.request.dry_run === true
          ? yield* notFound("Result of job", params.uuid)
          : outcome.success
      }),
    })
  }),
)

const receipt = (job: EmulatedJob, status: JobReceipt["status"]): JobReceipt => ({ id: job.id, status })

const matches = (job: EmulatedJob, query: JobsQuery, now: number): boolean =>
  (query.ids === undefined || query.ids.includes(job.id)) &&
  (query.status === undefined || query.status === statusAt(job, now)) &&
  (query.target === undefined || query.target.split(",").includes(job.request.backend)) &&
  (query.session_id === undefined || query.session_id === job.request.session_id) &&
  query.parent_job_id === undefined
