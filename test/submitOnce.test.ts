import { describe, expect, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { Jobs } from "effect-ionq"
import { withOptions } from "effect-ionq/CallOptions"
import type { Options } from "effect-ionq/IonQClient"
import type { SubmitOptions } from "effect-ionq/Jobs"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient } from "effect/http"
import { inTime } from "effect-ionq/emulator"
import { bell, makeJob, multi } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import type { Stub, StubAnswer } from "./utils/stub.ts"

const key = "effect-ionq.submission"

/** A list, given the id of the submission that was posted last. */
type List = StubAnswer | ((submission: string) => StubAnswer)

const list = (...jobs: ReadonlyArray<object>): StubAnswer => ({ status: 200, body: { jobs, next: null } })
const made: StubAnswer = { status: 201, body: { id: "made", status: "submitted" } }
const lost: StubAnswer = { code: "ECONNRESET" }
const unsent: StubAnswer = { code: "ECONNREFUSED" }
const found: List = (submission) => list(makeJob({ id: "found", metadata: { [key]: submission } }))

const inTurn = <A>(answers: ReadonlyArray<A>): (() => A) => {
  let given = 0
  return () => answers[Math.min(given++, answers.length - 1)]!
}

/** Answers what is posted in turn, and each list in turn; the last of them again and again. */
const server = (posts: ReadonlyArray<StubAnswer>, lists: ReadonlyArray<List> = [list()]) => {
  const [post, listed] = [inTurn(posts), inTurn(lists)]
  let submission = ""
  return ({ method, body }: { readonly method: string; readonly body: string }): StubAnswer => {
    if (method === "POST") {
      submission = String((JSON.parse(body) as { metadata: Record<string, string> }).metadata[key])
      return post()
    }
    const answer = listed()
    return typeof answer === "function" ? answer(submission) : answer
  }
}

/** The requests of a submission, each with its time in milliseconds. */
const logOf = ({ requests, times }: Stub) => requests.map(({ method }, i) => `${times[i]} ${method}`)
const methodsOf = ({ requests }: Stub) => requests.map(({ method }) => method).join(" ")

const submit = (options?: SubmitOptions, request: JobRequest = bell) =>
  Effect.flatMap(Jobs, (jobs) => jobs.submit(request, options))

/** Each response comes after so many milliseconds, or those to some requests. */
const slow = (millis: number, which = /./): Omit<Options, "apiKey"> => ({
  transport: HttpClient.transform((effect, { method }) =>
    which.test(method) ? Effect.tap(effect, () => Effect.sleep(millis)) : effect,
  ),
})

describe("a submission whose response was lost", () => {
  it.effect("is looked for at ticks of a quarter second, counted from when it was lost", () =>
    withStub(
      server([{ status: 504 }, made]),
      (stub) =>
        Effect.gen(function* () {
          yield* inTime(submit({ settle: "1 second" }), "10 millis")
          expect(logOf(stub)).toEqual(["0 POST", "250 GET", "500 GET", "1250 GET", "1380 POST"])
        }),
      slow(130),
    ),
  )

  for (const [retryAfter, at] of [
    ["15", 15_000],
    ["600", 60_000],
  ] as const) {
    it.effect(`is first looked for after a Retry-After of ${retryAfter}, a minute at most`, () =>
      withStub(server([{ status: 503, headers: { "retry-after": retryAfter } }, made]), (stub) =>
        Effect.gen(function* () {
          yield* inTime(submit())
          expect(logOf(stub)).toEqual(["0 POST", `${at} GET`, `${at} POST`])
        }),
      ),
    )
  }

  it.effect("is no longer looked for when it was found", () =>
    withStub(server([{ status: 408 }], [list(), found]), (stub) =>
      Effect.gen(function* () {
        expect(yield* inTime(submit())).toStrictEqual({ id: "found", status: "completed" })
        expect(logOf(stub)).toEqual(["0 POST", "1000 GET", "3000 GET"])
      }),
    ),
  )

  it.effect("is given with its session when it was found", () =>
    withStub(
      server([lost], [(submission) => list(makeJob({ metadata: { [key]: submission }, session_id: "s" }))]),
      () => Effect.map(inTime(submit()), (job) => expect(job).toMatchObject({ session_id: "s" })),
    ),
  )

  it.effect("is not looked for a second time when it was found and has an id of the caller's", () =>
    withStub(server([lost], [list(), found]), (stub) =>
      Effect.gen(function* () {
        expect((yield* inTime(submit({ submissionId: "x" }))).id).toBe("found")
        expect(methodsOf(stub)).toBe("GET POST GET")
      }),
    ),
  )

  it.effect("is an error that tells of the last failure where a job is listed that may be it", () =>
    withStub(server([lost], [list(makeJob({ type: multi.type }))]), () =>
      Effect.map(inTime(Effect.flip(submit({}, multi))), (error) =>
        expect(error).toMatchObject({
          reason: "unclear",
          message: expect.stringMatching(
            /may have a job: one is listed .* the last failure was ConnectionError/,
          ),
        }),
      ),
    ),
  )

  const ends: ReadonlyArray<readonly [string, ReadonlyArray<StubAnswer>, object]> = [
    ["a 401", [lost, { status: 401 }], { reason: "absent", message: /AuthenticationError/ }],
    ["429s", [lost, { status: 429 }], { reason: "absent", message: /RateLimitError/ }],
    ["connections refused", [lost, unsent], { reason: "absent", message: /ConnectionError/ }],
    ["a 413", [lost, { status: 413 }], { _tag: "PayloadTooLargeError" }],
    ["a 400", [lost, { status: 400 }], { _tag: "BadRequestError" }],
  ]
  for (const [name, posts, expected] of ends) {
    it.effect(`and then ends in ${name} ${"reason" in expected ? "may be a job" : "is none"}`, () =>
      withStub(server(posts), () =>
        Effect.gen(function* () {
          const error = yield* inTime(Effect.flip(submit()))
          const { message = /./, ...rest } = expected as { message?: RegExp }
          expect(error).toMatchObject(rest)
          expect(error.message).toMatch(message)
        }),
      ),
    )
  }

  it.effect("may be a job where the next request never leaves and the jobs cannot be listed", () =>
    withStub(server([lost, unsent], [list(), list(), list(), { status: 401 }]), () =>
      Effect.map(inTime(Effect.flip(submit())), (error) =>
        expect(error).toMatchObject({
          reason: "unreachable",
          message: expect.stringContaining("AuthenticationError"),
        }),
      ),
    ),
  )
})

describe("a look before a request is sent again", () => {
  it.effect("that took long is made again, once", () =>
    withStub(
      server([{ status: 503 }, made]),
      (stub) =>
        Effect.gen(function* () {
          yield* inTime(submit({ settle: "1 second" }), "250 millis")
          expect(logOf(stub)).toEqual([
            "0 POST",
            "250 GET",
            "2250 GET",
            "4250 GET",
            "6250 GET",
            "8250 GET",
            "10250 POST",
          ])
        }),
      slow(2000, /GET/),
    ),
  )

  it.effect("holds for a second", () =>
    withStub(
      server([{ status: 503 }, made]),
      (stub) =>
        Effect.gen(function* () {
          yield* inTime(submit({ settle: "1 second" }), "250 millis")
          expect(logOf(stub)).toEqual(["0 POST", "250 GET", "1250 GET", "2250 GET", "3250 POST"])
        }),
      slow(1000, /GET/),
    ),
  )

  it.effect("that is made again before the first request, and unclear, says that nothing was sent", () =>
    withStub(
      server([made], [list(), list(makeJob({ type: multi.type }))]),
      (stub) =>
        Effect.gen(function* () {
          const error = yield* inTime(Effect.flip(submit({ submissionId: "x" }, multi)))
          expect(error).toMatchObject({
            reason: "unclear",
            message: expect.stringContaining("the last failure was none: nothing was sent"),
          })
          expect(methodsOf(stub)).toBe("GET GET")
        }),
      slow(2000, /GET/),
    ),
  )
})

describe("a look that takes long", () => {
  it.effect("holds up no turn: all who wait for theirs share it", () =>
    withStub(
      server([...Array.from({ length: 20 }, () => ({ status: 503 })), made]),
      (stub) =>
        Effect.gen(function* () {
          yield* inTime(
            Effect.replicateEffect(submit({ settle: "1 second" }), 20, { concurrency: "unbounded" }),
            "250 millis",
          )
          const methods = stub.requests.map(({ method }) => method)
          expect(methods.filter((method) => method === "POST")).toHaveLength(40)
          expect(methods.filter((method) => method === "GET").length).toBeLessThan(10)
        }),
      { ...slow(2000, /GET/), maxSubmissions: 1 },
    ),
  )

  it.effect("is given up after 15 minutes, all looks for a submission counted", () => {
    let pages = 0
    return withStub(
      server(
        [lost],
        [() => ({ status: 200, body: { jobs: [makeJob({ id: `job ${pages}` })], next: `page ${pages++}` } })],
      ),
      () =>
        Effect.gen(function* () {
          const [time, error] = yield* inTime(Effect.timed(Effect.flip(submit())))
          expect(error).toMatchObject({
            reason: "unreachable",
            message: expect.stringContaining(
              "Timeout: the search through the jobs took more than 15 minutes",
            ),
          })
          expect(Duration.toSeconds(time)).toBe(15 * 60 + 1)
        }),
      slow(5000, /GET/),
    )
  })
})

describe("a look that is made again before the first request, and fails", () => {
  it.effect("is unreachable, and nothing is sent", () =>
    withStub(
      server([made], [list(), { status: 401 }]),
      (stub) =>
        Effect.gen(function* () {
          expect(yield* inTime(Effect.flip(submit({ submissionId: "x" })))).toMatchObject({
            _tag: "SubmissionUnknownError",
            reason: "unreachable",
          })
          expect(methodsOf(stub)).toBe("GET GET")
        }),
      slow(2000, /GET/),
    ),
  )
})

describe("a submission that was refused by load", () => {
  const busy: StubAnswer = { status: 429, headers: { "retry-after": "20" } }

  it.effect("and may not be sent again is looked for when its Retry-After is over", () =>
    withStub(server([busy], [found]), (stub) =>
      Effect.gen(function* () {
        expect((yield* inTime(withOptions({ retries: 0 })(submit()))).id).toBe("found")
        expect(logOf(stub)).toEqual(["0 POST", "20000 GET"])
      }),
    ),
  )

  it.effect("and is found has no second job to be looked for", () =>
    withStub(server([busy], [list(), found]), (stub) =>
      Effect.gen(function* () {
        const options = { submissionId: "x" }
        expect((yield* inTime(withOptions({ retries: 0 })(submit(options)))).id).toBe("found")
        expect(methodsOf(stub)).toBe("GET POST GET")
      }),
    ),
  )

  it.effect("is not sent again where the client does not repeat a 429", () =>
    withStub(
      server([busy]),
      (stub) =>
        Effect.gen(function* () {
          expect(yield* inTime(Effect.flip(submit()))).toMatchObject({ _tag: "RateLimitError" })
          expect(methodsOf(stub)).toBe("POST GET")
        }),
      { retryableStatuses: [503] },
    ),
  )

  it.effect("may have a job where the jobs cannot be listed", () =>
    withStub(server([busy], [{ status: 401 }]), () =>
      Effect.map(inTime(Effect.flip(submit())), (error) =>
        expect(error).toMatchObject({ _tag: "SubmissionUnknownError", reason: "unreachable" }),
      ),
    ),
  )
})

describe("a request that never left", () => {
  it.effect("is sent again after a pause that doubles", () =>
    withStub(server([unsent]), ({ requests, times }) =>
      Effect.gen(function* () {
        const error = yield* inTime(Effect.flip(submit()), "10 millis")
        expect(error).toMatchObject({ _tag: "ConnectionError", sent: "no" })
        const sent = times.filter((_, i) => requests[i]?.method === "POST")
        const pauses = sent.slice(1).map((time, i) => time - sent[i]!)
        // 250 and 500 ms, jittered by a fifth.
        expect(pauses).toEqual([
          expect.toSatisfy((millis) => millis >= 200 && millis <= 310),
          expect.toSatisfy((millis) => millis >= 400 && millis <= 610),
        ])
      }),
    ),
  )
})
