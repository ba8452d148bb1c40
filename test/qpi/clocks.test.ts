import { describe, expect, it } from "@effect/vitest"
import { Clock, DateTime, Effect, Layer, Logger, Stream } from "effect"
import { Auth, Credentials, Qpi, QpiJobs, QpiUsers, TimeSlots, Tokens } from "effect-ionq/qpi"
import * as Emulator from "effect-ionq/qpi/emulator"
import { HttpBody, HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { inTime } from "effect-ionq/emulator"

const hour = 3_600_000
const program = 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit q;\nbit c;\nx q;\nc = measure q;\n'
const user = Credentials.userPassword("user@example.com", "password123")
const token = Credentials.apiToken(Emulator.defaultApiToken)

interface Clocks {
  readonly date: number
  readonly stamps: number
}

/** An emulator whose clocks can be set, services over it, and the requests that it got. */
const server = Effect.fnUntraced(function* (options: Emulator.Options = {}, clocks?: Clocks) {
  const context = yield* Layer.build(Emulator.layer({ ...options, faults: clocks && { clocks } }))
  const seen: Array<string> = []
  const over = (credentials: Credentials.Credentials) =>
    Effect.provide(
      Layer.provide(
        Qpi.layerAny({
          url: "http://localhost",
          credentials,
          transport: HttpClient.tapRequest(({ method, url }) =>
            Effect.sync(() => void seen.push(`${method} ${new URL(url).pathname}`)),
          ),
        }),
        Layer.succeedContext(context),
      ),
      { local: true },
    )
  const http = yield* Effect.provide(Effect.service(HttpClient.HttpClient), context)
  const set = (clocks: Clocks) =>
    http.put("http://localhost/emulator/faults", { body: HttpBody.jsonUnsafe({ clocks }) })
  const count = (part: string) => seen.filter((each) => each.includes(part)).length
  return { over, set, count }
})

const both = (millis: number): Clocks => ({ date: millis, stamps: millis })

const users = Effect.flatMap(QpiUsers, ({ list }) => Stream.runCollect(list()))
const jwt = Effect.map(
  Effect.flatMap(Auth, ({ jwt }) => jwt),
  Credentials.jwt,
)

describe("a server whose clock is off by an hour", () => {
  it.effect("is told of once, and again when its clock was set", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("5 hours")
      const { over, set } = yield* server({}, both(-hour))
      const logs: Array<string> = []
      const logger = Logger.make(({ message, logLevel }) => {
        if (logLevel === "Warn") logs.push(String(message))
      })
      yield* Effect.gen(function* () {
        yield* users
        yield* users
        expect(logs).toEqual([expect.stringContaining("is 1h behind this machine's")])
        yield* set(both(0))
        yield* users
        yield* set(both(2 * hour))
        yield* users
        yield* users
        expect(logs.slice(1)).toEqual([expect.stringContaining("is 2h ahead of this machine's")])
      }).pipe(over(user), Effect.provide(Logger.layer([logger])))
    }).pipe(Effect.scoped),
  )

  for (const hours of [-1, 1]) {
    it.effect(`(${hours} h) keeps sessions as any other`, () =>
      Effect.gen(function* () {
        yield* TestClock.adjust("5 hours")
        const { over, count } = yield* server({ times: { userToken: "30 minutes" } }, both(hours * hour))
        yield* Effect.gen(function* () {
          for (let i = 0; i < 12; i++) {
            yield* TestClock.adjust("10 minutes")
            expect(yield* users).toHaveLength(1)
          }
        }).pipe(over(user))
        expect(count("auth-with-password")).toBe(1)
      }).pipe(Effect.scoped),
    )

    it.effect(`(${hours} h) dates jobs, and \`since\` goes by it`, () =>
      inTime(
        Effect.gen(function* () {
          yield* TestClock.adjust("5 hours")
          const { over } = yield* server({}, both(hours * hour))
          yield* Effect.gen(function* () {
            const jobs = yield* QpiJobs
            const { id, created } = yield* jobs.submit({ qpu: "emulator", circuits: program })
            const now = yield* Clock.currentTimeMillis
            const stamp = DateTime.makeUnsafe(created.replace(" ", "T"))
            expect(DateTime.toEpochMillis(stamp) - now).toBeCloseTo(hours * hour, -4)
            const listed = yield* Stream.runCollect(jobs.list({ since: stamp }))
            expect(listed.map((job) => job.id)).toEqual([id])
          }).pipe(over(user))
        }).pipe(Effect.scoped),
      ),
    )
  }

  it.effect("refuses a slot that is past for it, and the end of a token before it is sent", () =>
    Effect.gen(function* () {
      const { over, count } = yield* server({}, both(hour))
      yield* Effect.gen(function* () {
        const tokens = yield* Tokens
        expect(yield* Effect.flip(tokens.create({ expiresAt: new Date(hour / 2) }))).toMatchObject({
          _tag: "InvalidRequestError",
          field: "expiresAt",
        })
        expect(count("POST /api/tokens")).toBe(0)
        expect((yield* tokens.create({ expiresAt: new Date(hour * 2) })).expires_at).toBe(
          "1970-01-01 02:00:00.000Z",
        )
        const slots = yield* TimeSlots
        const slot = (start: number) => slots.create({ start: new Date(start), end: new Date(start + hour) })
        expect(yield* Effect.flip(slot(hour / 2))).toMatchObject({
          _tag: "QpiValidationError",
          message: expect.stringContaining("past"),
        })
        expect((yield* slot(hour * 2)).start_time).toBe("1970-01-01 02:00:00.000Z")
      }).pipe(over(user))
    }).pipe(Effect.scoped),
  )
})

describe("a server whose clock is set", () => {
  for (const hours of [-1, 1]) {
    for (const [name, credentials] of [
      ["a JWT", user],
      ["a token", token],
    ] as const) {
      it.effect(`by ${hours} h is watched on, by ${name}`, () =>
        inTime(
          Effect.gen(function* () {
            yield* TestClock.adjust("5 hours")
            const { over, set } = yield* server({ times: { dispatch: "20 seconds", run: "10 seconds" } })
            yield* Effect.gen(function* () {
              const jobs = yield* QpiJobs
              const { id } = yield* jobs.submit({ qpu: "emulator", circuits: program })
              yield* Effect.forkChild(Effect.delay(set(both(hours * hour)), "5 seconds"))
              const start = yield* Clock.currentTimeMillis
              const seen = yield* Stream.runCollect(jobs.watch(id, { timeout: "10 minutes" }))
              // A busy machine may not see it run.
              const seenStatuses = seen.map(({ status }) => status)
              expect(seenStatuses.filter((status) => status !== "running")).toEqual(["pending", "completed"])
              expect((yield* Clock.currentTimeMillis) - start).toBeLessThan(100_000)
            }).pipe(over(credentials))
          }).pipe(Effect.scoped),
        ),
      )
    }
  }

  it.effect("beyond the end of a JWT has it signed in again, or says so", () =>
    inTime(
      Effect.gen(function* () {
        yield* TestClock.adjust("5 hours")
        const { over, set, count } = yield* server({
          times: { userToken: "30 minutes", dispatch: "2 minutes", run: "5 seconds" },
        })
        const given = yield* jwt.pipe(over(user))
        const { id } = yield* Effect.flatMap(QpiJobs, (jobs) =>
          jobs.submit({ qpu: "emulator", circuits: program }),
        ).pipe(over(user))
        const wait = Effect.flatMap(QpiJobs, (jobs) => jobs.await(id))
        const logins = count("auth-with-password")
        const [held, lost] = yield* Effect.all(
          [
            wait.pipe(over(user)),
            Effect.flip(wait).pipe(over(given)),
            Effect.delay(set(both(hour)), "1 minute"),
          ],
          { concurrency: "unbounded" },
        )
        expect([held.status, lost._tag]).toEqual(["completed", "SignedOutError"])
        expect(count("auth-with-password") - logins).toBeLessThanOrEqual(2)
      }).pipe(Effect.scoped),
    ),
  )
})

describe("a proxy that dates the answers of a server by its own clock", () => {
  for (const hours of [-1, 1]) {
    it.effect(`which is off by ${hours} h ends no session`, () =>
      Effect.gen(function* () {
        yield* TestClock.adjust("5 hours")
        const { over, count } = yield* server(
          { times: { userToken: "30 minutes" } },
          { date: hours * hour, stamps: 0 },
        )
        const given = yield* jwt.pipe(over(user))
        yield* Effect.gen(function* () {
          for (let i = 0; i < 10; i++) {
            yield* TestClock.adjust("1 minute")
            expect(yield* users).toHaveLength(1)
          }
        }).pipe(over(given))
        const logins = count("auth-with-password")
        yield* Effect.gen(function* () {
          for (let i = 0; i < 12; i++) {
            expect(yield* users).toHaveLength(1)
            yield* TestClock.adjust("10 minutes")
          }
        }).pipe(over(user))
        // A new one for each half hour at the most.
        expect(count("auth-with-password") - logins).toBeLessThanOrEqual(5)
      }).pipe(Effect.scoped),
    )
  }
})
