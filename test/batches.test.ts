import { describe, expect, it } from "@effect/vitest"
import { Duration, Effect, Layer, Result, Stream } from "effect"
import { Distribution, Gates, Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import type { RunnableRequest, SubmitAllOptions } from "effect-ionq/Jobs"
import type { Services } from "effect-ionq/Layer"
import type { QisGate } from "effect-ionq/schema/Gate"
import type { CircuitJob } from "effect-ionq/schema/Job"
import type { CircuitJobRequest, JobRequest, MultiCircuitJobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient } from "effect/http"
import { RateLimiter } from "effect/persistence"
import { inTime } from "effect-ionq/emulator"
import { bell, makeJob } from "./utils/builders.ts"
import { whoami, withStub } from "./utils/client.ts"
import type { StubAnswer, StubRequest } from "./utils/stub.ts"

const emulated = <A, E>(effect: Effect.Effect<A, E, Services>, options: Emulator.Options = {}) =>
  Effect.provide(inTime(effect), Emulator.layerIonQ(options))

/** The state that X on some of four qubits gives. */
const flips = (state: number): ReadonlyArray<QisGate> =>
  [0, 1, 2, 3].filter((qubit) => (state >> qubit) & 1).map((qubit) => Gates.x(qubit))

const multi = (
  circuits: ReadonlyArray<ReadonlyArray<QisGate>>,
  fields: Partial<MultiCircuitJobRequest> = {},
): MultiCircuitJobRequest => ({
  type: "ionq.multi-circuit.v1",
  backend: "simulator",
  ...fields,
  input: {
    gateset: "qis",
    qubits: 4,
    circuits: circuits.map((circuit, i) => ({ gateset: "qis", name: `c${i}`, circuit })),
  },
})

const single = (circuit: ReadonlyArray<QisGate>): CircuitJobRequest => ({
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: { gateset: "qis", qubits: 4, circuit },
})

const bad = [{ gate: "h", target: -1 } as const]
const stateOf = (distribution: Distribution.Distribution) =>
  Number(Object.keys(Distribution.toDecimals(distribution))[0])

const runAll = (requests: ReadonlyArray<RunnableRequest>) =>
  Effect.flatMap(Jobs, (jobs) => Stream.runCollect(jobs.runAll(requests)))

describe("Jobs.runAll", () => {
  it.effect("gives each its outcome: one that is refused, one that fails and one that is well", () =>
    Effect.gen(function* () {
      const wide = { ...single([]), input: { gateset: "qis", qubits: 40, circuit: [Gates.h(39)] } } as const
      const outcomes = yield* runAll([single(flips(5)), single(bad), wide, single(flips(6))])
      const byIndex = [...outcomes].sort((a, b) => a.index - b.index)
      expect(
        byIndex.map(({ result }) =>
          result._tag === "Success" ? stateOf(result.success.probabilities) : result.failure._tag,
        ),
      ).toEqual([5, "InvalidRequestError", "JobFailedError", 6])
    }).pipe(emulated),
  )

  it.effect("a bad circuit among many does not lose the others, and each keeps its place", () =>
    Effect.gen(function* () {
      const states = [1, 2, 3, 4, 5, 6, 7]
      const circuits: Array<ReadonlyArray<QisGate>> = states.map(flips)
      circuits.splice(3, 0, bad)
      const outcomes = yield* runAll([multi(circuits)])
      expect(outcomes.map(({ circuit }) => circuit)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
      expect(outcomes.map(({ name }) => name)).toEqual(circuits.map((_, i) => `c${i}`))
      expect(
        outcomes.map(({ result }) =>
          result._tag === "Success" ? stateOf(result.success.probabilities) : result.failure,
        ),
      ).toEqual([
        1,
        2,
        3,
        expect.objectContaining({
          _tag: "InvalidRequestError",
          field: expect.stringMatching(/^input\.circuits\.3\.circuit\.0/),
        }),
        4,
        5,
        6,
        7,
      ])
    }).pipe(emulated),
  )

  it.effect("a circuit that fails at the server does not lose the others", () =>
    Effect.gen(function* () {
      const request = multi([flips(1), flips(2), flips(3)])
      const [first, second, third] = request.input.circuits
      if (first === undefined || second === undefined || third === undefined) return
      const input = { ...request.input, circuits: [first, { ...second, qubits: 40 }, third] }
      // A circuit that is too wide for the simulator is taken, and fails.
      const outcomes = yield* runAll([{ ...request, input }])
      expect(
        outcomes.map(({ result }) =>
          result._tag === "Success" ? stateOf(result.success.probabilities) : result.failure._tag,
        ),
      ).toEqual([1, "JobFailedError", 3])
    }).pipe(emulated),
  )

  it.effect(
    "a request over the limit of circuits is several jobs, joined in order",
    () =>
      Effect.gen(function* () {
        const states = Array.from({ length: 5_003 }, (_, i) => 1 + (i % 15))
        const outcomes = yield* runAll([multi(states.map(flips))])
        expect(outcomes.map(({ circuit }) => circuit)).toEqual(states.map((_, i) => i))
        expect(
          outcomes.map(({ result }) =>
            result._tag === "Success" ? stateOf(result.success.probabilities) : -1,
          ),
        ).toEqual(states)
        const jobs = yield* Stream.runCollect((yield* Jobs).list())
        expect(jobs).toHaveLength(2)
      }).pipe(emulated),
    60_000,
  )
})

describe("Jobs.submitAll", () => {
  const submitAll = (
    requests: ReadonlyArray<JobRequest>,
    options?: Parameters<Jobs["Service"]["submitAll"]>[1],
  ) => Effect.flatMap(Jobs, (jobs) => Stream.runCollect(jobs.submitAll(requests, options)))

  it.effect("gives each its outcome, and an id of the caller's makes it repeatable", () =>
    Effect.gen(function* () {
      const requests = [single(flips(1)), single(bad), single(flips(2))]
      const options = { submissionId: (index: number) => `row-${index}` }
      const first = yield* submitAll(requests, options)
      const again = yield* submitAll(requests, options)
      const ids = (outcomes: typeof first) =>
        [...outcomes]
          .sort((a, b) => a.index - b.index)
          .map(({ result }) => (result._tag === "Success" ? result.success.id : result.failure._tag))
      expect(ids(first)[1]).toBe("InvalidRequestError")
      expect(ids(again)).toEqual(ids(first))
    }).pipe(emulated),
  )

  it.effect(
    "a request over the limit of gates is several jobs; one with a bad circuit is none",
    () =>
      Effect.gen(function* () {
        const long = Array.from({ length: 60_000 }, () => Gates.h(0))
        const outcomes = yield* submitAll([multi([long, long, long]), multi([flips(1), bad])])
        expect(outcomes.map(({ index, part, result }) => `${index}.${part} ${result._tag}`).sort()).toEqual([
          "0.0 Success",
          "0.1 Success",
          "1.0 Failure",
        ])
      }).pipe(emulated),
    60_000,
  )

  it.effect("gives what JSON cannot hold its outcome, and the others theirs", () =>
    emulated(
      Effect.gen(function* () {
        const outcomes = yield* submitAll([multi([flips(1)], { settings: { seed: 10n } }), multi([flips(1)])])
        const refused = {
          index: 0,
          result: { failure: { _tag: "InvalidRequestError", field: "settings.seed" } },
        }
        expect(outcomes.toSorted((a, b) => a.index - b.index)).toMatchObject([
          refused,
          { index: 1, result: { _tag: "Success" } },
        ])
      }),
    ),
  )

  it.effect("sends no more at a time than it is told", () =>
    Effect.gen(function* () {
      let now = 0
      let most = 0
      const requests = Array.from({ length: 20 }, () => bell)
      yield* withStub(
        () => {
          now++
          most = Math.max(most, now)
          return { status: 201, body: { id: "j", status: "submitted" } }
        },
        () => inTime(submitAll(requests, { concurrency: 3 })),
        {
          transport: HttpClient.transformResponse(Effect.delay("1 second")),
          onResponse: () => Effect.sync(() => now--),
        },
      )
      expect(most).toBeLessThanOrEqual(3)
    }),
  )
})

describe("the rate limit", () => {
  const ok = { status: 200, body: { key_id: "k", key_name: "n" } }
  const many = Effect.forEach(Array.from({ length: 20 }), () => whoami, {
    concurrency: "unbounded",
    discard: true,
  })

  it.effect("is shared by all fibers, and counts what is tried again", () =>
    withStub(
      (_, index) => (index === 3 ? { status: 503 } : ok),
      ({ times }) =>
        Effect.gen(function* () {
          yield* inTime(many, "100 millis")
          expect(times).toHaveLength(21)
          for (const start of times) {
            // A bucket of 5 that fills by 5 a second lets no more than 10 through in any one.
            expect(times.filter((time) => time >= start && time < start + 1000).length).toBeLessThanOrEqual(
              10,
            )
          }
          expect(Math.max(...times)).toBeGreaterThanOrEqual(3000)
        }),
      { rateLimit: { limit: 5, window: "1 second" } },
    ),
  )

  it.effect("is that of the context where there is one, and a store that fails stops nothing", () =>
    Effect.gen(function* () {
      const failing = Layer.succeed(RateLimiter.RateLimiter, {
        ...(yield* Effect.provide(RateLimiter.make, RateLimiter.layerStoreMemory)),
        consume: () =>
          Effect.fail(
            new RateLimiter.RateLimiterError({
              reason: new RateLimiter.RateLimitStoreError({ message: "gone" }),
            }),
          ),
      })
      yield* withStub(
        () => ok,
        ({ times }) => Effect.map(many, () => expect(times).toHaveLength(20)),
        { rateLimit: { limit: 1, window: "1 hour" } },
      ).pipe(Effect.provide(failing))
    }),
  )

  it.effect(
    "asks the limiter of the context for one token of the client's bucket, and waits as it says",
    () =>
      Effect.gen(function* () {
        const asked: Array<object> = []
        const made = yield* Effect.provide(RateLimiter.make, RateLimiter.layerStoreMemory)
        const limiter = Layer.succeed(RateLimiter.RateLimiter, {
          ...made,
          consume: (options) =>
            Effect.suspend(() => {
              asked.push(options)
              const delay = Duration.seconds(asked.length === 2 ? 7 : 0)
              return Effect.map(made.consume(options), (result) => ({ ...result, delay }))
            }),
        })
        yield* withStub(
          () => ok,
          ({ times }) =>
            Effect.gen(function* () {
              yield* inTime(Effect.andThen(whoami, whoami))
              expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(7000)
            }),
          { rateLimit: { limit: 3, window: "2 seconds" } },
        ).pipe(Effect.provide(limiter))
        expect(asked).toHaveLength(2)
        for (const options of asked) {
          expect(options).toMatchObject({
            algorithm: "token-bucket",
            onExceeded: "delay",
            key: "effect-ionq",
            limit: 3,
          })
          expect("window" in options && Duration.toMillis(options.window as Duration.Duration)).toBe(2000)
        }
      }),
  )

  it.effect("of no request is refused", () =>
    Effect.map(
      Effect.flip(
        withStub(
          () => ok,
          () => whoami,
          { rateLimit: { limit: 0, window: "1 second" } },
        ),
      ),
      (error) => expect(error).toMatchObject({ _tag: "ConfigurationError", setting: "rateLimit.limit" }),
    ),
  )
})

describe("a batch of requests", () => {
  const made = (index: number): StubAnswer => ({ status: 201, body: { id: `j${index}`, status: "ready" } })
  const marks = (requests: ReadonlyArray<StubRequest>) =>
    requests
      .filter(({ method }) => method === "POST")
      .map(({ body }) => JSON.parse(body).metadata?.["effect-ionq.submission"])
  const none: StubAnswer = { status: 200, body: { jobs: [], next: null } }
  const named = (index: number) => `row-${index}`
  /** What became of each request. */
  const outcomes = (
    method: "submitAll" | "runAll",
    requests: ReadonlyArray<RunnableRequest>,
    options?: SubmitAllOptions,
  ): Effect.Effect<ReadonlyArray<object>, never, Jobs> =>
    Effect.flatMap(Jobs, (jobs) =>
      Effect.map(
        inTime<ReadonlyArray<{ readonly result: object }>, never, never>(
          method === "submitAll"
            ? Stream.runCollect(jobs.submitAll(requests, options))
            : Stream.runCollect(jobs.runAll(requests, options)),
        ),
        (all) => all.map(({ result }) => result),
      ),
    )

  for (const [options, limit] of [
    [undefined, 8],
    [{ concurrency: 3 }, 3],
  ] as const) {
    for (const method of ["submitAll", "runAll"] as const) {
      it.effect(`of ${method} has ${limit} on their way at a time`, () =>
        Effect.gen(function* () {
          let now = 0
          let most = 0
          yield* withStub(
            () => ({ status: 401 }),
            () =>
              outcomes(
                method,
                Array.from({ length: 20 }, () => bell),
                options,
              ),
            {
              maxSubmissions: 15,
              transport: HttpClient.transform((effect) =>
                Effect.suspend(() => {
                  most = Math.max(most, ++now)
                  return Effect.ensuring(
                    Effect.tap(effect, () => Effect.sleep("1 second")),
                    Effect.sync(() => now--),
                  )
                }),
              ),
            },
          )
          expect(most).toBe(limit)
        }),
      )
    }
  }

  for (const method of ["submitAll", "runAll"] as const) {
    it.effect(`of ${method} goes by the ids of the caller's, and by none where there are to be none`, () =>
      withStub(
        ({ method: verb }) => (verb === "GET" ? none : { status: 401 }),
        ({ requests }) =>
          Effect.gen(function* () {
            const all = [bell, multi([flips(1)])]
            const ids = Effect.fnUntraced(function* (options: SubmitAllOptions) {
              const from = requests.length
              yield* outcomes(method, all, options)
              return marks(requests.slice(from)).toSorted((a, b) => String(a).localeCompare(String(b)))
            })
            expect(yield* ids({ submissionId: named })).toEqual(["row-0", "row-1"])
            expect(yield* ids({ submissionId: false })).toEqual([undefined, undefined])
            const drawn = yield* ids({})
            expect(drawn).toEqual([
              expect.stringMatching(/^[0-9a-f-]{36}$/),
              expect.stringMatching(/^[0-9a-f-]{36}$/),
            ])
            expect(new Set(drawn).size).toBe(2)
          }),
      ),
    )

    it.effect(
      `of ${method} counts the id of a submission among the metadata, unless there is to be none`,
      () =>
        withStub(
          () => ({ status: 401 }),
          ({ requests }) =>
            Effect.gen(function* () {
              const metadata = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`k${i}`, "v"]))
              const request = multi([flips(1)], { metadata })
              const [refused] = yield* outcomes(method, [request])
              expect(refused).toMatchObject({
                failure: { _tag: "InvalidRequestError", field: "metadata" },
              })
              expect(requests).toHaveLength(0)
              const [sent] = yield* outcomes(method, [request], { submissionId: false })
              expect(sent).toMatchObject({ failure: { _tag: "AuthenticationError" } })
              expect(requests).toHaveLength(1)
            }),
        ),
    )

    it.effect(`of ${method} passes on how to submit`, () =>
      withStub(
        () => ({ status: 401 }),
        ({ requests }) =>
          Effect.gen(function* () {
            const options = { settle: "-1 second" as const, submittedSince: new Date(0) }
            const all = yield* outcomes(method, [bell, multi([flips(1)])], options)
            expect(all).toMatchObject([{ failure: { field: "settle" } }, { failure: { field: "settle" } }])
            const since = { submissionId: named, submittedSince: new Date(Number.NaN) }
            const [first] = yield* outcomes(method, [bell], since)
            expect(first).toMatchObject({ failure: { field: "submittedSince" } })
            expect(requests).toHaveLength(0)
          }),
      ),
    )
  }

  const long = (gates: number) => Array.from({ length: gates }, () => ({ gate: "nop" }) as const)
  const native = (circuits: ReadonlyArray<object>): MultiCircuitJobRequest =>
    // The circuits of a test are those of one gateset.
    ({
      type: "ionq.multi-circuit.v1",
      backend: "simulator",
      input: { gateset: "native", qubits: 1, circuits },
    }) as MultiCircuitJobRequest
  const splits: ReadonlyArray<readonly [string, MultiCircuitJobRequest, ReadonlyArray<number>]> = [
    [
      "one gate more than the 150,000 of a job",
      native([100_000, 50_000, 1].map((gates) => ({ circuit: long(gates) }))),
      [2, 1],
    ],
    ["5,001 circuits", native(Array.from({ length: 5001 }, () => ({ circuit: [] }))), [5000, 1]],
    [
      "ten million bytes",
      native([5e6, 5e6].map((length) => ({ name: "n".repeat(length), circuit: [] }))),
      [1, 1],
    ],
    [
      "names that leave room for what is added",
      native([5e6, 4.998e6].map((length) => ({ name: "n".repeat(length), circuit: [] }))),
      [2],
    ],
    [
      "names that leave too little of it",
      native([5e6, 4.9992e6].map((length) => ({ name: "n".repeat(length), circuit: [] }))),
      [1, 1],
    ],
  ]
  for (const [name, request, expected] of splits) {
    it.effect(
      `makes ${expected.length} of a request with ${name}, with ids of their own`,
      () =>
        withStub(
          ({ method }, index) => (method === "GET" ? none : made(index)),
          ({ requests }) =>
            Effect.gen(function* () {
              const jobs = yield* Jobs
              const submitted = yield* inTime(
                Stream.runCollect(jobs.submitAll([request], { submissionId: named })),
              )
              expect(submitted.map(({ index, result }) => [index, result._tag])).toEqual(
                expected.map(() => [0, "Success"]),
              )
              expect(submitted.map(({ part }) => part).toSorted((a, b) => a - b)).toEqual(
                expected.map((_, i) => i),
              )
              const sent = requests
                .filter(({ method }) => method === "POST")
                .map(({ body }) => JSON.parse(body))
                .map(({ metadata, input }) => [
                  metadata["effect-ionq.submission"],
                  input.circuits.length,
                  input.qubits,
                ])
              expect(sent.toSorted(([a], [b]) => String(a).localeCompare(String(b)))).toEqual(
                expected.map((count, i) => [expected.length === 1 ? "row-0" : `row-0#${i}`, count, 1]),
              )
            }),
        ),
      60_000,
    )
  }

  it.effect("gives all circuits of a part their places where some are refused, and where all are", () =>
    withStub(
      () => ({ status: 401 }),
      ({ requests }) =>
        Effect.gen(function* () {
          const outcomes = yield* inTime(runAll([multi([bad, flips(1), bad]), multi([bad, bad])]))
          expect(
            outcomes
              .map(({ index, circuit, name, result }) =>
                [index, circuit, name, result._tag === "Failure" ? result.failure._tag : ""].join(" "),
              )
              .toSorted(),
          ).toEqual([
            "0 0 c0 InvalidRequestError",
            "0 1 c1 AuthenticationError",
            "0 2 c2 InvalidRequestError",
            "1 0 c0 InvalidRequestError",
            "1 1 c1 InvalidRequestError",
          ])
          const [, , third] = outcomes.filter(({ index }) => index === 0)
          expect(third?.result).toMatchObject({
            failure: {
              field: expect.stringMatching(/^input\.circuits\.2\./),
              message: expect.stringMatching(/^input\.circuits\.2\./),
            },
          })
          expect(JSON.stringify(third?.result)).not.toContain("circuits.0")
          expect(requests).toHaveLength(1)
        }),
    ),
  )

  it.effect("sends nothing of a request with a bad circuit where jobs are only submitted", () =>
    withStub(
      () => made(0),
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          const all = yield* inTime(Stream.runCollect(jobs.submitAll([multi([flips(1), bad])])))
          expect(all).toMatchObject([
            {
              index: 0,
              part: 0,
              result: { failure: { field: expect.stringMatching(/^input\.circuits\.1\./) } },
            },
          ])
          expect(requests).toHaveLength(0)
        }),
    ),
  )

  /** Runs two circuits whose job ends so; its children are `a` and `b`. */
  const childrenOf = (parent: Partial<CircuitJob>, later?: StubAnswer) =>
    Effect.gen(function* () {
      let reads = 0
      let found: ReadonlyArray<string> = []
      yield* withStub(
        ({ method, path }) => {
          if (method === "POST") return { status: 201, body: { id: "parent", status: "ready" } }
          const { pathname, searchParams } = new URL(path, "http://localhost")
          const child = (id: string) =>
            makeJob({
              id,
              status: id === "b" ? "failed" : "completed",
              results: { probabilities: { url: "/v0.4/jobs/a/results" } },
            })
          if (pathname.endsWith("/results")) return { status: 200, body: { "1": 1 } }
          if (pathname.endsWith("/jobs/parent")) {
            if (reads++ > 0 && later !== undefined) return later
            const { stats: _, ...job } = makeJob({ id: "parent" })
            return { status: 200, body: { ...job, type: "ionq.multi-circuit.v1", stats: {}, ...parent } }
          }
          const ids = searchParams.getAll("ids")
          if (ids.length > 0) return { status: 200, body: { jobs: ids.map(child), next: null } }
          return { status: 200, body: child(pathname.split("/").at(-1) ?? "") }
        },
        () =>
          Effect.gen(function* () {
            const outcomes = yield* inTime(runAll([multi([flips(1), flips(1)])]))
            found = outcomes.map(({ circuit, result }) =>
              [
                circuit,
                result._tag === "Success"
                  ? `${result.success.jobId}=${stateOf(result.success.probabilities)}`
                  : `${result.failure._tag} ${"jobId" in result.failure ? result.failure.jobId : ""}`,
              ].join(" "),
            )
          }),
        { retries: 0 },
      )
      return found
    })
  const bothFail = ["0 JobFailedError parent", "1 JobFailedError parent"]

  it.effect("gives each child of a job that failed its own outcome", () =>
    Effect.map(childrenOf({ status: "failed", child_job_ids: ["a", "b"] }), (found) =>
      expect(found).toEqual(["0 a=1", "1 JobFailedError b"]),
    ),
  )

  it.effect("gives all of them that of the job where it does not show as many children", () =>
    Effect.gen(function* () {
      expect(yield* childrenOf({ status: "failed", child_job_ids: ["a"] })).toEqual(bothFail)
      expect(yield* childrenOf({ status: "failed" })).toEqual(bothFail)
    }),
  )

  it.effect("gives all of them that of the job where it cannot be read again", () =>
    Effect.map(childrenOf({ status: "failed", child_job_ids: ["a", "b"] }, { status: 404 }), (found) =>
      expect(found).toEqual(bothFail),
    ),
  )

  it.effect("gives all of them its end where the job was canceled", () =>
    Effect.map(childrenOf({ status: "canceled", child_job_ids: ["a", "b"] }), (found) =>
      expect(found).toEqual(["0 JobCanceledError parent", "1 JobCanceledError parent"]),
    ),
  )
})

describe("runAll with onSubmitted", () => {
  it.effect("calls it for each job, new or found, with the position of its request", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const round = Effect.gen(function* () {
        const seen: Array<readonly [string, number]> = []
        const ran = yield* Stream.runCollect(
          jobs.runAll([bell, bell], {
            submissionId: (index) => `mine ${index}`,
            onSubmitted: ({ id }, index) => Effect.sync(() => void seen.push([id, index])),
          }),
        )
        const ids = ran.map(({ index, result }) => [Result.getOrThrow(result).jobId, index] as const)
        expect(seen.toSorted(([, a], [, b]) => a - b)).toEqual(ids.toSorted(([, a], [, b]) => a - b))
        return seen.length
      })
      expect(yield* round).toBe(2)
      expect(yield* round).toBe(2)
      expect(yield* Stream.runCollect(jobs.list())).toHaveLength(2)
    }).pipe(inTime, Effect.provide(Emulator.layerIonQ())),
  )

  it.effect("gives it the id of each job's submission, where that is the caller's", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      // Two names that leave no room for a third one in a job.
      const circuits = ["a", "b"].map((name) => ({ name: name.repeat(5e6), circuit: [] }))
      const split: RunnableRequest = {
        type: "ionq.multi-circuit.v1",
        backend: "simulator",
        input: { gateset: "qis", qubits: 1, circuits },
      }
      const idsOf = (requests: ReadonlyArray<RunnableRequest>, submissionId?: (index: number) => string) =>
        Effect.gen(function* () {
          const ids: Array<string | undefined> = []
          yield* Stream.runDrain(
            jobs.runAll(requests, {
              submissionId,
              onSubmitted: (_job, _index, id) => Effect.sync(() => void ids.push(id)),
            }),
          )
          return ids.toSorted((a = "", b = "") => a.localeCompare(b))
        })
      expect(yield* idsOf([bell, split], (index) => `row ${index}`)).toEqual(["row 0", "row 1#0", "row 1#1"])
      expect(yield* idsOf([bell])).toEqual([undefined])
    }).pipe(inTime, Effect.provide(Emulator.layerIonQ())),
  )
})
