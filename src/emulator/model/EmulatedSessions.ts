import { Context, Effect, Layer } from "effect"
import type { BadRequestError, NotFoundError } from "../../IonQError.ts"
import { isTerminal } from "../../schema/Job.ts"
import type { Session, SessionRequest } from "../../schema/Session.ts"
import { leastPriceOn, priceOf } from "./costs.ts"
import { canceled, type EmulatedJob, endOf, statusAt } from "./EmulatedJob.ts"
import { organizationId, projectId, userId } from "./accountIds.ts"
import { nextUuid } from "./ids.ts"
import { Settings } from "./Options.ts"
import { badRequest, notFound } from "./errorResponses.ts"
import { Store } from "./Store.ts"
import { serverNow } from "./serverClock.ts"

/** The number of jobs of a session, and their cost in USD. */
interface Tally {
  readonly jobs: number
  readonly cost: number
}

const iso = (millis: number): string => new Date(millis).toISOString()

/**
 * Sessions and their limits. A session ends automatically when it expires. It also ends with its last job, if its job
 * limit is reached or the rest of its cost limit is less than the minimum price of a job.
 */
export class EmulatedSessions extends Context.Service<
  EmulatedSessions,
  {
    readonly create: (request: SessionRequest) => Effect.Effect<Session>
    readonly find: (id: string) => Effect.Effect<Session, NotFoundError>
    readonly list: Effect.Effect<ReadonlyArray<Session>>
    readonly end: (id: string) => Effect.Effect<Session, NotFoundError>
    /** Ends the sessions whose limits were reached since the last call. */
    readonly settle: (now: number) => void
    /** Admits a job to its session, or fails with the reason. The first job starts the session. */
    readonly admit: (
      job: Pick<EmulatedJob, "request" | "workload">,
      now: number,
    ) => Effect.Effect<void, BadRequestError>
  }
>()("effect-ionq/emulator/EmulatedSessions") {
  static readonly layer: Layer.Layer<EmulatedSessions, never, Store | Settings> = Layer.effect(
    EmulatedSessions,
    Effect.gen(function* () {
      const store = yield* Store
      const { jobsOfEndedSession } = yield* Settings
      const open = new Set<string>()
      for (const { id, status } of store.sessions()) if (status !== "ended") open.add(id)

      const tallyOf = (id: string): Tally => {
        const jobs = store.jobsOf(id)
        return {
          jobs: jobs.length,
          cost: jobs.reduce((sum, { request, workload }) => sum + priceOf(request, workload), 0),
        }
      }

      const close = (session: Session, at: number): Session => {
        const ended: Session = {
          ...session,
          status: "ended",
          active: false,
          ended_at: iso(at),
          ender_id: session.creator_id ?? null,
        }
        store.putSession(ended)
        open.delete(session.id)
        if (jobsOfEndedSession === "canceled") {
          const waiting = store.jobsOf(session.id).filter((job) => {
            const status = statusAt(job, at)
            return status === "submitted" || status === "ready"
          })
          const children = waiting.flatMap(({ childIds }) => childIds.flatMap((id) => store.job(id) ?? []))
          store.put([...waiting, ...children].map((job) => canceled(job, at)))
        }
        return ended
      }

      /** When a session ended automatically; undefined if it has not. */
      const endedBy = (session: Session, now: number): number | undefined => {
        const limits = session.settings ?? {}
        const expires = limits.expires_at == null ? Infinity : Date.parse(limits.expires_at)
        if (now >= expires) return expires
        if (limits.job_count_limit == null && limits.cost_limit == null) return undefined
        const tally = tallyOf(session.id)
        const left = (limits.cost_limit?.value ?? Infinity) - tally.cost
        const full = tally.jobs >= (limits.job_count_limit ?? Infinity)
        if (!full && left >= leastPriceOn(session.backend ?? "")) return undefined
        const jobs = store.jobsOf(session.id)
        if (!jobs.every((job) => isTerminal(statusAt(job, now)))) return undefined
        return jobs.reduce((last, job) => Math.max(last, endOf(job)), Date.parse(session.created_at ?? ""))
      }

      const settle = (now: number): void => {
        for (const id of open) {
          const session = store.session(id)
          const at = session === undefined ? undefined : endedBy(session, now)
          if (session !== undefined && at !== undefined) close(session, at)
        }
      }

      const settled = Effect.map(serverNow, (now) => {
        settle(now)
        return now
      })

      const find = Effect.fnUntraced(function* (id: string) {
        yield* settled
        return store.session(id) ?? (yield* notFound("Session", id))
      })

      return EmulatedSessions.of({
        settle,
        find,
        list: Effect.map(settled, () => [...store.sessions()]),
        create: Effect.fnUntraced(function* ({ backend, settings = {} }) {
          const now = yield* serverNow
          const minutes = settings.duration_limit_min
          const session: Session = {
            id: yield* nextUuid,
            status: "created",
            active: true,
            backend,
            created_at: iso(now),
            started_at: null,
            ended_at: null,
            organization_id: organizationId,
            project_id: projectId,
            creator_id: userId,
            ender_id: null,
            settings: {
              ...settings,
              ...(minutes === undefined ? {} : { expires_at: iso(now + minutes * 60_000) }),
            },
          }
          store.putSession(session)
          open.add(session.id)
          return session
        }),
        end: Effect.fnUntraced(function* (id) {
          const session = yield* find(id)
          return session.status === "ended" ? session : close(session, yield* serverNow)
        }),
        admit: Effect.fnUntraced(function* ({ request, workload }, now) {
          const { session_id: id, backend } = request
          if (id === undefined) return
          settle(now)
          const session = store.session(id)
          const refuse = (why: string, key = "session_id") =>
            Effect.fail(badRequest(`Session ${id} ${why}.`, [key], "payload"))
          if (session === undefined) return yield* refuse("does not exist")
          if (session.status === "ended") return yield* refuse("has ended")
          if (session.backend !== backend)
            return yield* refuse(`is on ${session.backend}, not on ${backend}`, "backend")
          const { job_count_limit, cost_limit } = session.settings ?? {}
          const tally = tallyOf(id)
          if (job_count_limit != null && tally.jobs >= job_count_limit) {
            return yield* refuse(`already has its ${job_count_limit} jobs`)
          }
          const cost = tally.cost + priceOf(request, workload)
          if (cost_limit != null && cost > cost_limit.value) {
            return yield* refuse(
              `may cost ${cost_limit.value} ${cost_limit.unit} and would cost ${cost} with this job`,
            )
          }
          if (session.status === "created") {
            store.putSession({ ...session, status: "started", started_at: iso(now) })
          }
        }),
      })
    }),
  )
}
