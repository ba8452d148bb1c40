import { expect } from "@effect/vitest"
import { DateTime, Effect, Redacted, Result, Stream } from "effect"
import { Circuit } from "effect-ionq"
import {
  Auth,
  Credentials,
  Drivers,
  Events,
  Filter,
  Notifications,
  QpiClient,
  QpiJobs,
  QpiResults,
  QpiUsers,
  Qpus,
  TimeRequests,
  TimeSlots,
  Tokens,
} from "effect-ionq/qpi"
import { at, type Place } from "./place.ts"

const zeros = 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[2] q;\nbit[2] c;\nc = measure q;\n'

/** Names that no two runs share. */
const fresh = (prefix: string): string => `${prefix}${Math.random().toString(36).slice(2, 12)}`

const password = "password123"

/** A new user at a place, with some seconds. */
const makeUser = Effect.fnUntraced(function* (place: Place, seconds = 1000) {
  const email = `${fresh("user")}@example.com`
  const { id } = yield* Effect.flatMap(QpiClient, ({ userRecords }) =>
    userRecords.create({
      payload: {
        email,
        password: Redacted.make(password),
        passwordConfirm: Redacted.make(password),
        verified: true,
        qpu_seconds: seconds,
      },
    }),
  ).pipe(at(place, place.superuser))
  return { id, email, credentials: Credentials.userPassword(email, password) }
})

interface Check {
  readonly name: string
  readonly run: (place: Place) => Effect.Effect<unknown, unknown>
}

/** What every QPI server has to do: each check makes what it needs, so that it can run anywhere. */
export const suite: ReadonlyArray<Check> = [
  {
    name: "signs up, signs in, and says who it is",
    run: Effect.fnUntraced(function* (place) {
      const email = `${fresh("new")}@example.com`
      const user = Credentials.userPassword(email, password)
      yield* Effect.flatMap(Auth, ({ signUp }) => signUp({ email, password, name: "New" })).pipe(
        at(place, Credentials.apiToken("qpi_none")),
      )
      const me = yield* Effect.flatMap(Auth, ({ whoami }) => whoami).pipe(at(place, user))
      expect(me).toMatchObject({ email, name: "New" })
      const jwt = yield* Effect.flatMap(Auth, ({ jwt }) => jwt).pipe(at(place, user))
      const again = yield* Effect.flatMap(Auth, ({ whoami }) => whoami).pipe(at(place, Credentials.jwt(jwt)))
      expect(again.id).toBe(me.id)
      const wrong = Credentials.userPassword(email, "wrong")
      const error = yield* Effect.flip(Effect.flatMap(Auth, ({ whoami }) => whoami).pipe(at(place, wrong)))
      expect(error).toMatchObject({ _tag: "LoginError", status: 400 })
    }),
  },
  {
    name: "runs a job, and gives its results",
    run: Effect.fnUntraced(function* (place) {
      const user = yield* makeUser(place)
      yield* Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { job, results } = yield* jobs.run(
          { qpu: place.qpu, circuits: [zeros, { program: zeros, shots: 5 }], shots: 20 },
          { timeout: "4 minutes" },
        )
        expect(job).toMatchObject({ status: "completed", user_id: user.id })
        expect(results.entries.map(({ kind, shots }) => [kind, shots])).toEqual([
          ["counts", 20],
          ["counts", 5],
        ])
        expect(QpiResults.outcomes(job, results).map(({ origin }) => origin?.circuit)).toEqual([0, 1])
        const [listed] = yield* Stream.runCollect(jobs.list())
        expect(listed?.id).toBe(job.id)
        const seen = yield* Stream.runCollect(jobs.watch(job.id))
        expect(seen.map(({ status }) => status)).toEqual(["completed"])
      }).pipe(at(place, user.credentials))
    }),
  },
  {
    name: "runs a job for a token, which cannot see its results",
    run: Effect.fnUntraced(function* (place) {
      const user = yield* makeUser(place)
      const { token, id } = yield* Effect.flatMap(Tokens, ({ create }) => create({ name: "suite" })).pipe(
        at(place, user.credentials),
      )
      yield* Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const submitted = yield* jobs.submit({ qpu: place.qpu, circuits: Circuit.bell(), shots: 3 })
        const job = yield* jobs.await(submitted.id, { timeout: "4 minutes" })
        expect(job.status).toBe("completed")
        expect(job).not.toHaveProperty("results")
        expect((yield* Effect.flip(jobs.results(job.id)))._tag).toBe("CredentialsRequiredError")
        expect((yield* Stream.runCollect(jobs.list())).map((each) => each.id)).toEqual([job.id])
        yield* (yield* Tokens).delete(id)
        expect((yield* Effect.flip(jobs.get(job.id)))._tag).toBe("QpiUnauthorizedError")
      }).pipe(at(place, Credentials.apiToken(token)))
    }),
  },
  {
    name: "watches a job over realtime from its beginning to its end",
    run: Effect.fnUntraced(function* (place) {
      const user = yield* makeUser(place)
      yield* Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const submitted = yield* Effect.forEach(Array.from({ length: 10 }), () =>
          jobs.submit({ qpu: place.qpu, circuits: zeros, shots: 1 }),
        )
        const seen = yield* Effect.forEach(
          submitted,
          ({ id }) => Stream.runCollect(jobs.watch(id, { timeout: "4 minutes", besides: "20 seconds" })),
          { concurrency: "unbounded" },
        )
        for (const job of seen) {
          expect(job.at(-1)?.status).toBe("completed")
          expect(job.filter(({ status }) => status === "completed")).toHaveLength(1)
        }
      }).pipe(at(place, user.credentials))
    }),
  },
  {
    name: "cancels a job that waits, and says so",
    run: Effect.fnUntraced(function* (place) {
      const user = yield* makeUser(place)
      const idle = yield* Effect.flatMap(Qpus, (qpus) => qpus.create({ name: fresh("idle") })).pipe(
        at(place, place.superuser),
      )
      yield* Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { id } = yield* jobs.submit({ qpu: idle.id, circuits: zeros })
        const pending = yield* Effect.flip(jobs.await(id, { timeout: "100 millis" }))
        expect(pending).toMatchObject({ _tag: "QpiJobTimeoutError", lastStatus: "pending" })
        const cancelled = yield* jobs.cancelAndConfirm(id, { settle: "200 millis" })
        expect(cancelled).toMatchObject({ requested: true, settled: true, job: { status: "cancelled" } })
        expect(yield* jobs.cancel(id)).toMatchObject({ requested: false })
        expect((yield* Effect.flip(jobs.await(id)))._tag).toBe("QpiJobCancelledError")
        expect((yield* Effect.flip(jobs.results(id)))._tag).toBe("QpiJobCancelledError")
      }).pipe(at(place, user.credentials))
    }),
  },
  {
    name: "refuses jobs with typed errors",
    run: Effect.fnUntraced(function* (place) {
      const poor = yield* makeUser(place, 0)
      yield* Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const client = yield* QpiClient
        const { id } = yield* (yield* Qpus).resolve(place.qpu)
        const error = yield* Effect.flip(jobs.submit({ qpu: id, circuits: zeros }))
        expect(error._tag).toBe("InsufficientQpuSecondsError")
        expect((yield* Effect.flip(jobs.get("zzzzzzzzzzzzzzz")))._tag).toBe("QpiNotFoundError")
        expect((yield* Effect.flip(jobs.get("../qpus")))._tag).toBe("InvalidRequestError")
        const page = yield* Effect.flip(client.jobRecords.list({ query: { sort: "nope" } }))
        expect(page._tag).toBe("QpiValidationError")
      }).pipe(at(place, poor.credentials))
      const rich = yield* makeUser(place)
      const error = yield* Effect.flip(
        Effect.flatMap(QpiClient, ({ jobs }) =>
          jobs.submit({ payload: { circuits: [{ circuit: zeros }], qpu_target: "aaaaaaaaaaaaaaa" } }),
        ).pipe(at(place, rich.credentials)),
      )
      expect(error).toMatchObject({
        _tag: "QpiValidationError",
        status: 500,
        data: { qpu_target: { code: "validation_missing_rel_records" } },
      })
    }),
  },
  {
    name: "lists records page after page, and finds them by strange names",
    run: Effect.fnUntraced(function* (place) {
      const names = [`it's`, `a "b"`, String.raw`c\d`, "100%", "x || y", "@now", "{:z}", "é\nf"].map((name) =>
        fresh(name),
      )
      yield* Effect.gen(function* () {
        const qpus = yield* Qpus
        for (const name of names) yield* qpus.create({ name })
        for (const name of names) expect((yield* qpus.byName(name)).name).toBe(name)
        const all = yield* Stream.runCollect(qpus.list({ pageSize: 3 }))
        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
        expect(names.every((name) => all.some((qpu) => qpu.name === name))).toBe(true)
        yield* qpus.create({ name: names[0]! })
        expect((yield* Effect.flip(qpus.byName(names[0]!)))._tag).toBe("AmbiguousQpuError")
        expect((yield* Effect.flip(qpus.byName("nobody's")))._tag).toBe("QpuNotFoundError")
        const [first] = all
        const toggled = yield* qpus.toggle(first!.id, false)
        expect(toggled.enabled).toBe(false)
        yield* qpus.toggle(first!.id, true)
      }).pipe(at(place, place.superuser))
    }),
  },
  {
    name: "lists jobs from both ends, by JWT and by token",
    run: Effect.fnUntraced(function* (place) {
      const user = yield* makeUser(place)
      const { made, token } = yield* Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const submit = jobs.submit({ qpu: place.qpu, circuits: zeros, shots: 1 })
        const made = yield* Effect.forEach(Array.from({ length: 7 }), () => submit, { concurrency: 4 })
        return { made, token: (yield* (yield* Tokens).create()).token }
      }).pipe(at(place, user.credentials))
      for (const credentials of [user.credentials, Credentials.apiToken(token)]) {
        const idsOf = (newestFirst: boolean) =>
          Effect.flatMap(QpiJobs, ({ list }) =>
            Stream.runCollect(Stream.map(list({ pageSize: 3, newestFirst }), ({ id }) => id)),
          ).pipe(at(place, credentials))
        const oldest = yield* idsOf(false)
        expect([...oldest].sort()).toEqual(made.map(({ id }) => id).sort())
        expect(yield* idsOf(true)).toEqual(oldest.toReversed())
      }
    }),
  },
  {
    name: "books, moves and gives up time slots",
    run: Effect.fnUntraced(function* (place) {
      const user = yield* makeUser(place)
      // Somewhere in the next ten thousand years.
      const day = Math.floor(Math.random() * 2_000_000)
      const start = DateTime.add(DateTime.makeUnsafe(Date.UTC(2100, 0, 1)), { days: day })
      const hour = (hours: number) => DateTime.add(start, { hours })
      yield* Effect.gen(function* () {
        const slots = yield* TimeSlots
        const slot = yield* slots.create({ start, end: hour(1) })
        expect(slot.booked_by).toBe(user.id)
        const overlap = yield* Effect.flip(slots.create({ start: hour(0.5), end: hour(2) }))
        expect(overlap.message).toContain("overlaps")
        const past = yield* Effect.flip(slots.create({ start: new Date(0), end: new Date(1e6) }))
        expect(past.message).toBe("Cannot book a slot in the past.")
        const wrong = yield* Effect.flip(slots.create({ start: hour(2), end: hour(1) }))
        expect(wrong._tag).toBe("InvalidRequestError")
        yield* slots.create({ start: hour(1), end: hour(2) })
        const moved = yield* slots.update(slot.id, { end: hour(0.5) })
        expect(moved.end_time < slot.end_time).toBe(true)
        const mine = yield* Stream.runCollect(
          slots.list({ filter: Filter.equals("booked_by", user.id), pageSize: 1 }),
        )
        expect(mine.map(({ start_time }) => start_time)).toEqual(
          mine.map(({ start_time }) => start_time).toSorted(),
        )
        expect(mine).toHaveLength(2)
        for (const { id } of mine) yield* slots.delete(id)
        expect((yield* Effect.flip(slots.get(slot.id)))._tag).toBe("QpiNotFoundError")
      }).pipe(at(place, user.credentials))
    }),
  },
  {
    name: "asks for time, which a superuser grants or refuses",
    run: Effect.fnUntraced(function* (place) {
      const user = yield* makeUser(place, 10)
      const [first, second] = yield* Effect.gen(function* () {
        const requests = yield* TimeRequests
        const made = [
          yield* requests.create({ seconds: 60.5, reason: "more" }),
          yield* requests.create({ seconds: 5 }),
        ]
        const third = yield* requests.create({ seconds: 1 })
        yield* requests.delete(third.id)
        const listed = yield* Stream.runCollect(requests.list())
        expect(listed.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort())
        expect((yield* Effect.flip(requests.create({ seconds: 0 })))._tag).toBe("InvalidRequestError")
        expect((yield* Effect.flip(requests.approve(made[0]!.id)))._tag).toBe("CredentialsRequiredError")
        return made
      }).pipe(at(place, user.credentials))
      yield* Effect.gen(function* () {
        const requests = yield* TimeRequests
        const users = yield* QpiUsers
        expect(yield* requests.approve(first!.id)).toMatchObject({ status: "approved" })
        yield* requests.approve(first!.id)
        expect((yield* users.get(user.id)).qpu_seconds).toBe(70.5)
        expect(yield* requests.reject(second!.id, "no")).toMatchObject({ rejection_reason: "no" })
        expect((yield* Effect.flip(requests.approve(second!.id)))._tag).toBe("QpiValidationError")
        yield* users.setSeconds(user.id, 3)
        expect((yield* users.addSeconds(user.id, 1.5)).qpu_seconds).toBe(4.5)
      }).pipe(at(place, place.superuser))
    }),
  },
  {
    name: "notifies, and is dismissed",
    run: Effect.fnUntraced(function* (place) {
      const user = yield* makeUser(place)
      const title = fresh("title")
      const { id } = yield* Effect.flatMap(Notifications, ({ create }) =>
        create({ title, users: [user.id], end: new Date(Date.UTC(2100, 0, 1)) }),
      ).pipe(at(place, place.superuser))
      const other = yield* makeUser(place)
      const titles = Effect.flatMap(Notifications, ({ list }) =>
        Effect.map(Stream.runCollect(list()), (all) => all.map((each) => each.title)),
      )
      expect(yield* titles.pipe(at(place, user.credentials))).toContain(title)
      expect(yield* titles.pipe(at(place, other.credentials))).not.toContain(title)
      const dismiss = Effect.flatMap(Notifications, (notifications) => notifications.dismiss(id))
      expect((yield* Effect.flip(dismiss.pipe(at(place, other.credentials))))._tag).toBe("QpiForbiddenError")
      yield* dismiss.pipe(at(place, user.credentials))
      expect(yield* titles.pipe(at(place, user.credentials))).not.toContain(title)
    }),
  },
  {
    name: "makes tokens that end, and none that cannot",
    run: Effect.fnUntraced(function* (place) {
      const user = yield* makeUser(place)
      yield* Effect.gen(function* () {
        const tokens = yield* Tokens
        const end = DateTime.makeUnsafe("2100-01-01T00:00:00Z")
        const made = yield* tokens.create({ name: "one", expiresAt: end })
        expect(made.expires_at).toBe("2100-01-01 00:00:00.000Z")
        expect(Redacted.value(made.token)).toMatch(/^qpi_[\da-f]{64}$/)
        expect((yield* tokens.update(made.id, { name: "two", expiresAt: null })).expires_at ?? "none").toBe(
          "none",
        )
        const banana = yield* Effect.flip(tokens.create({ expiresAt: "banana" }))
        const past = yield* Effect.flip(tokens.create({ expiresAt: new Date(0) }))
        expect([banana._tag, past._tag]).toEqual(["InvalidRequestError", "InvalidRequestError"])
        expect((yield* tokens.list).map(({ name }) => name)).toEqual(["two"])
        yield* tokens.delete(made.id)
        yield* tokens.delete(made.id)
        expect(yield* tokens.list).toEqual([])
      }).pipe(at(place, user.credentials))
    }),
  },
  {
    name: "makes drivers, and reads what they report",
    run: Effect.fnUntraced(function* (place) {
      yield* Effect.gen(function* () {
        const drivers = yield* Drivers
        const { id: qpu } = yield* (yield* Qpus).create({ name: fresh("cold") })
        const made = yield* drivers.create({ name: "d", qpu, kind: "mock", language: "python" })
        expect(Redacted.isRedacted(made.token)).toBe(true)
        expect((yield* drivers.get(made.id)).qpu).toBe(qpu)
        expect((yield* drivers.toggle(made.id, false)).enabled).toBe(false)
        const bad = yield* Effect.flip(drivers.create({ name: "d", qpu, kind: "zz", language: "python" }))
        expect(bad.message).toContain("Unknown kind")
        const readings = yield* Stream.runCollect((yield* Events).readings({ qpu }))
        expect(readings).toEqual([])
      }).pipe(at(place, place.superuser))
    }),
  },
  {
    name: "does not mix up what many do at once",
    run: Effect.fnUntraced(function* (place) {
      const users = yield* Effect.forEach(Array.from({ length: 4 }), () => makeUser(place))
      const all = yield* Effect.forEach(
        users,
        (user) =>
          Effect.gen(function* () {
            const jobs = yield* QpiJobs
            const made = yield* Effect.forEach(
              Array.from({ length: 10 }),
              () =>
                Effect.result(
                  jobs.run({ qpu: place.qpu, circuits: zeros, shots: 2 }, { timeout: "4 minutes" }),
                ),
              { concurrency: 5 },
            )
            const listed = yield* Stream.runCollect(jobs.list({ pageSize: 3 }))
            return [made.filter(Result.isSuccess).length, listed.length]
          }).pipe(at(place, user.credentials)),
        { concurrency: "unbounded" },
      )
      expect(all).toEqual(users.map(() => [10, 10]))
    }),
  },
]
