import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { NotFoundError } from "../../IonQError.ts"
import { EmulatorApi } from "../model/api.ts"
import { backendNamed } from "../model/catalogue.ts"
import { organizationId } from "../model/identity.ts"
import { Settings } from "../model/Options.ts"
import { Queue } from "../model/Queue.ts"
import { badBackend, notFound } from "../model/refusals.ts"
import { Reservations } from "../model/Reservations.ts"

export const sessionsHandlers = HttpApiBuilder.group(
  EmulatorApi,
  "sessions",
  Effect.fnUntraced(function* (handlers) {
    const { sessions: enabled } = yield* Settings
    const reservations = yield* Reservations
    const queue = yield* Queue

    /** An organization without the beta gets a 404 for every path. */
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
        return yield* reservations.create(payload)
      }),
      list: Effect.fnUntraced(function* ({ query }) {
        yield* beta
        const sessions = yield* reservations.list
        return {
          organization_id: organizationId,
          sessions: sessions.filter(({ active }) => query.active === undefined || active === query.active),
        }
      }),
      get: ({ params }) => Effect.andThen(beta, reservations.find(params.sessionId)),
      jobs: Effect.fnUntraced(function* ({ params, query }) {
        yield* beta
        const session = yield* reservations.find(params.sessionId)
        return yield* queue.list({ ...query, session_id: session.id })
      }),
      end: ({ params }) => Effect.andThen(beta, reservations.end(params.sessionId)),
    })
  }),
)
