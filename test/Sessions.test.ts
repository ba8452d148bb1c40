import { describe, expect, it } from "@effect/vitest"
import { type Duration, Effect, Exit, Fiber, Logger, Result, Stream } from "effect"
import { Jobs, Sessions } from "effect-ionq"
import type { Options } from "effect-ionq/IonQClient"
import { isIonQError } from "effect-ionq/IonQError"
import * as Emulator from "effect-ionq/emulator"
import type { Services } from "effect-ionq/Layer"
import type { Session } from "effect-ionq/schema/Session"
import type { ReapOptions } from "effect-ionq/Sessions"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { bell, makeSession, whoami } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import { inTime } from "./utils/clock.ts"
import type { StubAnswer, StubRequest } from "./utils/stub.ts"

const created: StubAnswer = { status: 201, body: makeSession({ id: "s" }) }
const ended: StubAnswer = { status: 200, body: makeSession({ id: "s", status: "ended", active: false }) }
const ends = (requests: ReadonlyArray<StubRequest>) =>
  requests.filter(({ path }) => path === "/v0.4/sessions/s/end")
const open = Effect.flatMap(Sessions, (sessions) => sessions.open({ backend: "qpu.forte-1" }))

/** Opens a session, runs a body in it and gives how that ended, the end requests and the warnings. */
const inSession = <A, E>(body: Effect.Effect<A, E>, answers: (index: number) => StubAnswer = () => ended) => {
  const warnings: Array<string> = []
  let asked = 0
  return withStub(
    ({ path }) => (path.endsWith("/end") ? answers(asked++) : created),
    ({ requests }) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(Effect.scoped(Effect.andThen(open, body)))
        yield* TestClock.adjust("1 second")
        const running = fiber.pollUnsafe() === undefined
        if (running && asked === 0) yield* Effect.forkChild(Fiber.interrupt(fiber))
        yield* TestClock.adjust("10 minutes")
        return { exit: yield* Fiber.await(fiber), ends: ends(requests), warnings }
      }),
  ).pipe(Effect.provide(Logger.layer([Logger.make(({ message }) => void warnings.push(String(message)))])))
}

describe("Sessions.open", () => {
  const bodies = {
    success: Effect.succeed(1),
    failure: Effect.fail("no"),
    defect: Effect.die("!"),
    interruption: Effect.never,
  }
  for (const [name, body] of Object.entries(bodies)) {
    it.effect(`ends the session once after ${name}`, () =>
      Effect.gen(function* () {
        const seen = yield* inSession<unknown, unknown>(body)
        expect(seen.ends.map(({ method }) => method)).toEqual(["POST"])
        expect(Exit.isSuccess(seen.exit)).toBe(name === "success")
        expect(seen.warnings).toEqual([])
      }),
    )
  }

  it.effect("tries again to end it", () =>
    Effect.gen(function* () {
      const seen = yield* inSession(Effect.void, (index) => (index < 4 ? { status: 503 } : ended))
      expect(seen.ends).toHaveLength(5)
      expect(seen.warnings).toEqual([])
    }),
  )

  for (const status of [404, 409]) {
    it.effect(`${status} means that it has ended`, () =>
      Effect.gen(function* () {
        const seen = yield* inSession(Effect.void, () => ({ status }))
        expect(seen.ends).toHaveLength(1)
        expect(Exit.isSuccess(seen.exit)).toBe(true)
        expect(seen.warnings).toEqual([])
      }),
    )
  }

  for (const [name, answer] of [
    ["refused", { status: 403 }],
    ["never answered", "silence"],
    ["always failing", { status: 500 }],
  ] as const) {
    it.effect(`an end that is ${name} leaves a warning with the id, and does not hide the result`, () =>
      Effect.gen(function* () {
        const seen = yield* inSession(Effect.succeed(1), () => answer)
        expect(Exit.isSuccess(seen.exit)).toBe(true)
        expect(seen.warnings).toEqual([expect.stringContaining("Session s may still be open")])
      }),
    )
  }

  it.effect("a session that could not be created has nothing to end", () =>
    withStub(
      () => ({ status: 404 }),
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* Effect.flip(Effect.scoped(open))).toMatchObject({ _tag: "NotFoundError" })
          expect(requests).toHaveLength(1)
        }),
    ),
  )
})

const emulated = <A, E>(effect: Effect.Effect<A, E, Services>) =>
  Effect.provide(effect, Emulator.layerIonQ({ timing: { readyFor: "10 seconds", startedFor: "10 seconds" } }))
const forte = { backend: "qpu.forte-1" }
const job = { ...bell, ...forte }

describe("Sessions.with", () => {
  it.effect("what is submitted in it joins it, in child fibers too, and it ends", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const jobs = yield* Jobs
      const [first, second, elsewhere, after] = yield* sessions.with(forte)(
        Effect.gen(function* () {
          const child = yield* Effect.forkChild(jobs.submit(job))
          return [
            yield* jobs.submit(job),
            yield* Fiber.join(child),
            yield* jobs.submit({ ...job, backend: "qpu.aria-1" }),
            yield* jobs.submit(bell),
          ]
        }),
      )
      expect(first?.session_id).toBeTruthy()
      expect(second?.session_id).toBe(first?.session_id)
      expect([elsewhere?.session_id, after?.session_id]).toEqual([null, null])
      expect((yield* jobs.submit(job)).session_id).toBeNull()
      expect((yield* sessions.get(first?.session_id ?? "")).status).toBe("ended")
    }).pipe(emulated),
  )

  it.effect("an ended session is a SessionEndedError on submit and on attach", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const jobs = yield* Jobs
      const { id } = yield* sessions.create(forte)
      const joined = yield* sessions.attach(id)(jobs.submit(job))
      expect(joined.session_id).toBe(id)
      expect((yield* sessions.get(id)).status).toBe("started")
      const error = yield* sessions.attach(id)(
        Effect.andThen(sessions.end(id), Effect.flip(jobs.submit(job))),
      )
      expect(error).toMatchObject({ _tag: "SessionEndedError", sessionId: id })
      expect(yield* Effect.flip(sessions.attach(id)(Effect.void))).toMatchObject({
        _tag: "SessionEndedError",
        sessionId: id,
      })
    }).pipe(emulated),
  )

  for (const [onClose, status] of [
    ["leave", "ready"],
    ["cancelQueued", "canceled"],
    ["drain", "completed"],
  ] as const) {
    it.effect(`onClose: ${onClose} leaves its job ${status}`, () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const jobs = yield* Jobs
        const submitted = sessions.with(forte, { onClose })(
          Effect.tap(jobs.submit(job), Effect.sleep("2 seconds")),
        )
        const { id, session_id } = yield* inTime(submitted)
        expect((yield* jobs.get(id)).status).toBe(status)
        expect((yield* sessions.get(session_id ?? "")).status).toBe("ended")
      }).pipe(emulated),
    )
  }

  it.effect("a drain that takes too long is broken off with a warning, and the session ends", () =>
    Effect.gen(function* () {
      const warnings: Array<string> = []
      const sessions = yield* Sessions
      const jobs = yield* Jobs
      const { session_id } = yield* inTime(
        sessions.with(forte, { onClose: "drain", drainTimeout: "5 seconds" })(jobs.submit(job)),
      ).pipe(
        Effect.provide(Logger.layer([Logger.make(({ message }) => void warnings.push(String(message)))])),
      )
      expect((yield* sessions.get(session_id ?? "")).status).toBe("ended")
      expect(warnings).toEqual([expect.stringContaining("were not awaited")])
    }).pipe(emulated),
  )

  it.effect("interrupted while it is created, it is ended all the same", () =>
    withStub(
      ({ path }) => (path.endsWith("/end") ? ended : created),
      ({ requests }) =>
        Effect.gen(function* () {
          const sessions = yield* Sessions
          const fiber = yield* Effect.forkChild(sessions.with(forte)(Effect.never))
          yield* TestClock.adjust("500 millis")
          yield* inTime(Fiber.interrupt(fiber))
          expect(requests.map(({ path }) => path)).toEqual(["/v0.4/sessions", "/v0.4/sessions/s/end"])
        }),
      { transport: HttpClient.transformResponse(Effect.delay("1 second")) },
    ),
  )

  it.effect("that is not ended in time says so, with an error of its own", () =>
    withStub(
      ({ path }) => (path.endsWith("/end") ? "silence" : created),
      () =>
        Effect.gen(function* () {
          const sessions = yield* Sessions
          const events = yield* Effect.forkChild(Stream.runCollect(Stream.take(sessions.events, 2)))
          yield* Effect.yieldNow
          yield* inTime(sessions.with(forte, { closeTimeout: "5 seconds" })(Effect.void))
          const [, event] = yield* Fiber.join(events)
          expect(event).toMatchObject({
            kind: "notEnded",
            error: { _tag: "SessionEndTimeoutError", sessionId: "s", timeoutMillis: 5000 },
          })
          expect(event?.kind === "notEnded" && isIonQError(event.error)).toBe(true)
        }),
    ),
  )

  it.effect("tells what happens to it", () =>
    withStub(
      ({ path }, index) => {
        if (!path.endsWith("/end")) return created
        return index < 3 ? ended : { status: 403 }
      },
      () =>
        Effect.gen(function* () {
          const sessions = yield* Sessions
          const events = yield* Effect.forkChild(Stream.runCollect(Stream.take(sessions.events, 4)))
          yield* Effect.yieldNow
          yield* sessions.with(forte)(Effect.void)
          yield* sessions.with(forte)(Effect.void)
          yield* sessions.with(forte)(Effect.void)
          expect(yield* Fiber.join(events)).toMatchObject([
            { kind: "opened", sessionId: "s" },
            { kind: "ended", sessionId: "s" },
            { kind: "opened", sessionId: "s" },
            { kind: "notEnded", sessionId: "s", error: { _tag: "PermissionDeniedError" } },
          ])
        }),
    ),
  )

  it.effect(
    "a creation whose response is lost leaves a warning, and one lost to a failing hook is ended",
    () =>
      Effect.gen(function* () {
        const ended: Array<string> = []
        const opened = (answer: StubAnswer, options: Omit<Options, "apiKey"> = {}) =>
          Effect.gen(function* () {
            const warnings: Array<string> = []
            yield* withStub(
              ({ path }) => {
                if (path.endsWith("/end")) ended.push(path)
                return answer
              },
              () => Effect.flip(Effect.scoped(open)),
              options,
            ).pipe(
              Effect.provide(
                Logger.layer([Logger.make(({ message }) => void warnings.push(String(message)))]),
              ),
            )
            return warnings.filter((warning) => warning.includes("Sessions.reap"))
          })
        expect(yield* opened({ status: 502 })).toHaveLength(1)
        const broken = () => Effect.fail("no")
        expect(
          yield* opened({ status: 201, body: "{}" }, { onResponse: broken, strictHooks: true }),
        ).toHaveLength(1)
        expect(ended).toEqual([])
        expect(yield* opened(created, { onResponse: broken, strictHooks: true })).toHaveLength(0)
        expect(ended).toEqual(["/v0.4/sessions/s/end"])
        expect(yield* opened(created, { onRequest: broken, strictHooks: true })).toHaveLength(0)
      }),
  )
})

describe("Sessions.reap", () => {
  it.effect("tells first, and ends what is old, open, one's own and not in use", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const old = yield* sessions.create(forte)
      const other = yield* sessions.create({ backend: "qpu.aria-1" })
      yield* sessions.end((yield* sessions.create(forte)).id)
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* sessions.open(forte)
          yield* TestClock.adjust("2 hours")
          const young = yield* sessions.create(forte)
          const options = { olderThan: "1 hour" } as const
          const told = yield* sessions.reap(options)
          expect(told.found.map(({ id }) => id)).toEqual([old.id, other.id])
          expect(told.ended).toEqual([])
          expect((yield* sessions.get(old.id)).status).toBe("created")
          const reaped = yield* sessions.reap({ ...options, backend: "qpu.forte-1", dryRun: false })
          expect(reaped).toMatchObject({ ended: [old.id], failed: [] })
          expect((yield* sessions.get(old.id)).status).toBe("ended")
          expect((yield* sessions.get(young.id)).status).toBe("created")
          expect((yield* sessions.reap({ ...options, creatorId: "someone" })).found).toEqual([])
        }),
      )
    }).pipe(emulated),
  )

  const date = "Tue, 01 Sep 2026 12:00:00 GMT"
  const session = (id: string, fields: Partial<Session> = {}) =>
    makeSession({ id, created_at: "2026-09-01T10:00:00Z", project_id: "mine", creator_id: "me", ...fields })

  /** Reaps everything older than an hour at a server that has these sessions; gives the ids that were ended. */
  const reapOf = (
    sessions: ReadonlyArray<Session>,
    {
      project = "mine",
      headers = { date },
      options = {},
    }: {
      readonly project?: string | null
      readonly headers?: Readonly<Record<string, string>>
      readonly options?: Partial<ReapOptions>
    } = {},
  ) =>
    withStub(
      ({ path }) => {
        if (path.endsWith("/whoami")) {
          const { project_id, ...rest } = whoami
          expect(project_id).toBeNull()
          return { status: 200, body: project === "absent" ? rest : { ...rest, project_id: project } }
        }
        if (path.endsWith("/end")) return { status: 200, body: session("s", { status: "ended" }) }
        return { status: 200, headers, body: { sessions } }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          const result = yield* Effect.result(
            (yield* Sessions).reap({ olderThan: "1 hour", dryRun: false, ...options }),
          )
          const sent = requests.flatMap(({ path }) => /sessions\/(.*)\/end/.exec(path)?.[1] ?? [])
          if (Result.isSuccess(result)) expect(result.success.ended).toEqual(sent)
          return Result.isSuccess(result) ? sent : { failure: result.failure, sent }
        }),
    )

  it.effect("ends nobody's sessions where the server names no project of the key", () =>
    Effect.gen(function* () {
      const all = [session("a"), session("b", { project_id: null }), session("c", { project_id: "other" })]
      for (const project of [null, "absent", ""]) {
        expect(yield* reapOf(all, { project })).toMatchObject({
          failure: { _tag: "InvalidRequestError", field: "creatorId" },
          sent: [],
        })
      }
      expect(yield* reapOf(all, { options: { creatorId: "" } })).toMatchObject({
        failure: { _tag: "InvalidRequestError", field: "creatorId" },
        sent: [],
      })
      expect(yield* reapOf(all)).toEqual(["a"])
      expect(
        yield* reapOf([session("a"), session("b", { creator_id: "you" })], {
          project: null,
          options: { creatorId: "you" },
        }),
      ).toEqual(["b"])
    }),
  )

  it.effect("measures ages by the server's clock, wherever this machine's clock stands", () =>
    Effect.gen(function* () {
      const all = [
        session("old"),
        session("young", { created_at: "2026-09-01T11:30:00Z" }),
        session("of the future", { created_at: "2026-09-02T00:00:00Z" }),
        session("of no age", { created_at: null }),
        session("of a strange age", { created_at: "yesterday" }),
      ]
      for (const here of ["2020-01-01T00:00:00Z", "2026-09-01T12:00:00Z", "2050-01-01T00:00:00Z"]) {
        yield* TestClock.setTime(Date.parse(here))
        expect(yield* reapOf(all)).toEqual(["old"])
      }
      for (const headers of [{}, { date: "soon" }]) {
        expect(yield* reapOf(all, { headers })).toMatchObject({
          failure: { _tag: "InvalidRequestError", field: "olderThan" },
          sent: [],
        })
      }
    }),
  )

  it.effect.each([-1, Number.NaN, "Infinity", "5 parsecs"])("refuses olderThan: %s", (olderThan) =>
    Effect.gen(function* () {
      // What a program without types may pass.
      const options = { olderThan: olderThan as Duration.Input }
      expect(yield* reapOf([session("a")], { options })).toMatchObject({
        failure: { _tag: "InvalidRequestError", field: "olderThan" },
        sent: [],
      })
    }),
  )
})
