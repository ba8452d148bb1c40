import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect, Fiber } from "effect"
import { Jobs } from "effect-ionq"
import type { SubmitOptions } from "effect-ionq/Jobs"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { inTime } from "effect-ionq/emulator"
import { bell, makeJob, multi } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import { steppedBy } from "./utils/clock.ts"
import type { StubAnswer, StubRequest } from "./utils/stub.ts"

const second = 1000
const hour = 3600 * second
/** When the look is made, by the clock of this machine. */
const now = 100 * hour

const submit = (options?: SubmitOptions, request: JobRequest = bell) =>
  Effect.flatMap(Jobs, (jobs) => jobs.submit(request, options))
const resume = (submissionId: string, submittedSince?: Date) =>
  Effect.flatMap(Jobs, (jobs) => jobs.resume(submissionId, { submittedSince }))
/** A page of a list, and the server's `Date` beside it. */
const page = (jobs: ReadonlyArray<object>, date?: number, next: string | null = null): StubAnswer => ({
  status: 200,
  body: { jobs, next },
  ...(date === undefined ? {} : { headers: { date: new Date(date).toUTCString() } }),
})
const list = (...jobs: ReadonlyArray<object>) => page(jobs)
const made: StubAnswer = { status: 201, body: { id: "made", status: "submitted" } }

/** A page of a list: when its jobs were submitted, in milliseconds, and the server's `Date` beside it. */
interface Page {
  readonly stamps: ReadonlyArray<number | undefined>
  readonly date?: number | undefined
}

const answer = ({ stamps, date }: Page, next: string | null): StubAnswer =>
  page(
    stamps.map((at) => makeJob(at === undefined ? {} : { submitted_at: new Date(at).toISOString() })),
    date,
    next,
  )

/** How many pages are read of a list that lacks the submission. */
const pagesRead = (pages: ReadonlyArray<Page>, use: Effect.Effect<unknown, unknown, Jobs>) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(now)
    let read = 0
    yield* withStub(
      ({ method, path }) => {
        if (method === "POST") return read === 0 ? { status: 502 } : made
        read++
        const at = Number(new URL(path, "http://localhost").searchParams.get("next") ?? 0)
        return answer(pages[at] ?? { stamps: [] }, at + 1 < pages.length ? String(at + 1) : null)
      },
      () => inTime(Effect.exit(use), "250 millis"),
    )
    return read
  })

describe("the look for an id that was first used at a date", () => {
  const cases: ReadonlyArray<
    readonly [string, { readonly since: number; readonly pages: ReadonlyArray<Page>; readonly read: number }]
  > = [
    [
      "stops an hour before it",
      {
        since: 90 * hour,
        pages: [100, 89, 88.99, 80].map((at) => ({ stamps: [at * hour], date: now })),
        read: 3,
      },
    ],
    [
      "goes by the clocks of the server, where both are behind",
      {
        since: 90 * hour,
        pages: [95, 84, 83.99, 80].map((at) => ({ stamps: [at * hour], date: 95 * hour })),
        read: 3,
      },
    ],
    [
      "goes by the newest job where there is no Date",
      { since: 90 * hour, pages: [95, 84, 83.99, 80].map((at) => ({ stamps: [at * hour] })), read: 3 },
    ],
    [
      "goes by the Date where that is behind the newest job",
      {
        since: 90 * hour,
        pages: [100, 84, 83.99, 80].map((at) => ({ stamps: [at * hour], date: 95 * hour })),
        read: 3,
      },
    ],
    [
      "goes by the earliest Date",
      {
        since: 90 * hour,
        pages: [
          { stamps: [100 * hour], date: 100 * hour },
          { stamps: [90 * hour], date: 95 * hour },
          { stamps: [84 * hour], date: 105 * hour },
          { stamps: [83.99 * hour], date: 105 * hour },
          { stamps: [83 * hour], date: 105 * hour },
        ],
        read: 4,
      },
    ],
    [
      "takes a date to come for now",
      {
        since: 101 * hour,
        pages: [100, 98.99, 80].map((at) => ({ stamps: [at * hour], date: now })),
        read: 2,
      },
    ],
    [
      "reads all for a date that is more than an hour to come, as the clock that it is from was wrong",
      {
        since: 101 * hour + 1,
        pages: [100, 98.99, 80].map((at) => ({ stamps: [at * hour], date: now })),
        read: 3,
      },
    ],
    [
      "goes on after an empty page, and after one with a job that has no time",
      {
        since: 90 * hour,
        pages: [
          { stamps: [100 * hour], date: now },
          { stamps: [], date: now },
          { stamps: [80 * hour, undefined], date: now },
          { stamps: [80 * hour], date: now },
          { stamps: [79 * hour], date: now },
        ],
        read: 5,
      },
    ],
    [
      "goes on to the end where the list does not begin with the newest job",
      {
        since: 90 * hour,
        pages: [
          { stamps: [70 * hour, 71 * hour], date: now },
          { stamps: [69 * hour, 68 * hour], date: now },
          { stamps: [67 * hour], date: now },
        ],
        read: 3,
      },
    ],
    [
      "goes by the newest job that shows a time",
      {
        since: 90 * hour,
        pages: [
          { stamps: [undefined, 95 * hour] },
          ...[84, 83.99, 80].map((at) => ({ stamps: [at * hour] })),
        ],
        read: 3,
      },
    ],
    [
      "goes by the newest job behind an empty page",
      {
        since: 90 * hour,
        pages: [
          { stamps: [], date: now },
          ...[100, 80, 79].map((at) => ({ stamps: [at * hour], date: now })),
        ],
        read: 3,
      },
    ],
    [
      "goes on after a page whose newest job may be it",
      {
        since: 90 * hour,
        pages: [[100], [95, 80], [79], [78]].map((at) => ({
          stamps: at.map((each) => each * hour),
          date: now,
        })),
        read: 3,
      },
    ],
    [
      "stops at a page whose jobs are of one moment",
      {
        since: 90 * hour,
        pages: [
          { stamps: [100 * hour], date: now },
          { stamps: [70 * hour, 70 * hour], date: now },
          { stamps: [69 * hour], date: now },
        ],
        read: 2,
      },
    ],
  ]
  for (const [name, { since, pages, read }] of cases) {
    it.effect(name, () =>
      Effect.map(pagesRead(pages, resume("x", new Date(since))), (found) => expect(found).toBe(read)),
    )
  }

  it.effect("reads all without a date", () =>
    Effect.map(
      pagesRead(
        [100, 50, 1].map((at) => ({ stamps: [at * hour], date: now })),
        resume("x"),
      ),
      (found) => expect(found).toBe(3),
    ),
  )

  for (const [name, at, date, sees] of [
    ["an hour older", 89 * hour, now, "unclear"],
    ["older by more than an hour", 89 * hour - 1, now, "absent"],
    ["three hours older by a clock that is two hours ahead", 87 * hour, now - 2 * hour, "unclear"],
    ["older by more than that", 87 * hour - 1, now - 2 * hour, "absent"],
    ["three hours older by a clock that is two hours behind", 87 * hour, now + 2 * hour, "absent"],
    ["much older, as the server tells no time", hour, undefined, "unclear"],
  ] as const) {
    it.effect(`takes a job without metadata for ${sees} that is ${name}`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(now)
        const nameless = makeJob({ type: multi.type, submitted_at: new Date(at).toISOString() })
        yield* withStub(
          ({ method }) => (method === "POST" ? made : page([nameless], date)),
          () =>
            Effect.gen(function* () {
              const options = { submissionId: "x", submittedSince: new Date(90 * hour) }
              const result = yield* inTime(Effect.result(submit(options, multi)))
              expect(result).toMatchObject(
                sees === "absent" ? { success: { id: "made" } } : { failure: { reason: "unclear" } },
              )
            }),
        )
      }),
    )
  }

  it.effect("takes a job that cannot be read for unclear where it may be the one", () =>
    Effect.gen(function* () {
      const cases = [
        [{ ...makeJob(), metadata: ["x"] }, "unclear"],
        [{ ...makeJob(), metadata: { "effect-ionq.submission": 7 } }, "unclear"],
        [{ ...makeJob(), status: 7 }, "unclear"],
        [{ ...makeJob(), metadata: { lab: 7 } }, "absent"],
        [{ ...makeJob({ type: multi.type }), metadata: { "effect-ionq.submission": 7 } }, "absent"],
        [{ ...makeJob(), metadata: { lab: 7, "effect-ionq.submission": "x" }, stats: 7 }, "found"],
      ] as const
      for (const [odd, sees] of cases) {
        yield* withStub(
          ({ method }) => (method === "POST" ? made : list(odd)),
          () =>
            Effect.gen(function* () {
              const result = yield* inTime(Effect.result(submit({ submissionId: "x" })))
              expect(result).toMatchObject(
                sees === "unclear"
                  ? { failure: { _tag: "SubmissionUnknownError", reason: "unclear" } }
                  : { success: { id: sees === "found" ? makeJob().id : "made" } },
              )
            }),
        )
      }
    }),
  )

  it.effect("takes a job that was left out of its page for unclear only where it is not older", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const at = (millis: number) => new Date(millis).toISOString()
      const cases = [
        [{ submitted_at: at(89 * hour) }, "unclear"],
        [{ submitted_at: at(89 * hour - 1) }, "absent"],
        [{ submitted_at: undefined }, "unclear"],
        [{ submitted_at: 1960 }, "unclear"],
        [{ submitted_at: "yesterday" }, "unclear"],
        [{ submitted_at: at(hour), metadata: { "effect-ionq.submission": "x" } }, "unclear"],
        [{ submitted_at: at(hour), metadata: { "effect-ionq.submission": "y" } }, "absent"],
      ] as const
      for (const [fields, sees] of cases) {
        const odd = { ...makeJob(), ...fields, status: 7 }
        yield* withStub(
          ({ method }) => (method === "POST" ? made : page([makeJob(), odd], now)),
          () =>
            Effect.gen(function* () {
              const options = { submissionId: "x", submittedSince: new Date(90 * hour) }
              expect(yield* inTime(Effect.result(submit(options))), JSON.stringify(fields)).toMatchObject(
                sees === "absent" ? { success: { id: "made" } } : { failure: { reason: "unclear" } },
              )
            }),
        )
      }
    }),
  )

  it.effect("does not take a job for unclear that shows metadata, if none of a submission", () =>
    withStub(
      ({ method }) =>
        method === "POST" ? made : list(makeJob({ type: multi.type, metadata: { lab: "7" } })),
      () => Effect.map(inTime(submit({ submissionId: "x" }, multi)), ({ id }) => expect(id).toBe("made")),
    ),
  )
})

describe("the look after a lost response", () => {
  /** Pages of jobs, so many milliseconds apart. */
  const every = (millis: number, perPage: number, count = 100): ReadonlyArray<Page> =>
    Array.from({ length: count }, (_, page) => ({
      stamps: Array.from({ length: perPage }, (_unused, i) => now - (page * perPage + i) * millis),
      date: now,
    }))
  /** One look, at once. */
  const once = submit({ settle: 0 })

  it.effect("is unclear where all that is listed was left out, and no time of the server is known", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      for (const [date, sees] of [
        [undefined, "unclear"],
        [now, "absent"],
      ] as const) {
        const odd = { ...makeJob({ submitted_at: new Date(now - hour).toISOString() }), status: 7 }
        let posts = 0
        yield* withStub(
          ({ method }) => (method === "POST" ? (posts++ === 0 ? { status: 502 } : made) : page([odd], date)),
          () =>
            Effect.map(inTime(Effect.result(once)), (result) =>
              expect(result).toMatchObject(
                sees === "absent" ? { success: { id: "made" } } : { failure: { reason: "unclear" } },
              ),
            ),
        )
      }
    }),
  )

  const cases: ReadonlyArray<readonly [string, ReadonlyArray<Page>, number]> = [
    ["reads a minute back", every(second, 30), 4],
    ["counts no more than a second between two jobs", every(10 * second, 3), 22],
    ["goes on while the jobs are younger than a minute", every(10, 100), 62],
    [
      "reads further back where the Date is behind",
      every(second, 30).map(({ stamps }) => ({ stamps, date: now - 100 * second })),
      7,
    ],
    ["reads all where the server has no Date", every(second, 30).map(({ stamps }) => ({ stamps })), 100],
    [
      "reads all where the jobs show no times",
      every(second, 30, 9).map(({ date }) => ({ stamps: [undefined], date })),
      9,
    ],
    [
      "reads all where the first page shows no time and the server has no Date",
      every(second, 30, 9).map(() => ({ stamps: [undefined] })),
      9,
    ],
  ]
  for (const [name, pages, read] of cases) {
    it.effect(name, () => Effect.map(pagesRead(pages, once), (found) => expect(found).toBe(read)))
  }

  it.effect("reads further back, the longer ago that was", () =>
    // At 1, 3 and 10 seconds.
    Effect.map(
      pagesRead(
        every(second, 1, 200).map(({ stamps }) => ({ stamps, date: now })),
        submit({ settle: "10 seconds" }),
      ),
      (found) => expect(found).toBe(63 + 65 + 72),
    ),
  )
})

describe("the job of a submission", () => {
  const at = (id: string, seconds: number | undefined) =>
    makeJob({
      id,
      metadata: { "effect-ionq.submission": "x" },
      ...(seconds === undefined ? {} : { submitted_at: new Date(seconds * 1000).toISOString() }),
    })
  for (const [name, jobs, expected] of [
    ["the older one", [at("a", 9), at("b", 1)], "b"],
    ["the older one, wherever it stands", [at("b", 1), at("a", 9)], "b"],
    ["of one moment, the one whose id sorts first", [at("b", 5), at("a", 5), at("c", 5)], "a"],
    ["the one that shows a time", [at("a", undefined), at("b", 5)], "b"],
    ["none of another submission", [makeJob({ id: "a", metadata: { lab: "7" } }), at("b", 5)], "b"],
  ] as const) {
    it.effect(`is ${name}`, () =>
      withStub(
        () => list(...jobs),
        () => Effect.map(inTime(resume("x")), ({ id }) => expect(id).toBe(expected)),
      ),
    )
  }
})

describe("a look that fails", () => {
  it.effect("is repeated twice, page by page", () =>
    withStub(
      (_, index) => (index === 2 || index === 5 ? list() : { status: 503 }),
      ({ times, requests }) =>
        Effect.gen(function* () {
          expect(yield* inTime(Effect.flip(resume("x")), "10 millis")).toMatchObject({ reason: "absent" })
          const pauses = times.slice(1).map((time, i) => time - times[i]!)
          // 250 and 500 ms, jittered by a fifth.
          expect(pauses).toEqual([
            expect.toSatisfy((millis) => millis >= 200 && millis <= 310),
            expect.toSatisfy((millis) => millis >= 400 && millis <= 610),
          ])
          const from = requests.length
          yield* inTime(Effect.flip(resume("x")))
          expect(requests.length - from).toBe(3)
        }),
      { retries: 0 },
    ),
  )

  it.effect("is unreachable, at once where it would fail in the same way", () =>
    Effect.gen(function* () {
      for (const [status, asked] of [
        [503, 3],
        [401, 1],
      ] as const) {
        yield* withStub(
          () => ({ status }),
          ({ requests }) =>
            Effect.gen(function* () {
              expect(yield* inTime(Effect.flip(resume("x")))).toMatchObject({
                _tag: "SubmissionUnknownError",
                submissionId: "x",
                reason: "unreachable",
              })
              expect(requests).toHaveLength(asked)
            }),
          { retries: 0 },
        )
      }
    }),
  )
})

describe("a list whose cursor comes again", () => {
  it.effect("is unreachable, and not read for ever", () =>
    withStub(
      () => ({ status: 200, body: { jobs: [], next: "again" } }),
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* inTime(Effect.flip(resume("x")))).toMatchObject({ reason: "unreachable" })
          expect(requests).toHaveLength(2)
        }),
    ),
  )
})

describe("who asks for a look", () => {
  it.effect("and leaves does not take it from the others", () =>
    Effect.gen(function* () {
      let interrupted = 0
      yield* withStub(
        () => "silence",
        ({ requests }) =>
          Effect.gen(function* () {
            const [x, y] = [yield* Effect.forkChild(resume("x")), yield* Effect.forkChild(resume("y"))]
            yield* inTime(Effect.sleep("1 second"))
            expect(requests).toHaveLength(1)
            yield* Fiber.interrupt(x)
            yield* inTime(Effect.sleep("1 second"))
            expect(interrupted).toBe(0)
            yield* Fiber.interrupt(y)
            yield* inTime(Effect.sleep("1 second"))
            expect(interrupted).toBe(1)
          }),
        {
          transport: HttpClient.transform((effect) =>
            Effect.onInterrupt(effect, () => Effect.sync(() => interrupted++)),
          ),
        },
      )
    }),
  )

  it.effect("during another and leaves gets none", () =>
    withStub(
      () => list(),
      ({ requests }) =>
        Effect.gen(function* () {
          const x = yield* Effect.forkChild(Effect.flip(resume("x")))
          yield* inTime(Effect.sleep("1 second"))
          const y = yield* Effect.forkChild(resume("y"))
          yield* inTime(Effect.sleep("1 second"))
          yield* Fiber.interrupt(y)
          expect(yield* inTime(Fiber.join(x))).toMatchObject({ reason: "absent" })
          yield* inTime(Effect.sleep("30 seconds"))
          expect(requests).toHaveLength(1)
        }),
      { transport: HttpClient.transform((effect) => Effect.tap(effect, () => Effect.sleep("10 seconds"))) },
    ),
  )

  it.effect("after the end of the layer is interrupted, and sends nothing", () =>
    Effect.gen(function* () {
      let jobs: Jobs["Service"] | undefined
      let sent: ReadonlyArray<StubRequest> = []
      yield* withStub(
        () => list(),
        ({ requests }) =>
          Effect.map(Jobs, (service) => {
            jobs = service
            sent = requests
          }),
      )
      const waiting = yield* Effect.forkChild(jobs!.resume("x"))
      yield* inTime(Effect.sleep("1 minute"))
      expect(waiting.pollUnsafe()).toMatchObject({ cause: { reasons: [{ _tag: "Interrupt" }] } })
      expect(sent).toEqual([])
    }),
  )

  it.effect("and outlives the layer is interrupted", () =>
    Effect.gen(function* () {
      let waiting: Fiber.Fiber<unknown, unknown> | undefined
      yield* withStub(
        () => "silence",
        () =>
          Effect.gen(function* () {
            waiting = yield* Effect.forkDetach(resume("x"))
            yield* inTime(Effect.sleep("1 second"))
          }),
      )
      yield* inTime(Effect.sleep("1 second"))
      expect(waiting?.pollUnsafe()).toMatchObject({ cause: { reasons: [{ _tag: "Interrupt" }] } })
    }),
  )
})

describe("the age of a look before the first request", () => {
  for (const [name, step] of [
    ["by the steady clock, where the wall clock steps back by as much", -2000],
    ["by the wall clock, where that steps back further", -60_000],
  ] as const) {
    it.effect(`is told ${name}`, () =>
      Effect.gen(function* () {
        let offset = 0
        const clock = yield* steppedBy(() => offset)
        yield* withStub(
          ({ method }, index) => {
            if (index === 0) offset = step
            return method === "POST" ? made : list()
          },
          ({ requests }) =>
            Effect.gen(function* () {
              yield* submit({ submissionId: "x" })
              expect(requests.map(({ method }) => method)).toEqual(["GET", "GET", "POST", "GET"])
            }),
          {
            transport: HttpClient.transform((effect) => {
              const slow = step === -2000 && offset === 0
              return slow ? Effect.tap(effect, () => Effect.sleep("2 seconds")) : effect
            }),
          },
        ).pipe(Effect.provideService(Clock.Clock, clock), (each) => inTime(each))
      }),
    )
  }
})
