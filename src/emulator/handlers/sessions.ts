import { Clock, Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { Session } from "../../schema/Session.ts"
import { EmulatorApi } from "../api.ts"
import { backendsOf } from "../catalogue.ts"
import { organizationId, projectId, userId } from "../describe.ts"
import { nextUuid } from "../ids.ts"
import { Settings } from "../Options.ts"
import { makeQueue } from "../queue.ts"
import { badRequest, notFound } from "../refusals.ts"
import { Store } from "../Store.ts"

const isoNow = Effect.map(Clock.currentTimeMillis, (now) => new Date(now).toISOString())

export const sessionsHandlers = HttpApiBuilder.group(
  EmulatorApi,
  "sessions",
  Effect.fnUntraced(function* (handlers) {
    const { sessions } = yield* Store
    const { generation } = yield* Settings
    const { list: listJobs } = yield* makeQueue

    const find = (id: string) => {
      const found = sessions.get(id)
      return found === undefined ? Effect.fail(notFound("Session", id)) : Effect.succeed(found)
    }

    return handlers.handleAll({
      create: Effect.fnUntraced(function* ({ payload }) {
        if (!backendsOf(generation).some(({ backend }) => backend === payload.backend)) {
          return yield* badRequest(`Backend ${payload.backend} does not exist.`, ["backend"], "payload")
        }
        const session: Session = {
          id: yield* nextUuid,
          status: "created",
          active: true,
          backend: payload.backend,
          created_at: yield* isoNow,
          started_at: null,
          ended_at: null,
          organization_id: organizationId,
          project_id: projectId,
          creator_id: userId,
          ender_id: null,
          settings: payload.settings ?? {},
        }
        sessions.set(session.id, session)
        return session
      }),
      list: ({ query }) =>
        Effect.succeed({
          organization_id: organizationId,
          sessions: [...sessions.values()].filter(
            ({ active }) => query.active === undefined || active === query.active,
          ),
        }),
      get: ({ params }) => find(params.sessionId),
      jobs: Effect.fnUntraced(function* ({ params, query }) {
        const session = yield* find(params.sessionId)
        return yield* listJobs({ ...query, session_id: session.id })
      }),
      end: Effect.fnUntraced(function* ({ params }) {
        const session = yield* find(params.sessionId)
        if (session.status === "ended") return session
        const ended: Session = {
          ...session,
          status: "ended",
          active: false,
          ended_at: yield* isoNow,
          ender_id: session.creator_id ?? null,
        }
        sessions.set(ended.id, ended)
        return ended
      }),
    })
  }),
)
