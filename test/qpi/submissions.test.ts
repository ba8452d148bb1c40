import { describe, expect, it } from "@effect/vitest"
import { DateTime, type Duration, Effect, Layer, Option, Ref, Result, Stream } from "effect"
import { HttpClient } from "effect/http"
import { Circuit } from "effect-ionq"
import { Credentials, Qpi, QpiJobs } from "effect-ionq/qpi"
import * as Emulator from "effect-ionq/qpi/emulator"
import { type Job, payloadOf } from "effect-ionq/qpi/schema/Job"
import { TestClock } from "effect/testing"
import { inTime } from "effect-ionq/emulator"

const { email, password } = Emulator.defaultUser
const user = Credentials.userPassword(email, password)
const token = Credentials.apiToken(Emulator.defaultApiToken)

const sending = "POST /api/jobs"

/** One server, the requests that it got, and processes that start anew each time. Submissions may be slow to leave. */
const server = Effect.fnUntraced(function* (options: Emulator.Options = {}, slow: Duration.Input = 0) {
  const seen = yield* Ref.make<ReadonlyArray<string>>([])
  const context = yield* Layer.build(Emulator.layer(options))
  const process =
    (credentials: Credentials.Credentials) =>
    <A, E>(effect: Effect.Effect<A, E, QpiJobs>) =>
      effect.pipe(
        Effect.provide(
          Layer.provide(
            Qpi.layerAny({
              url: "http://localhost",
              credentials,
              transport: HttpClient.tapRequest(({ method, url }) => {
                const request = `${method} ${new URL(url).pathname}`
                return Effect.andThen(
                  Ref.update(seen, (all) => [...all, request]),
                  request === sending ? Effect.sleep(slow) : Effect.void,
                )
              }),
            }),
            Layer.succeedContext(context),
          ),
          { local: true },
        ),
      )
  return { process, seen }
})

const qpu = "emulator"
const bell = Circuit.bell()
type Submit = Parameters<(typeof QpiJobs.Service)["submit"]>
const submit = (request: Submit[0], options?: Submit[1]) =>
  Effect.flatMap(QpiJobs, (jobs) => jobs.submit(request, options))
/** The programs of a job. */
const payloadsOf = ({ payload }: Job): ReadonlyArray<string> =>
  Option.match(payloadOf({ payload }), {
    onNone: () => [],
    onSome: ({ circuits }) => circuits.map(({ circuit }) => circuit),
  })
const all = Effect.flatMap(QpiJobs, (jobs) => Stream.runCollect(jobs.list()))

for (const [name, credentials] of [
  ["a JWT", user],
  ["a token", token],
] as const) {
  describe(`a submission with an id of the caller, by ${name}`, () => {
    it.effect("is found by a later process, which sends nothing", () =>
      inTime(
        Effect.gen(function* () {
          const { process, seen } = yield* server()
          const request = { qpu, circuits: [bell, bell], shots: 10 }
          const first = yield* process(credentials)(submit(request, { submissionId: "row 7" }))
          yield* TestClock.adjust("3 days")
          yield* process(credentials)(Effect.repeat(submit({ qpu, circuits: bell }), { times: 60 }))
          yield* Ref.set(seen, [])
          const later = yield* process(credentials)(submit(request, { submissionId: "row 7" }))
          expect(later.id).toBe(first.id)
          expect(yield* Ref.get(seen)).not.toContain(sending)
        }).pipe(Effect.scoped),
      ),
    )

    it.effect("is kept apart from all other ids, and from copies of its program", () =>
      inTime(
        Effect.gen(function* () {
          const { process } = yield* server()
          const ids = ["scan#10", "scan#1", "Scan#1", "a_b", "aXb", "50%", "500", "it's", '"ü\\<&>', "can#1"]
          const made = yield* process(credentials)(
            Effect.forEach([...ids, ...ids], (submissionId) =>
              submit({ qpu, circuits: bell }, { submissionId }),
            ),
          )
          const found = made.map(({ id }) => id)
          expect(new Set(found).size).toBe(ids.length)
          expect(found.slice(ids.length)).toEqual(found.slice(0, ids.length))
          // A program with the comment of another job.
          const [text] = payloadsOf(made[0]!)
          const ghost = text!.replace("effect-ionq:scan#10;", "effect-ionq:ghost;")
          const copied = yield* process(credentials)(
            submit({ qpu, circuits: ghost }, { submissionId: "copy" }),
          )
          const other = yield* process(credentials)(
            submit({ qpu, circuits: bell }, { submissionId: "ghost" }),
          )
          expect(other.id).not.toBe(copied.id)
        }).pipe(Effect.scoped),
      ),
    )

    it.effect("is refused for another request", () =>
      inTime(
        Effect.gen(function* () {
          const { process, seen } = yield* server({ qpus: [{ name: qpu }, { name: "other" }] })
          const first = yield* process(credentials)(submit({ qpu, circuits: bell }, { submissionId: "x" }))
          yield* Ref.set(seen, [])
          for (const request of [
            { qpu, circuits: Circuit.ghz(3) },
            { qpu, circuits: [bell, bell] },
            { qpu, circuits: bell, shots: 7 },
            { qpu, circuits: [{ program: bell, shots: 7 }] },
            { qpu, circuits: bell, measLevel: 1 as const },
            { qpu: "other", circuits: bell },
          ]) {
            const error = yield* Effect.flip(process(credentials)(submit(request, { submissionId: "x" })))
            expect(error).toMatchObject({ _tag: "InvalidRequestError", field: "submissionId" })
            expect(error.message).toContain(first.id)
          }
          // The server's defaults are the same request.
          const same = { qpu, circuits: bell, shots: 1024, measLevel: 2 as const }
          expect((yield* process(credentials)(submit(same, { submissionId: "x" }))).id).toBe(first.id)
          expect(yield* Ref.get(seen)).not.toContain(sending)
        }).pipe(Effect.scoped),
      ),
    )

    it.effect("is one job, whether answers are lost or processes meet", () =>
      inTime(
        Effect.gen(function* () {
          const lost = { kind: "lose", processed: true } as const
          const random = { seed: 3, rate: 0.3, method: "POST", path: "/api/jobs", faults: [lost] }
          // All have looked before the first one sends.
          const { process } = yield* server(
            { faults: { random }, times: { dispatch: "1 hour" } },
            "5 seconds",
          )
          const runs = yield* Effect.forEach(
            Array.from({ length: 8 }),
            () =>
              process(credentials)(
                Effect.all(
                  [1, 2].map(() => submit({ qpu, circuits: bell }, { submissionId: "met" })),
                  { concurrency: "unbounded" },
                ),
              ),
            { concurrency: "unbounded" },
          )
          const ids = new Set(runs.flat().map(({ id }) => id))
          expect(ids.size).toBe(1)
          const left = (yield* process(credentials)(all)).filter(({ status }) => status !== "cancelled")
          expect(left.map(({ id }) => id)).toEqual([...ids])
        }).pipe(Effect.scoped),
      ),
    )
  })
}

describe("a submission id", () => {
  it.effect("of a superuser is not looked for among the jobs of others", () =>
    inTime(
      Effect.gen(function* () {
        const { process } = yield* server()
        const theirs = yield* process(user)(submit({ qpu, circuits: bell }, { submissionId: "row 7" }))
        const { email, password } = Emulator.defaultSuperuser
        const admin = process(Credentials.superuserPassword(email, password))
        const own = admin(submit({ qpu, circuits: bell }, { submissionId: "row 7" }))
        const { id } = yield* own
        expect(id).not.toBe(theirs.id)
        expect((yield* own).id).toBe(id)
      }).pipe(Effect.scoped),
    ),
  )

  it.effect("is looked for among the jobs since its first use alone, where there is no filter", () =>
    inTime(
      Effect.gen(function* () {
        const { process, seen } = yield* server()
        yield* process(token)(Effect.repeat(submit({ qpu, circuits: bell }), { times: 200 }))
        yield* TestClock.adjust("9 days")
        const since = DateTime.toDate(yield* DateTime.now)
        const pagesOf = Effect.fnUntraced(function* (options: Submit[1]) {
          yield* Ref.set(seen, [])
          yield* process(token)(submit({ qpu, circuits: bell }, options))
          return (yield* Ref.get(seen)).filter((request) => request === "GET /api/jobs").length
        })
        const few = yield* pagesOf({ submissionId: "a", submittedSince: since })
        expect(few).toBeLessThan(yield* pagesOf({ submissionId: "b" }))
        expect(few).toBeLessThanOrEqual(2)
      }).pipe(Effect.scoped),
    ),
  )

  it.effect("that cannot be found again is refused", () =>
    Effect.gen(function* () {
      const { process, seen } = yield* server()
      for (const submissionId of ["", "a\nb", "x".repeat(256)]) {
        const error = yield* Effect.flip(process(user)(submit({ qpu, circuits: bell }, { submissionId })))
        expect(error).toMatchObject({ _tag: "InvalidRequestError", field: "submissionId" })
      }
      for (const submittedSince of [new Date(Number.NaN), new Date(-8.64e15)]) {
        const error = yield* Effect.flip(
          process(token)(submit({ qpu, circuits: bell }, { submissionId: "a", submittedSince })),
        )
        expect(error).toMatchObject({ _tag: "InvalidRequestError", field: "submittedSince" })
      }
      expect(yield* Ref.get(seen)).not.toContain(sending)
    }).pipe(Effect.scoped),
  )

  it.effect("that cannot be looked for is an error before anything is sent", () =>
    inTime(
      Effect.gen(function* () {
        const busy = { kind: "answer", status: 503, processed: false } as const
        const { process, seen } = yield* server({
          faults: { rules: [{ fault: busy, method: "GET", path: "/api/jobs", times: 100 }] },
        })
        const made = yield* Effect.result(
          process(token)(submit({ qpu, circuits: bell }, { submissionId: "a" })),
        )
        expect(Result.isFailure(made) && made.failure).toMatchObject({
          _tag: "QpiSubmissionUnknownError",
          submissionId: "a",
          message: expect.stringContaining("nothing was sent"),
        })
        expect(yield* Ref.get(seen)).not.toContain(sending)
      }).pipe(Effect.scoped),
    ),
  )
})
