import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { Distribution, Gates, Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import type { RunnableRequest } from "effect-ionq/Jobs"
import type { Services } from "effect-ionq/Layer"
import type { QisGate } from "effect-ionq/schema/Gate"
import type { CircuitJobRequest, JobRequest, MultiCircuitJobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient } from "effect/http"
import { RateLimiter } from "effect/persistence"
import { bell } from "./utils/builders.ts"
import { whoami, withStub } from "./utils/client.ts"
import { inTime } from "./utils/clock.ts"

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
