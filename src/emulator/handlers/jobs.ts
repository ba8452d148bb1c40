import { Effect } from "effect"
import { HttpServerResponse, type HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import type { SubmittedJob } from "../../schema/Job.ts"
import type { JobChanges } from "../../schema/JobRequest.ts"
import { EmulatorApi } from "../model/EmulatorApi.ts"
import { backendNamed } from "../model/backendCatalogue.ts"
import { costOf, estimateOf } from "../model/costs.ts"
import { type EmulatedJob, statusAt } from "../model/EmulatedJob.ts"
import { isFrom } from "../model/Generation.ts"
import { Settings } from "../model/Options.ts"
import { EmulatedJobs } from "../model/EmulatedJobs.ts"
import { written } from "../model/decodeSubmission.ts"
import { badBackend, badRequest, conflict, notFound } from "../model/errorResponses.ts"
import { Store } from "../model/Store.ts"
import { serverNow } from "../model/serverClock.ts"

export const jobsHandlers = HttpApiBuilder.group(
  EmulatorApi,
  "jobs",
  Effect.fnUntraced(function* (handlers) {
    const { generation } = yield* Settings
    const { cancel, find, forget, list, show, submit } = yield* EmulatedJobs
    const store = yield* Store

    /**
     * Finds a job for an endpoint that only newer generations have (clone and move). In older ones the path does not exist:
     * 404.
     */
    const findNewer = (id: string) =>
      isFrom("2026-09", generation) ? find(id) : Effect.fail(notFound("Path of job", id))

    const again = Effect.fnUntraced(function* ({ id, request }: EmulatedJob, changes: JobChanges) {
      const { parent: _, ...changed } = changes
      const input = store.inputOf(id)
      if (input === undefined) return yield* notFound("Job", id)
      return created(yield* submit(written(request, input, changed)))
    })

    // The body may be very long, so a task parses it, in a worker thread if the server has one.
    const create = handlers.handleRaw(
      "create",
      Effect.fnUntraced(function* ({ request }) {
        if (!isJson(request)) return HttpServerResponse.text("A job is sent as JSON", { status: 415 })
        return created(yield* submit(yield* Effect.orDie(request.text)))
      }),
    )
    return create.handleAll({
      get: Effect.fnUntraced(function* ({ params }) {
        return yield* show(yield* find(params.uuid))
      }),
      list: ({ query }) => list(query),
      delete: Effect.fnUntraced(function* ({ params }) {
        yield* forget(yield* find(params.uuid))
        return { id: params.uuid, status: "deleted" as const }
      }),
      deleteMany: Effect.fnUntraced(function* ({ payload }) {
        const found = yield* Effect.forEach(payload.ids, find)
        yield* Effect.forEach(found, forget, { discard: true })
        return { ids: payload.ids, status: "deleted" as const }
      }),
      cancel: Effect.fnUntraced(function* ({ params }) {
        yield* cancel(yield* find(params.uuid))
        return { id: params.uuid, status: "canceled" as const }
      }),
      cancelMany: Effect.fnUntraced(function* ({ payload }) {
        const found = yield* Effect.forEach(payload.ids, find)
        yield* Effect.forEach(found, cancel, { discard: true })
        return { ids: payload.ids, status: "canceled" as const }
      }),
      cost: Effect.fnUntraced(function* ({ params }) {
        return costOf(yield* find(params.uuid), yield* serverNow, generation)
      }),
      estimate: Effect.fnUntraced(function* ({ query }) {
        const { backend } = query
        if (backendNamed(backend) === undefined) return yield* badBackend(backend, "does not exist", "query")
        return estimateOf(query, yield* serverNow, generation)
      }),
      clone: Effect.fnUntraced(function* ({ params, payload }) {
        return yield* again(yield* findNewer(params.uuid), payload)
      }),
      move: Effect.fnUntraced(function* ({ params, payload }) {
        const job = yield* findNewer(params.uuid)
        const status = statusAt(job, yield* serverNow)
        if (status !== "submitted" && status !== "ready")
          return yield* conflict(`Job ${job.id} is ${status}.`)
        if (payload.backend === undefined && payload.session_id === undefined) {
          return yield* badRequest("A move needs a backend or a session.", ["backend"], "payload")
        }
        const moved = yield* again(job, payload)
        yield* cancel(job)
        return moved
      }),
    })
  }),
)

const isJson = ({ headers }: HttpServerRequest.HttpServerRequest): boolean =>
  /^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "application/json")

const created = ({ id, request }: EmulatedJob): SubmittedJob => ({
  id,
  status: "submitted",
  session_id: request.session_id ?? null,
})
