import { Clock, Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { Session } from "../../schema/Session.ts"
import { EmulatorApi } from "../api.ts"
import { backends } from "../catalogue.ts"
import { projectId } from "../EmulatedJob.ts"
import { nextUuid } from "../ids.ts"
import { badRequest, notFound } from "../refusals.ts"
import { Store } from "../Store.ts"

const isoNow = Effect.map(Clock.currentTimeMillis, (now) => new Date(now).toISOString())

export const sessionsHandlers = HttpApiBuilder.group(
  EmulatorApi,
  "sessions",
  Effect.fnUntraced(function* (handlers) {
    const { sessions } = yield* Store

    const find = (id: string) => {
      const found = sessions.get(id)
      return found === undefined ? Effect.fail(notFound("Session", id)) : Effect.succeed(found)
    }

    return handlers.handleAll({
      create: Effect.fnUntraced(function* ({ payload }) {
        if (!backends.some(({ backend }) => backend === payload.backend)) {
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
          organization_id: "71d164e6-6ebe-4126-8839-f1529bb01a00",
          project_id: projectId,
          creator_id: "00000000000000000000e4e4",
          ender_id: null,
          settings: payload.settings ?? {},
        }
        sessions.set(session.id, session)
        return session
      }),
      get: ({ params }) => find(params.sessionId),
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
