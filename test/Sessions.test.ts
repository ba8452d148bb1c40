import { describe, expect, it } from "@effect/vitest"
import { type Duration, Effect, Exit, Fiber, Logger, Result, Stream } from "effect"
import { Jobs, Sessions } from "effect-ionq"
import type { Options } from "effect-ionq/IonQClient"
import { isIonQError } from "effect-ionq/IonQError"
import * as Emulator from "effect-ionq/emulator"
import type { Services } from "effect-ionq/Layer"
import type { Session } from "effect-ionq/schema/Session"
import type { CloseOptions, ReapOptions, SessionEvent } from "effect-ionq/Sessions"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { inTime } from "effect-ionq/emulator"
import { bell, makeJob, makeSession, whoami } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
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

/** A server with one session, these jobs in it, and answers to what is canceled and ended. */
const closing = <A, E>(
  jobs: ReadonlyArray<{ readonly id: string; readonly status: string }>,
  options: CloseOptions,
  answers: {
    readonly job?: (id: string, index: number) => StubAnswer
    readonly cancel?: (id: string, index: number) => StubAnswer
    readonly end?: (index: number) => StubAnswer
    readonly jobs?: StubAnswer
  },
  use: (seen: {
    readonly paths: ReadonlyArray<string>
    readonly times: ReadonlyArray<number>
    readonly lines: ReadonlyArray<string>
    readonly events: ReadonlyArray<SessionEvent>
  }) => Effect.Effect<A, E>,
) =>
  Effect.suspend(() => {
    const lines: Array<string> = []
    const counts = new Map<string, number>()
    const logger = Logger.map(Logger.formatStructured, (entry) => void lines.push(JSON.stringify(entry)))
    return withStub(
      ({ path }) => {
        const index = counts.get(path) ?? 0
        counts.set(path, index + 1)
        if (path.endsWith("/end")) return answers.end?.(index) ?? ended
        const canceled = /\/jobs\/(\w+)\/status\/cancel$/.exec(path)?.[1]
        if (canceled !== undefined) {
          const body = { id: canceled, status: "canceled" }
          return answers.cancel?.(canceled, index) ?? { status: 200, body }
        }
        const one = /\/v0.4\/jobs\/(\w+)$/.exec(path)?.[1]
        if (one !== undefined) return answers.job?.(one, index) ?? { status: 404 }
        if (path.includes("/sessions/s/jobs")) {
          return answers.jobs ?? { status: 200, body: { jobs: jobs.map((job) => makeJob(job)), next: null } }
        }
        if (path.includes("/jobs?")) {
          const ids = new URL(path, "http://localhost").searchParams.getAll("ids")
          const found = ids.map(
            (id) => (answers.job?.(id, index) ?? { body: undefined }) as { body?: object },
          )
          return { status: 200, body: { jobs: found.flatMap(({ body }) => body ?? []), next: null } }
        }
        return created
      },
      ({ requests, times }) =>
        Effect.gen(function* () {
          const sessions = yield* Sessions
          const seen: Array<SessionEvent> = []
          yield* Effect.forkChild(
            Stream.runForEach(sessions.events, (event) => Effect.sync(() => void seen.push(event))),
          )
          yield* Effect.yieldNow
          yield* inTime(sessions.with(forte, options)(Effect.void))
          yield* Effect.yieldNow
          return yield* use({
            paths: requests.map(({ method, path }) => `${method} ${path.replace("/v0.4", "")}`),
            times,
            lines,
            events: seen,
          })
        }),
      { retries: 0 },
    ).pipe(Effect.provide(Logger.layer([logger])))
  })

describe("closing a session", () => {
  const jobs = ["submitted", "ready", "started", "completed", "canceled", "failed"].map((status) => ({
    id: status,
    status,
  }))
  const end = "POST /sessions/s/end"
  const cancels = (paths: ReadonlyArray<string>) => paths.filter((path) => path.endsWith("/cancel"))

  it.effect("leaves its jobs alone, unless something else was asked", () =>
    Effect.gen(function* () {
      for (const options of [{}, { onClose: "leave" }] as const) {
        yield* closing(jobs, options, {}, ({ paths, lines, events }) =>
          Effect.sync(() => {
            expect(paths).toEqual(["POST /sessions", end])
            expect(lines).toEqual([])
            expect(events.map(({ kind }) => kind)).toEqual(["opened", "ended"])
          }),
        )
      }
    }),
  )

  it.effect("with cancelQueued cancels those that have not started, and no other", () =>
    closing(jobs, { onClose: "cancelQueued" }, {}, ({ paths, lines }) =>
      Effect.sync(() => {
        expect(cancels(paths)).toEqual(["PUT /jobs/submitted/status/cancel", "PUT /jobs/ready/status/cancel"])
        expect(paths.at(-1)).toBe(end)
        expect(lines).toEqual([])
      }),
    ),
  )

  it.effect("takes a job that started or went in between for no queued one", () =>
    Effect.gen(function* () {
      for (const status of [404, 409]) {
        const cancel = (id: string): StubAnswer =>
          id === "submitted" ? { status } : { status: 200, body: { id, status: "canceled" } }
        yield* closing(jobs, { onClose: "cancelQueued" }, { cancel }, ({ paths, lines }) =>
          Effect.sync(() => {
            expect(cancels(paths)).toHaveLength(2)
            expect(lines).toEqual([])
          }),
        )
      }
    }),
  )

  it.effect("tries every second to cancel, for half a minute or as long as is said, and then ends it", () =>
    Effect.gen(function* () {
      for (const [options, seconds] of [
        [{ onClose: "cancelQueued" }, 30],
        [{ onClose: "cancelQueued", closeTimeout: "5 seconds" }, 5],
      ] as const) {
        const cancel = (): StubAnswer => ({ status: 503 })
        yield* closing([jobs[0]!], options, { cancel }, ({ paths, times, lines }) =>
          Effect.sync(() => {
            const at = times.filter((_, i) => paths[i]?.endsWith("/cancel"))
            expect(at.map((time) => time - at[0]!)).toEqual(
              Array.from({ length: at.length }, (_, i) => i * 1000),
            )
            expect(at.length).toBeGreaterThanOrEqual(seconds - 1)
            expect(at.length).toBeLessThanOrEqual(seconds + 1)
            expect(paths.at(-1)).toBe(end)
            expect(lines).toEqual([
              expect.stringContaining("Session s is ended although its jobs were not canceled"),
            ])
            expect(lines[0]).toContain('"ionq.session.id":"s"')
          }),
        )
      }
    }),
  )

  it.effect("cancels four jobs at a time", () =>
    closing(
      Array.from({ length: 6 }, (_, i) => ({ id: `j${i}`, status: "ready" })),
      { onClose: "cancelQueued", closeTimeout: "5 seconds" },
      { cancel: () => "silence" },
      ({ paths }) => Effect.sync(() => expect(cancels(paths)).toHaveLength(4)),
    ),
  )

  it.effect("does not ask again for what is refused", () =>
    closing(
      [jobs[0]!],
      { onClose: "cancelQueued" },
      { cancel: () => ({ status: 403 }), end: () => ({ status: 403 }) },
      ({ paths, lines, events }) =>
        Effect.sync(() => {
          expect(cancels(paths)).toHaveLength(1)
          expect(paths.filter((path) => path === end)).toHaveLength(1)
          expect(lines).toHaveLength(2)
          expect(lines[1]).toContain("Session s may still be open, end it by hand")
          expect(events).toMatchObject([
            { kind: "opened" },
            { kind: "notEnded", sessionId: "s", error: { _tag: "PermissionDeniedError" } },
          ])
        }),
    ),
  )

  it.effect("ends it although its jobs cannot be listed", () =>
    Effect.gen(function* () {
      for (const [onClose, words] of [
        ["drain", "awaited"],
        ["cancelQueued", "canceled"],
      ] as const) {
        yield* closing(jobs, { onClose }, { jobs: { status: 403 } }, ({ paths, lines, events }) =>
          Effect.sync(() => {
            expect(paths.at(-1)).toBe(end)
            expect(lines).toEqual([expect.stringContaining(`its jobs were not ${words}`)])
            expect(events.map(({ kind }) => kind)).toEqual(["opened", "ended"])
          }),
        )
      }
    }),
  )

  it.effect("with drain waits for what is open, however that ends", () =>
    Effect.gen(function* () {
      for (const status of ["completed", "failed", "canceled"] as const) {
        const asked: Array<string> = []
        const job = (id: string, index: number): StubAnswer => {
          asked.push(id)
          return { status: 200, body: makeJob({ id, status: index < 3 ? "started" : status }) }
        }
        yield* closing(jobs, { onClose: "drain" }, { job }, ({ paths, lines }) =>
          Effect.sync(() => {
            expect(paths.at(-1)).toBe(end)
            expect(new Set(asked)).toEqual(new Set(["submitted", "ready", "started"]))
            expect(lines).toEqual([])
          }),
        )
      }
    }),
  )

  it.effect("with drain waits five minutes, or as long as is said", () =>
    Effect.gen(function* () {
      for (const [options, seconds] of [
        [{ onClose: "drain" }, 300],
        [{ onClose: "drain", drainTimeout: "20 seconds" }, 20],
      ] as const) {
        const job = (id: string): StubAnswer => ({ status: 200, body: makeJob({ id, status: "started" }) })
        yield* closing([jobs[2]!], options, { job }, ({ paths, times, lines }) =>
          Effect.sync(() => {
            const took = times.at(-1)! - times[0]!
            expect(paths.at(-1)).toBe(end)
            expect(took).toBeGreaterThanOrEqual(seconds * 1000)
            expect(took).toBeLessThanOrEqual((seconds + 5) * 1000)
            expect(lines).toEqual([expect.stringContaining("its jobs were not awaited")])
          }),
        )
      }
    }),
  )

  it.effect("tries every second to end it, for half a minute or as long as is said", () =>
    Effect.gen(function* () {
      for (const [options, seconds] of [
        [{}, 30],
        [{ closeTimeout: "5 seconds" }, 5],
      ] as const) {
        yield* closing([], options, { end: () => ({ status: 503 }) }, ({ paths, times, lines, events }) =>
          Effect.sync(() => {
            const at = times.filter((_, i) => paths[i] === end)
            expect(at.map((time) => time - at[0]!)).toEqual(
              Array.from({ length: at.length }, (_, i) => i * 1000),
            )
            expect(at.length).toBeGreaterThanOrEqual(seconds - 1)
            expect(at.length).toBeLessThanOrEqual(seconds + 1)
            expect(lines).toEqual([expect.stringContaining("Session s may still be open")])
            expect(lines[0]).toContain('"ionq.session.id":"s"')
            expect(events[1]).toMatchObject({
              kind: "notEnded",
              error: { _tag: "SessionEndTimeoutError", timeoutMillis: seconds * 1000 },
            })
          }),
        )
      }
    }),
  )
})

describe("a session's methods", () => {
  it.effect("list all sessions, or those that are active or not", () =>
    withStub(
      () => ({ status: 200, body: { sessions: [makeSession({ id: "s" })] } }),
      ({ requests }) =>
        Effect.gen(function* () {
          const sessions = yield* Sessions
          expect((yield* sessions.list()).map(({ id }) => id)).toEqual(["s"])
          yield* sessions.list({ active: true })
          yield* sessions.list({ active: false })
          expect(requests.map(({ path }) => path)).toEqual([
            "/v0.4/sessions",
            "/v0.4/sessions?active=true",
            "/v0.4/sessions?active=false",
          ])
        }),
    ),
  )

  it.effect("list its jobs, all of them or some", () =>
    withStub(
      () => ({ status: 200, body: { jobs: [makeJob({ id: "j" })], next: null } }),
      ({ requests }) =>
        Effect.gen(function* () {
          const sessions = yield* Sessions
          expect((yield* Stream.runCollect(sessions.jobs("s"))).map(({ id }) => id)).toEqual(["j"])
          yield* Stream.runCollect(sessions.jobs("s", { status: "ready" }))
          expect(requests.map(({ path }) => path)).toEqual([
            "/v0.4/sessions/s/jobs",
            "/v0.4/sessions/s/jobs?status=ready",
          ])
        }),
    ),
  )

  const lost: ReadonlyArray<readonly [answer: StubAnswer, warned: boolean]> = [
    [{ status: 304 }, true],
    [{ status: 303 }, true],
    [{ status: 302 }, false],
    [{ status: 307 }, false],
    [{ status: 400 }, false],
    [{ status: 403 }, false],
    [{ status: 404 }, false],
    [{ status: 408 }, true],
    [{ status: 409 }, false],
    [{ status: 418 }, false],
    [{ status: 429 }, false],
    [{ status: 500 }, true],
    [{ status: 201, body: "{" }, true],
    [{ code: "ECONNRESET" }, true],
    [{ code: "ECONNREFUSED" }, false],
    ["silence", true],
  ]
  it.effect.each(lost)(
    "warn of a session that may have been made, and not of one that was refused: %j",
    ([answer, warned]) =>
      Effect.gen(function* () {
        const lines: Array<string> = []
        yield* withStub(
          () => answer,
          () => inTime(Effect.flip(Effect.scoped(open))),
          { retries: 0 },
        ).pipe(Effect.provide(Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])))
        expect(lines.filter((line) => line.includes("A session may have been created"))).toHaveLength(
          warned ? 1 : 0,
        )
      }),
  )

  it.effect("warn of one whose hook failed after a refusal, or which no body names, accordingly", () =>
    Effect.gen(function* () {
      const strict = { strictHooks: true, onResponse: () => Effect.fail("no") }
      for (const [answer, warned] of [
        [{ status: 403 }, 0],
        [{ status: 201 }, 1],
        [{ status: 201, body: { id: 7 } }, 1],
      ] as const) {
        const lines: Array<string> = []
        yield* withStub(
          () => answer,
          ({ requests }) =>
            Effect.map(Effect.flip(Effect.scoped(open)), (error) => {
              expect(error._tag).toBe("HookError")
              expect(requests).toHaveLength(1)
            }),
          strict,
        ).pipe(Effect.provide(Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])))
        expect(lines.filter((line) => line.includes("A session may have been created"))).toHaveLength(warned)
      }
    }),
  )

  it.effect("let jobs join a session whose backend the server does not say", () =>
    withStub(
      ({ path }) => {
        if (path.endsWith("/end")) return ended
        if (path === "/v0.4/jobs") return { status: 201, body: { id: "j", status: "submitted" } }
        return { status: 201, body: makeSession({ id: "s", backend: null }) }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          const sessions = yield* Sessions
          const jobs = yield* Jobs
          yield* sessions.with(forte)(jobs.submit(job))
          expect(JSON.parse(requests[1]?.body ?? "")).toMatchObject({ session_id: "s" })
          yield* sessions.with(forte)(jobs.submit({ ...job, backend: "qpu.aria-1" }))
          const [, elsewhere] = requests.filter(({ path }) => path === "/v0.4/jobs")
          expect(JSON.parse(elsewhere?.body ?? "")).not.toHaveProperty("session_id")
        }),
    ),
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
          expect([told.ended, told.failed]).toEqual([[], []])
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
          if (Result.isSuccess(result)) {
            expect(result.success.ended).toEqual(sent)
            expect(result.success.found.map(({ id }) => id)).toEqual(sent)
          }
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
        session("future", { created_at: "2026-09-02T00:00:00Z" }),
        session("ageless", { created_at: null }),
        session("strange", { created_at: "yesterday" }),
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

  it.effect("spares what is as old as that, what another backend has, and what a server lists as ended", () =>
    Effect.gen(function* () {
      const all = [
        session("an-hour", { created_at: "2026-09-01T11:00:00Z" }),
        session("more", { created_at: "2026-09-01T10:59:59Z" }),
        session("ended", { status: "ended" }),
        session("elsewhere", { backend: "qpu.aria-1" }),
      ]
      expect(yield* reapOf(all)).toEqual(["elsewhere", "more"])
      expect(yield* reapOf(all, { options: { backend: "qpu.forte-1" } })).toEqual(["more"])
    }),
  )

  it.effect("asks for active sessions, ends the oldest first, and goes on when one cannot be ended", () =>
    withStub(
      ({ path }) => {
        if (path.endsWith("/whoami")) return { status: 200, body: { ...whoami, project_id: "mine" } }
        if (path.includes("/b/end")) return { status: 403 }
        if (path.endsWith("/end")) return { status: 200, body: session("s", { status: "ended" }) }
        const sessions = [
          session("c", { created_at: "2026-09-01T09:30:00Z" }),
          session("a", { created_at: "2026-09-01T08:00:00Z" }),
          session("d", { created_at: "2026-09-01T10:00:00Z" }),
          session("b", { created_at: "2026-09-01T09:00:00Z" }),
        ]
        return { status: 200, headers: { date }, body: { sessions } }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          const sessions = yield* Sessions
          const reaped = yield* sessions.reap({ olderThan: "1 hour", dryRun: false })
          expect(reaped.found.map(({ id }) => id)).toEqual(["a", "b", "c", "d"])
          expect(reaped.ended).toEqual(["a", "c", "d"])
          expect(reaped.failed).toMatchObject([{ sessionId: "b", error: { _tag: "PermissionDeniedError" } }])
          expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
            "GET /v0.4/whoami",
            "GET /v0.4/sessions?active=true",
            ...["a", "b", "c", "d"].map((id) => `POST /v0.4/sessions/${id}/end`),
          ])
        }),
    ),
  )

  it.effect("takes the time of the list itself, and not of an answer before it", () => {
    let asked = 0
    return withStub(
      ({ path }) => {
        if (path.endsWith("/whoami")) return { status: 200, body: { ...whoami, project_id: "mine" } }
        if (path.endsWith("/end")) return { status: 200, body: session("s", { status: "ended" }) }
        if (asked++ === 0) return { status: 503, headers: { date: "Wed, 01 Sep 2027 12:00:00 GMT" } }
        return {
          status: 200,
          headers: { date },
          body: { sessions: [session("young", { created_at: "2026-09-01T11:30:00Z" }), session("old")] },
        }
      },
      () =>
        Effect.gen(function* () {
          const sessions = yield* Sessions
          expect((yield* inTime(sessions.reap({ olderThan: "1 hour" }))).found.map(({ id }) => id)).toEqual([
            "old",
          ])
        }),
    )
  })

  it.effect("spares a session as long as it is held here, and takes it when its end was refused", () =>
    withStub(
      ({ method, path }) => {
        if (path.endsWith("/whoami")) return { status: 200, body: { ...whoami, project_id: "mine" } }
        if (path.endsWith("/end")) return { status: 403 }
        if (method === "POST") return { status: 201, body: session("held") }
        return { status: 200, headers: { date }, body: { sessions: [session("held"), session("other")] } }
      },
      () =>
        Effect.gen(function* () {
          const sessions = yield* Sessions
          const found = Effect.map(sessions.reap({ olderThan: "1 hour" }), (reaped) =>
            reaped.found.map(({ id }) => id),
          )
          expect(yield* sessions.with(forte)(found)).toEqual(["other"])
          expect(yield* found).toEqual(["held", "other"])
        }),
    ).pipe(Effect.provide(Logger.layer([]))),
  )
})
