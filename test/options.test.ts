import { describe, expect, it } from "@effect/vitest"
import { Duration, Effect, Layer, Redacted, Stream } from "effect"
import { Backends, CallOptions, IonQ, IonQClient, Jobs, Sessions } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { serve } from "effect-ionq/emulator/serve"
import type { Services } from "effect-ionq/Layer"
import * as IonQNode from "effect-ionq/node"
import { inTime } from "effect-ionq/emulator"
import { bell } from "./utils/builders.ts"
import { makeStub } from "./utils/stub.ts"

/** What a program without types may pass for a number, a count, a duration. */
const noCounts = [-1, 1.5, Number.NaN, Infinity, "3", null]
const noCountsFromOne = [...noCounts, 0]
const noDurations = [-1, Number.NaN, "-1 second", "5 parsecs", "", null, [Number.NaN, 0], { seconds: -1 }]
const noTimeLimits = [...noDurations, 0, {}, Duration.zero]
const noAmounts = [-1, Number.NaN, Infinity, "3", null]

/** Each option of a call: its name, what is out of its range, and how it is used. */
const calls: ReadonlyArray<
  readonly [
    field: string,
    values: ReadonlyArray<unknown>,
    use: (value: never) => Effect.Effect<unknown, unknown, Services>,
  ]
> = [
  [
    "timeout",
    noTimeLimits,
    (timeout) =>
      Effect.flatMap(IonQClient, (client) => client.jobs.list()).pipe(CallOptions.withOptions({ timeout })),
  ],
  [
    "timeout",
    noTimeLimits,
    (timeout) =>
      Effect.flatMap(IonQClient, (client) => client.follow("/v0.4/jobs")).pipe(
        CallOptions.withOptions({ timeout }),
      ),
  ],
  [
    "retries",
    noCounts,
    (retries) => Effect.flatMap(Jobs, (jobs) => jobs.get("a")).pipe(CallOptions.withOptions({ retries })),
  ],
  [
    "settle",
    [...noDurations, "Infinity"],
    (settle) => Effect.flatMap(Jobs, (jobs) => jobs.submit(bell, { settle })),
  ],
  [
    "settle",
    [...noDurations, "Infinity"],
    (settle) => Effect.flatMap(Jobs, (jobs) => jobs.run(bell, { settle })),
  ],
  ["settle", noDurations, (settle) => Effect.flatMap(Jobs, (jobs) => jobs.clone("a", {}, { settle }))],
  [
    "submittedSince",
    [new Date(Number.NaN)],
    (submittedSince) =>
      Effect.flatMap(Jobs, (jobs) => jobs.submit(bell, { submissionId: "a", submittedSince })),
  ],
  [
    "submittedSince",
    [new Date(Number.NaN)],
    (submittedSince) => Effect.flatMap(Jobs, (jobs) => jobs.resume("a", { submittedSince })),
  ],
  [
    "pageSize",
    noCountsFromOne.filter((value) => value !== null),
    (pageSize) => Effect.flatMap(Jobs, (jobs) => Stream.runCollect(jobs.list({ pageSize }))),
  ],
  [
    "prefetch",
    noCounts.filter((value) => value !== null),
    (prefetch) => Effect.flatMap(Jobs, (jobs) => Stream.runCollect(jobs.list({ prefetch }))),
  ],
  [
    "pageSize",
    [...noCountsFromOne, 11],
    (pageSize) =>
      Effect.flatMap(Backends, (backends) =>
        Stream.runCollect(backends.characterizations("qpu.forte-1", { pageSize })),
      ),
  ],
  [
    "page",
    noCountsFromOne,
    (page) => Effect.flatMap(Backends, (backends) => backends.characterizationsPage("qpu.forte-1", { page })),
  ],
  [
    "drainTimeout",
    [...noDurations, "Infinity"],
    (drainTimeout) =>
      Effect.flatMap(Sessions, (sessions) =>
        Effect.scoped(sessions.open({ backend: "qpu.forte-1" }, { drainTimeout })),
      ),
  ],
  [
    "closeTimeout",
    [...noTimeLimits, "Infinity"],
    (closeTimeout) =>
      Effect.flatMap(Sessions, (sessions) =>
        sessions.with({ backend: "qpu.forte-1" }, { closeTimeout })(Effect.void),
      ),
  ],
  [
    "onClose",
    ["cancel", "toString", null],
    (onClose) =>
      Effect.flatMap(Sessions, (sessions) =>
        sessions.with({ backend: "qpu.forte-1" }, { onClose })(Effect.void),
      ),
  ],
]

describe("an option of a call that is out of range is refused before anything is sent", () => {
  it.effect.each(calls.map(([field, values, use], i) => [`${i + 1}: ${field}`, field, values, use] as const))(
    "%s",
    ([, field, values, use]) =>
      Effect.gen(function* () {
        const { layer, requests } = makeStub(() => ({ status: 200, body: {} }))
        const services = Layer.provide(IonQ.layer({ apiKey: Redacted.make("some-long-key") }), layer)
        for (const value of values) {
          // What a program without types may pass.
          const error = yield* Effect.flip(Effect.provide(use(value as never), services))
          expect({ value, error }).toMatchObject({ error: { _tag: "InvalidRequestError", field } })
        }
        expect(requests).toEqual([])
      }),
  )

  it.effect.each([0, -1, 1.5, Number.NaN, Infinity])(
    "concurrency: %s is the outcome of each",
    (concurrency) =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        const refused = { result: { failure: { _tag: "InvalidRequestError", field: "concurrency" } } }
        expect(yield* Stream.runCollect(jobs.runAll([bell, bell], { concurrency }))).toMatchObject([
          refused,
          refused,
        ])
        expect(yield* Stream.runCollect(jobs.submitAll([bell, bell], { concurrency }))).toMatchObject([
          refused,
          refused,
        ])
        expect(yield* Stream.runCollect(jobs.list())).toEqual([])
      }).pipe(inTime, Effect.provide(Emulator.layerIonQ())),
  )
})

describe("the refusal of an option", () => {
  type Use = (value: never) => Effect.Effect<unknown, unknown, Services>
  const pages: Use = (options) =>
    Effect.flatMap(Backends, (backends) =>
      Stream.runCollect(backends.characterizations("qpu.forte-1", options)),
    )
  const close: Use = (options) =>
    Effect.flatMap(Sessions, (sessions) => sessions.with({ backend: "simulator" }, options)(Effect.void))
  const limited: Use = (options) =>
    Effect.flatMap(Jobs, (jobs) => jobs.get("a")).pipe(CallOptions.withOptions(options))

  const refusals: ReadonlyArray<
    readonly [use: Use, options: object, message: string, limit: number | undefined]
  > = [
    [pages, { pageSize: 0 }, "pageSize is 0, but it has to be a whole number from 1 to 10", 1],
    [pages, { pageSize: 11 }, "pageSize is 11, but it has to be a whole number from 1 to 10", 10],
    [pages, { pageSize: 1.5 }, "pageSize is 1.5, but it has to be a whole number from 1 to 10", undefined],
    [pages, { pageSize: "3" }, 'pageSize is "3", but it has to be a whole number from 1 to 10', undefined],
    [pages, { pageSize: null }, "pageSize is null, but it has to be a whole number from 1 to 10", undefined],
    [pages, { pageSize: 5n }, "pageSize is 5, but it has to be a whole number from 1 to 10", undefined],
    [pages, { pageSize: true }, "pageSize is true, but it has to be a whole number from 1 to 10", undefined],
    [
      pages,
      { pageSize: [1] },
      "pageSize is of type array, but it has to be a whole number from 1 to 10",
      undefined,
    ],
    [
      pages,
      { pageSize: {} },
      "pageSize is of type object, but it has to be a whole number from 1 to 10",
      undefined,
    ],
    [limited, { retries: -1 }, "retries is -1, but it has to be a whole number from 0", 0],
    [limited, { timeout: 0 }, "timeout is 0, but it has to be at least 1ms", 1],
    [limited, { timeout: "soon" }, 'timeout is "soon", which is not a duration', undefined],
    [limited, { timeout: Number.NaN }, "timeout is NaN, which is not a duration", undefined],
    [limited, { timeout: null }, "timeout is null, which is not a duration", undefined],
    [limited, { timeout: [Number.NaN, 0] }, "timeout is of type array, which is not a duration", undefined],
    [limited, { timeout: [0, Number.NaN] }, "timeout is of type array, which is not a duration", undefined],
    [
      limited,
      { timeout: { seconds: Number.NaN, millis: 5 } },
      "timeout is of type object, which is not a duration",
      undefined,
    ],
    [close, { closeTimeout: "Infinity" }, "closeTimeout is Infinity, but it has to be finite", undefined],
    [close, { drainTimeout: "Infinity" }, "drainTimeout is Infinity, but it has to be finite", undefined],
    [close, { onClose: "end" }, "onClose has to be one of leave, drain, cancelQueued", undefined],
  ]
  it.effect.each(refusals)("says what it has to be: %s %o", ([use, options, message, limit]) =>
    Effect.gen(function* () {
      const services = Layer.provide(
        IonQ.layer({ apiKey: Redacted.make("some-long-key") }),
        makeStub(() => "silence").layer,
      )
      // What a program without types may pass.
      const error: unknown = yield* Effect.flip(Effect.provide(use(options as never), services))
      expect(error).toMatchObject({ _tag: "InvalidRequestError", message })
      expect((error as { limit?: number }).limit).toBe(limit)
    }),
  )

  it.effect("of a layer says it, too", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.scoped(Layer.build(overStub({ retries: -1 }))))
      expect(error).toMatchObject({
        _tag: "ConfigurationError",
        setting: "retries",
        message: "retries is -1, but it has to be a whole number from 0",
      })
    }),
  )

  it.effect("is not made of one at its limit", () =>
    Effect.gen(function* () {
      const { layer, requests } = makeStub(() => ({
        status: 200,
        body: { characterizations: [], pages: 1, jobs: [], next: null },
      }))
      const services = Layer.provide(IonQ.layer({ apiKey: Redacted.make("some-long-key") }), layer)
      yield* Effect.gen(function* () {
        const backends = yield* Backends
        for (const pageSize of [1, 10, undefined]) {
          yield* Stream.runCollect(backends.characterizations("qpu.forte-1", { pageSize }))
        }
        const client = yield* IonQClient
        for (const timeout of [1, "1 millis", { seconds: 1 }, [1, 0], undefined] as const) {
          yield* CallOptions.withOptions({ timeout })(client.jobs.list())
        }
      }).pipe(Effect.provide(services))
      expect(requests).toHaveLength(8)
    }),
  )
})

const apiKey = Redacted.make("some-long-key")
const overStub = (options: object) =>
  // The options are those of the table below, with a value of any type.
  Layer.provide(IonQ.layer({ apiKey, ...options }), makeStub(() => "silence").layer)

/** Each option of a layer. */
const layers: ReadonlyArray<
  readonly [
    setting: string,
    values: ReadonlyArray<unknown>,
    make: (value: never) => Layer.Layer<never, unknown>,
  ]
> = [
  ["timeout", noTimeLimits, (timeout) => overStub({ timeout })],
  ["retries", noCounts, (retries) => overStub({ retries })],
  ["maxSubmissions", noCountsFromOne, (maxSubmissions) => overStub({ maxSubmissions })],
  ["rateLimit.limit", noCountsFromOne, (limit) => overStub({ rateLimit: { limit, window: "1 second" } })],
  [
    "rateLimit.window",
    [...noTimeLimits, "Infinity"],
    (window) => overStub({ rateLimit: { limit: 1, window } }),
  ],
  ["connections", noCountsFromOne, (connections) => IonQNode.layerUndici({ connections })],
  [
    "connectTimeout",
    [...noTimeLimits, "Infinity"],
    (connectTimeout) => IonQNode.layerUndici({ connectTimeout }),
  ],
  ["port", [-1, 1.5, Number.NaN, "3", 65_536], (port) => serve({ port })],
  ["maxQubits", noCountsFromOne, (maxQubits) => serve({ maxQubits })],
  ["maxQubits", noCountsFromOne, (maxQubits) => Emulator.layer({ maxQubits })],
  ["timing", ["slow", 5], (timing) => Emulator.layerIonQ({ timing })],
  ["timing.submittedFor", noDurations, (submittedFor) => Emulator.layerIonQ({ timing: { submittedFor } })],
  ["timing.readyFor", noDurations, (readyFor) => Emulator.layerIonQ({ timing: { readyFor } })],
  ["timing.startedFor", noDurations, (startedFor) => Emulator.layerIonQ({ timing: { startedFor } })],
  ["limits.controls", noCounts, (controls) => Emulator.layerIonQ({ limits: { controls } })],
  ["limits.gates", noCounts, (gates) => Emulator.layerIonQ({ limits: { gates } })],
  ["limits.shots", noCounts, (shots) => Emulator.layerIonQ({ limits: { shots } })],
  ["limits.executionTime", noDurations, (executionTime) => Emulator.layerIonQ({ limits: { executionTime } })],
  ["limits.spend", noAmounts, (spend) => Emulator.layerIonQ({ limits: { spend } })],
  ["limits.contractEnds", ["soon"], (contractEnds) => Emulator.layerIonQ({ limits: { contractEnds } })],
  ["generation", ["2027-01"], (generation) => Emulator.layerIonQ({ generation })],
  ["faults", [{ random: { seed: 1, rate: 2, faults: [] } }], (faults) => Emulator.layerIonQ({ faults })],
]

describe("an option of a layer that is out of range is a ConfigurationError", () => {
  it.effect.each(
    layers.map(([setting, values, make], i) => [`${i + 1}: ${setting}`, setting, values, make] as const),
  )("%s", ([, setting, values, make]) =>
    Effect.gen(function* () {
      for (const value of values) {
        const error = yield* Effect.flip(Effect.scoped(Layer.build(make(value as never))))
        expect({ value, error }).toMatchObject({ error: { _tag: "ConfigurationError", setting } })
      }
    }),
  )

  it.effect("and one at its limit is none", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      expect(
        yield* Stream.runCollect(jobs.list({ pageSize: 1, prefetch: 0 })).pipe(
          CallOptions.withOptions({ timeout: "Infinity", retries: 0 }),
        ),
      ).toEqual([])
    }).pipe(
      Effect.provide(
        Layer.provide(
          IonQ.layer({
            apiKey: Emulator.defaultApiKey,
            timeout: "Infinity",
            retries: 0,
            rateLimit: { limit: 1, window: 1 },
          }),
          Emulator.layer({ maxQubits: 1, limits: { spend: 0, controls: 0, executionTime: 0 }, timing: {} }),
        ),
      ),
      inTime,
    ),
  )
})
