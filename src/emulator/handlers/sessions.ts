import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { NotFoundError } from "../../IonQError.ts"
import { EmulatorApi } from "../model/EmulatorApi.ts"
import { backendNamed } from "../model/backendCatalogue.ts"
import { organizationId } from "../model/accountIds.ts"
import { Settings } from "../model/Options.ts"
import { EmulatedJobs } from "../model/EmulatedJobs.ts"
import { badBackend, notFound } from "../model/errorResponses.ts"
import { EmulatedSessions } from "../model/EmulatedSessions.ts"

export const sessionsHandlers = HttpApiBuilder.group(
  EmulatorApi,
  "sessions",
  Effect.fnUntraced(function* (handlers) {
    const { sessions: enabled } = yield* Settings
    const emulated = yield* EmulatedSessions
    const queue = yield* EmulatedJobs

    /** An organization without the beta gets a 404 for every path of sessions. */
    const beta: Effect.Effect<void, NotFoundError> = enabled
      ? Effect.void
      : Effect.fail(notFound("Organization with sessions", organizationId))

    return handlers.handleAll({
      create: Effect.fnUntraced(function* ({ payload }) {
        yield* beta
        const backend = backendNamed(payload.backend)
        if (backend === undefined || backend.status === "retired") {
          const why = backend === undefined ? "does not exist" : "is retired"
          return yield* badBackend(payload.backend, why, "payload")
        }
        return yield* emulated.create(payload)
      }),
      list: Effect.fnUntraced(function* ({ query }) {
        yield* beta
        const sessions = yield* emulated.list
        return {
          organization_id: organizationId,
          sessions: sessions.filter(({ active }) => query.active === undefined || active === query.active),
        }
      }),
      get: ({ params }) => Effect.andThen(beta, emulated.find(params.sessionId)),
      jobs: Effect.fnUntraced(function* ({ params, query }) {
        yield* beta
        const session = yield* emulated.find(params.sessionId)
        return yield* queue.list({ ...query, session_id: session.id })
      }),
      end: ({ params }) => Effect.andThen(beta, emulated.end(params.sessionId)),
    })
  }),
)
