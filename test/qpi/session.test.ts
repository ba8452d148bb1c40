import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect, Layer, Stream } from "effect"
import { Auth, Credentials, Qpi, QpiClient, QpiJobs, QpiUsers, TimeSlots } from "effect-ionq/qpi"
import * as Emulator from "effect-ionq/qpi/emulator"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { inTime } from "effect-ionq/emulator"
import { steppedBy } from "../utils/clock.ts"

const program = 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit q;\nbit c;\nx q;\nc = measure q;\n'
const user = Credentials.userPassword("user@example.com", "password123")
const superuser = Credentials.superuserPassword("admin@example.com", "adminpass123")

/** An emulator, and services over it for each of several credentials. */
const shared = Effect.fnUntraced(function* (options: Emulator.Options = {}) {
  const context = yield* Layer.build(Emulator.layer(options))
  const over = (credentials: Credentials.Credentials, more: object = {}) =>
    Effect.provide(
      Layer.provide(
        Qpi.layerAny({ url: "http://localhost", credentials, ...more }),
        Layer.succeedContext(context),
      ),
    )
  return { over, context }
})

/** Counts the requests whose path has a word. */
const counting = (seen: Array<string>) => ({
  transport: (client: HttpClient.HttpClient) =>
    HttpClient.mapRequest(client, (request) => {
      seen.push(`${request.method} ${request.url.replace("http://localhost", "")}`)
      return request
    }),
})

const jwtOf = Effect.map(
  Effect.flatMap(Auth, ({ jwt }) => jwt),
  (jwt) => Credentials.jwt(jwt),
)

describe("a session", () => {
  it.effect("signs in once for all, and refreshes before its end", () =>
    Effect.gen(function* () {
      const { over } = yield* shared({ times: { userToken: "1 hour" } })
      const seen: Array<string> = []
      yield* Effect.gen(function* () {
        const slots = yield* TimeSlots
        const list = Stream.runCollect(slots.list())
        yield* Effect.all([list, list, list], { concurrency: "unbounded" })
        const logins = () => seen.filter((each) => each.includes("auth-with-password")).length
        expect(logins()).toBe(1)
        for (let i = 0; i < 30; i++) {
          yield* TestClock.adjust("10 minutes")
          yield* (yield* Auth).whoami
        }
        expect(logins()).toBe(1)
        // Some empty lists were checked, too.
        expect(seen.filter((each) => each.includes("auth-refresh")).length).toBeGreaterThan(5)
      }).pipe(over(user, counting(seen)))
    }).pipe(Effect.scoped),
  )

  for (const hours of [-1, 1]) {
    it.effect(`does not go by a wall clock that is off by ${hours} h`, () =>
      Effect.gen(function* () {
        yield* TestClock.adjust("5 hours")
        const { over } = yield* shared({ times: { userToken: "30 minutes" } })
        const seen: Array<string> = []
        const testClock = yield* Effect.clockWith(Effect.succeed)
        const program = Effect.gen(function* () {
          const jwt = yield* jwtOf
          for (let i = 0; i < 12; i++) {
            yield* Effect.provideService(TestClock.adjust("10 minutes"), Clock.Clock, testClock)
            const users = yield* Stream.runCollect((yield* QpiUsers).list())
            expect(users).toHaveLength(1)
          }
          return jwt
        })
        const clock = yield* steppedBy(() => hours * 3_600_000)
        yield* program.pipe(over(user, counting(seen)), Effect.provideService(Clock.Clock, clock))
        expect(seen.filter((each) => each.includes("auth-with-password"))).toHaveLength(1)
      }).pipe(Effect.scoped),
    )
  }

  it.effect("of a JWT ends with it, and says so instead of showing an empty list", () =>
    Effect.gen(function* () {
      const { over } = yield* shared({ times: { userToken: "10 minutes" } })
      const jwt = yield* jwtOf.pipe(over(user))
      // It is refreshed as long as somebody uses it.
      yield* Effect.gen(function* () {
        for (let i = 0; i < 10; i++) {
          yield* TestClock.adjust("4 minutes")
          expect(yield* Stream.runCollect((yield* QpiUsers).list())).toHaveLength(1)
        }
      }).pipe(over(jwt))
      yield* TestClock.adjust("1 hour")
      const errors = yield* Effect.gen(function* () {
        const users = yield* Effect.flip(Stream.runCollect((yield* QpiUsers).list()))
        const jobs = yield* Effect.flip((yield* QpiJobs).results("zzzzzzzzzzzzzzz"))
        const slot = yield* Effect.flip(
          (yield* TimeSlots).create({ start: new Date(9e12), end: new Date(9.1e12) }),
        )
        return [users, jobs, slot]
      }).pipe(over(jwt))
      expect(errors.map(({ _tag }) => _tag)).toEqual(["SignedOutError", "SignedOutError", "SignedOutError"])
    }).pipe(Effect.scoped),
  )

  it.effect("of an impersonation is not refreshed, and ends", () =>
    Effect.gen(function* () {
      const { over } = yield* shared()
      const brief = yield* Effect.gen(function* () {
        const client = yield* QpiClient
        const [user] = yield* Stream.runCollect((yield* QpiUsers).list())
        const { token } = yield* client.userAuth.impersonate({
          params: { id: user!.id },
          payload: { duration: 600 },
        })
        return Credentials.jwt(token)
      }).pipe(over(superuser))
      yield* Effect.gen(function* () {
        const users = yield* QpiUsers
        expect(yield* Stream.runCollect(users.list())).toHaveLength(1)
        yield* TestClock.adjust("9 minutes")
        expect(yield* Stream.runCollect(users.list())).toHaveLength(1)
        yield* TestClock.adjust("2 minutes")
        expect((yield* Effect.flip(Stream.runCollect(users.list())))._tag).toBe("SignedOutError")
      }).pipe(over(brief))
    }).pipe(Effect.scoped),
  )

  it.effect("whose password was changed signs in with the new one, or says that it cannot", () =>
    Effect.gen(function* () {
      const { over } = yield* shared()
      const change = (from: string, to: string) =>
        Effect.flatMap(Auth, ({ changePassword }) => changePassword(from, to)).pipe(
          over(Credentials.userPassword("user@example.com", from)),
        )
      const jwt = yield* jwtOf.pipe(over(user))
      yield* Effect.gen(function* () {
        const slots = yield* TimeSlots
        expect(yield* Stream.runCollect(slots.list())).toEqual([])
        yield* change("password123", "password456")
        expect((yield* Effect.flip(Stream.runCollect(slots.list())))._tag).toBe("LoginError")
        yield* change("password456", "password123")
        expect(yield* Stream.runCollect(slots.list())).toEqual([])
        expect(yield* Stream.runCollect((yield* QpiUsers).list())).toHaveLength(1)
      }).pipe(over(user))
      const error = yield* Effect.flip(
        Effect.flatMap(QpiUsers, (users) => Stream.runCollect(users.list())).pipe(over(jwt)),
      )
      expect(error._tag).toBe("SignedOutError")
    }).pipe(Effect.scoped),
  )

  it.effect("that one of several calls has replaced is not trusted by the others", () =>
    inTime(
      Effect.gen(function* () {
        const { over } = yield* shared()
        const change = Effect.flatMap(Auth, ({ changePassword }) =>
          changePassword("password123", "password123"),
        )
        // The answers to the other calls arrive when the first one has signed in again.
        const seconds = (url: string) =>
          url.includes("/users/records") ? 5 : url.includes("/qpu_time_requests/records") ? 10 : 0
        const slow = {
          transport: HttpClient.transformResponse((response) =>
            Effect.tap(response, ({ request: { url } }) => Effect.sleep(seconds(url) * 1000)),
          ),
        }
        const id = "zzzzzzzzzzzzzzz"
        yield* Effect.gen(function* () {
          const { id: me } = yield* (yield* Auth).whoami
          const users = yield* QpiUsers
          const { timeRequests } = yield* QpiClient
          const { id: request } = yield* timeRequests.create({
            payload: { user: me, status: "pending", seconds: 5 },
          })
          yield* change.pipe(over(user))
          const [first, second, third, none] = yield* Effect.all(
            [
              Stream.runCollect(users.list()),
              timeRequests.get({ params: { id: request } }),
              timeRequests.list({ query: {} }),
              Effect.flip(timeRequests.get({ params: { id } })),
            ],
            { concurrency: "unbounded" },
          )
          expect(first).toHaveLength(1)
          expect(second.id).toBe(request)
          expect(third.items).toHaveLength(1)
          expect(none._tag).toBe("QpiNotFoundError")
        }).pipe(over(user, slow))
      }).pipe(Effect.scoped),
    ),
  )

  it.effect("that ends in the middle of a wait ends the wait with an error, or goes on", () =>
    Effect.gen(function* () {
      const { over } = yield* shared({ times: { dispatch: "1 hour", run: "1 hour", jobTimeout: "1 day" } })
      const jwt = yield* jwtOf.pipe(over(user))
      const { id } = yield* Effect.flatMap(QpiJobs, (jobs) =>
        jobs.submit({ qpu: "emulator", circuits: program }),
      ).pipe(over(user))
      const wait = Effect.flatMap(QpiJobs, (jobs) => jobs.await(id, { timeout: "1 day" }))
      const [lost, held] = yield* inTime(
        Effect.all(
          [
            Effect.flip(wait).pipe(over(jwt)),
            wait.pipe(over(user)),
            Effect.gen(function* () {
              yield* Effect.sleep("10 minutes")
              const { changePassword } = yield* Auth
              // The password stays, and every JWT of before is over.
              yield* changePassword("password123", "password123")
            }).pipe(over(user)),
          ],
          { concurrency: "unbounded" },
        ),
        "5 seconds",
      )
      expect(lost._tag).toBe("SignedOutError")
      expect(held.status).toBe("completed")
    }).pipe(Effect.scoped),
  )

  it.effect("cannot begin with a wrong password, and says so", () =>
    Effect.gen(function* () {
      const { over } = yield* shared()
      const error = yield* Effect.flip(
        Effect.flatMap(Auth, ({ whoami }) => whoami).pipe(
          over(Credentials.userPassword("user@example.com", "a wrong password")),
        ),
      )
      expect(error._tag).toBe("LoginError")
      expect(JSON.stringify(error)).not.toContain("a wrong password")
    }).pipe(Effect.scoped),
  )

  it.effect("does without what the server does not answer for some time", () =>
    inTime(
      Effect.gen(function* () {
        const { over } = yield* shared({
          faults: {
            rules: [
              {
                fault: { kind: "answer", status: 503, processed: false },
                path: "/api/collections/users/auth",
                times: 1,
              },
            ],
          },
        })
        // A login is a POST, and is not sent again by itself; the next call does.
        yield* Effect.gen(function* () {
          const { whoami } = yield* Auth
          expect((yield* Effect.flip(whoami))._tag).toBe("QpiServerError")
          expect((yield* whoami).email).toBe("user@example.com")
        }).pipe(over(user))
      }).pipe(Effect.scoped),
    ),
  )
})

describe("an API token", () => {
  const token = Credentials.apiToken(Emulator.defaultApiToken)

  it.effect("is refused what it cannot do, before anything is sent", () =>
    Effect.gen(function* () {
      const { over } = yield* shared()
      const seen: Array<string> = []
      yield* Effect.gen(function* () {
        const client = yield* QpiClient
        const refused: Array<string> = []
        const groups = client as unknown as Record<
          string,
          Record<string, (request: object) => Effect.Effect<unknown, { _tag: string }>>
        >
        const id = "zzzzzzzzzzzzzzz"
        for (const [group, byName] of Object.entries(groups)) {
          if (group === "settings") continue
          for (const [name, method] of Object.entries(byName)) {
            const before = seen.length
            const exit = yield* Effect.result(
              method({ params: { id }, payload: {}, query: { fields: "id" } }),
            )
            if (exit._tag !== "Failure" || exit.failure._tag !== "CredentialsRequiredError") continue
            expect(seen.length, `${group}.${name}`).toBe(before)
            refused.push(`${group}.${name}`)
          }
        }
        expect(refused).toEqual(
          expect.arrayContaining(["jobRecords.get", "timeSlots.create", "realtime.subscribe"]),
        )
        expect(refused.length).toBeGreaterThan(30)
        expect(refused.some((each) => each.startsWith("jobs.") || each.startsWith("tokens."))).toBe(false)
      }).pipe(over(token, counting(seen)))

      const services = yield* Effect.gen(function* () {
        const jobs = yield* QpiJobs
        return [
          yield* Effect.flip(jobs.results("zzzzzzzzzzzzzzz")),
          yield* Effect.flip(jobs.run({ qpu: "emulator", circuits: program })),
          yield* Effect.flip(Stream.runCollect((yield* TimeSlots).list())),
          yield* Effect.flip((yield* TimeSlots).create({ start: new Date(9e12), end: new Date(9.1e12) })),
          yield* Effect.flip(Stream.runCollect((yield* QpiUsers).list())),
          yield* Effect.flip((yield* Auth).whoami),
        ]
      }).pipe(over(token))
      expect(new Set(services.map(({ _tag }) => _tag))).toEqual(new Set(["CredentialsRequiredError"]))
    }).pipe(Effect.scoped),
  )

  it.effect("that was revoked is unauthorized", () =>
    Effect.gen(function* () {
      const { over } = yield* shared()
      const error = yield* Effect.flip(
        Effect.flatMap(QpiJobs, (jobs) => Stream.runCollect(jobs.list())).pipe(
          over(Credentials.apiToken(`qpi_${"f".repeat(64)}`)),
        ),
      )
      expect(error._tag).toBe("QpiUnauthorizedError")
    }).pipe(Effect.scoped),
  )

  it.effect("that no header can carry is refused at once", () =>
    Effect.gen(function* () {
      const { over } = yield* shared()
      const error = yield* Effect.flip(
        Effect.flatMap(QpiClient, ({ server }) => server.health()).pipe(over(Credentials.apiToken("a\nb"))),
      )
      expect(error._tag).toBe("ConfigurationError")
    }).pipe(Effect.scoped),
  )
})

describe("a user", () => {
  it.effect("is refused what superusers do, before anything is sent", () =>
    Effect.gen(function* () {
      const { over } = yield* shared()
      const error = yield* Effect.flip(
        Effect.flatMap(QpiClient, ({ qpus }) => qpus.create({ payload: { name: "x" } })).pipe(over(user)),
      )
      expect(error).toMatchObject({ _tag: "CredentialsRequiredError", required: "superuser" })
      const switched = yield* Effect.flatMap(QpiClient, ({ qpus }) =>
        qpus.create({ payload: { name: "x" } }),
      ).pipe(over(superuser))
      expect(switched.status).toBe("offline")
    }).pipe(Effect.scoped),
  )
})

describe("an answer that is not what it says", () => {
  it.effect(
    "is an error: a page with status 200, and a 500 that names a field, which is not sent again",
    () =>
      Effect.gen(function* () {
        const page = "<!doctype html><title>QPI</title>\n"
        const { over } = yield* shared({
          faults: {
            rules: [
              {
                fault: {
                  kind: "answer",
                  status: 200,
                  body: page,
                  headers: { "content-type": "text/html; charset=utf-8" },
                  processed: false,
                },
                path: "/api/qpus",
              },
            ],
          },
        })
        const seen: Array<string> = []
        yield* Effect.gen(function* () {
          const client = yield* QpiClient
          expect(yield* Effect.flip(client.qpus.list())).toMatchObject({
            _tag: "DecodeError",
            status: 200,
            body: page,
          })
          const before = seen.length
          const payload = { circuits: [{ circuit: program }] as const, qpu_target: "aaaaaaaaaaaaaaa" }
          const error = yield* Effect.flip(client.jobs.submit({ payload }))
          expect(error).toMatchObject({ _tag: "QpiValidationError", status: 500 })
          expect(seen.length).toBe(before + 1)
        }).pipe(over(Credentials.apiToken(Emulator.defaultApiToken), counting(seen)))
      }).pipe(Effect.scoped),
  )
})
