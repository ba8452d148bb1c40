import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { IonQClient, Sessions } from "effect-ionq"
import type { SessionLimits } from "effect-ionq/schema/Session"
import { TestClock } from "effect/testing"
import { flip } from "../utils/builders.ts"
import { create, emulated, see } from "../utils/emulator.ts"

const open = Effect.fnUntraced(function* (settings: SessionLimits = {}) {
  return yield* (yield* Sessions).create({ backend: "qpu.forte-1", settings })
})

const look = Effect.fnUntraced(function* (id: string) {
  return yield* (yield* Sessions).get(id)
})

const refused = (request: typeof flip, words: string, key = "session_id") =>
  Effect.map(Effect.flip(create(request)), (error) => {
    expect(error).toMatchObject({
      _tag: "BadRequestError",
      message: expect.stringContaining(words),
      validation: { keys: [key], source: "payload" },
    })
  })

describe("a session", () => {
  it.effect("starts with its first job", () =>
    Effect.gen(function* () {
      const { id } = yield* open()
      expect(yield* look(id)).toMatchObject({ status: "created", active: true, started_at: null })
      yield* TestClock.adjust("1 minute")
      yield* create({ ...flip, session_id: id })
      expect(yield* look(id)).toMatchObject({
        status: "started",
        created_at: "1970-01-01T00:00:00.000Z",
        started_at: "1970-01-01T00:01:00.000Z",
      })
    }).pipe(emulated()),
  )

  it.effect("takes jobs for its own backend only, and none when it is not there or over", () =>
    Effect.gen(function* () {
      const { id } = yield* open()
      yield* refused({ ...flip, session_id: id, backend: "qpu.aria-1" }, "not on qpu.aria-1", "backend")
      yield* refused({ ...flip, session_id: "none" }, "does not exist")
      yield* (yield* Sessions).end(id)
      yield* refused({ ...flip, session_id: id }, "has ended")
    }).pipe(emulated()),
  )

  it.effect("ends when its time is over", () =>
    Effect.gen(function* () {
      const session = yield* open({ duration_limit_min: 2 })
      expect(session.settings).toMatchObject({ expires_at: "1970-01-01T00:02:00.000Z" })
      yield* TestClock.adjust("119 seconds")
      yield* create({ ...flip, session_id: session.id })
      yield* TestClock.adjust("1 hour")
      const listed = yield* (yield* Sessions).list({ active: true })
      expect(listed).toEqual([])
      expect(yield* look(session.id)).toMatchObject({
        status: "ended",
        active: false,
        ended_at: "1970-01-01T00:02:00.000Z",
      })
      yield* refused({ ...flip, session_id: session.id }, "has ended")
    }).pipe(emulated()),
  )

  it.effect("ends when the last job that it may take ends", () =>
    Effect.gen(function* () {
      const { id } = yield* open({ job_count_limit: 2 })
      yield* create({ ...flip, session_id: id })
      yield* TestClock.adjust("1 hour")
      expect((yield* look(id)).status).toBe("started")
      yield* create({ ...flip, session_id: id })
      yield* refused({ ...flip, session_id: id }, "already has its 2 jobs")
      expect((yield* look(id)).status).toBe("started")
      yield* TestClock.adjust("1 hour")
      expect(yield* look(id)).toMatchObject({ status: "ended", ended_at: "1970-01-01T01:00:00.600Z" })
    }).pipe(emulated()),
  )

  it.effect("does not cost more than it may, and ends when it can pay for no other job", () =>
    Effect.gen(function* () {
      // Each job costs 97.5: the least that a job with error mitigation does.
      const { id } = yield* open({ cost_limit: { unit: "usd", value: 200 } })
      yield* create({ ...flip, session_id: id })
      yield* create({ ...flip, session_id: id })
      yield* refused({ ...flip, session_id: id }, "would cost 292.5 with this job")
      expect((yield* look(id)).status).toBe("started")
      yield* TestClock.adjust("600 millis")
      expect(yield* look(id)).toMatchObject({ status: "ended", ended_at: "1970-01-01T00:00:00.600Z" })
    }).pipe(emulated()),
  )

  it.effect("lists its jobs, and those alone", () =>
    Effect.gen(function* () {
      const { id } = yield* open()
      const mine = yield* create({ ...flip, session_id: id })
      yield* create(flip)
      const client = yield* IonQClient
      const page = yield* client.sessions.jobs({ params: { sessionId: id }, query: {} })
      expect(page.jobs.map((job) => job.id)).toEqual([mine.id])
    }).pipe(emulated()),
  )

  const endWithThree = Effect.gen(function* () {
    const { id } = yield* open()
    const completed = yield* create({ ...flip, session_id: id })
    yield* TestClock.adjust("1 second")
    const started = yield* create({ ...flip, session_id: id })
    yield* TestClock.adjust("400 millis")
    const queued = yield* create({ ...flip, session_id: id })
    yield* (yield* Sessions).end(id)
    yield* TestClock.adjust("1 hour")
    return yield* Effect.forEach([completed, started, queued], (job) =>
      Effect.map(see(job.id), ({ status }) => status),
    )
  })

  it.effect("lets its jobs run when it is ended", () =>
    Effect.gen(function* () {
      expect(yield* endWithThree).toEqual(["completed", "completed", "completed"])
    }).pipe(emulated()),
  )

  it.effect("cancels those that have not started, where that is chosen", () =>
    Effect.gen(function* () {
      expect(yield* endWithThree).toEqual(["completed", "completed", "canceled"])
    }).pipe(emulated({ jobsOfEndedSession: "canceled" })),
  )

  it.effect("cancels them when its time is over, too", () =>
    Effect.gen(function* () {
      const { id } = yield* open({ duration_limit_min: 1 })
      yield* TestClock.adjust("59.9 seconds")
      const job = yield* create({ ...flip, session_id: id })
      yield* TestClock.adjust("1 hour")
      expect(yield* see(job.id)).toMatchObject({
        status: "canceled",
        completed_at: "1970-01-01T00:01:00.000Z",
        started_at: null,
      })
    }).pipe(emulated({ jobsOfEndedSession: "canceled" })),
  )

  it.effect("waits in no queue", () =>
    Effect.gen(function* () {
      const { id } = yield* open()
      const waiting = yield* create({ ...flip, backend: "qpu.aria-1" })
      const reserved = yield* create({ ...flip, session_id: id })
      yield* TestClock.adjust("1 minute")
      expect((yield* see(reserved.id)).status).toBe("completed")
      expect((yield* see(waiting.id)).status).toBe("ready")
    }).pipe(emulated({ timing: "realistic" })),
  )

  it.effect("is not there for an organisation without the beta", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const missing = { _tag: "NotFoundError", status: 404 }
      expect(yield* Effect.flip(sessions.create({ backend: "qpu.forte-1" }))).toMatchObject(missing)
      expect(yield* Effect.flip(sessions.list())).toMatchObject(missing)
    }).pipe(emulated({ sessions: false })),
  )
})
