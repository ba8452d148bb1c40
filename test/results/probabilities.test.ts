import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { IonQ, Results } from "effect-ionq"
import type { CircuitJob } from "effect-ionq/schema/Job"
import { formats } from "effect-ionq/schema/Result"
import { drive } from "../utils/clock.ts"
import { link, url, reading, job, v1, all, toBitstrings, toDecimals } from "../utils/results.ts"

describe("probabilities", () => {
  it.effect("prefer the newest format, then the older, then the URL; all say the same", () =>
    Effect.gen(function* () {
      const offers = [
        { ...link(formats.probabilitiesV1), ...link(formats.probabilitiesV2), ...url("probabilities") },
        { ...link(formats.probabilitiesV1), ...url("probabilities") },
        url("probabilities"),
      ]
      const asked: Array<string> = []
      for (const results of offers) {
        const seen = yield* reading(all, (reader) => reader.probabilities(job({ results })))
        expect(seen.value).toMatchObject({ width: 3, kind: "probabilities" })
        expect(toDecimals(seen.value)).toEqual({ "1": 1 })
        asked.push(...seen.asked)
      }
      expect(asked).toEqual([
        `/v0.4/jobs/j/artifacts/${formats.probabilitiesV2}`,
        `/v0.4/jobs/j/artifacts/${formats.probabilitiesV1}`,
        "/v0.4/jobs/j/results/probabilities",
      ])
    }),
  )

  it.effect("fall back when the newest artifact is not there after all", () =>
    Effect.gen(function* () {
      const results = { ...link(formats.probabilitiesV2), ...url("probabilities") }
      const answers = { "results/probabilities": v1 }
      const { value, asked } = yield* reading(answers, (reader) => reader.probabilities(job({ results })))
      expect(toDecimals(value)).toEqual(v1)
      expect(asked).toHaveLength(2)
      const { value: error } = yield* reading({}, (reader) =>
        Effect.flip(reader.probabilities(job({ results }))),
      )
      expect(error).toMatchObject({ _tag: "NotFoundError" })
    }),
  )

  it.effect("are asked for again when the body breaks off, and give up when it goes on", () =>
    Effect.gen(function* () {
      const asked = (breaks: number) => {
        let requests = 0
        const server = HttpClient.make((request) =>
          Effect.sync(() => {
            const broken = ++requests <= breaks
            const body = new ReadableStream<Uint8Array>({
              start: (controller) => {
                controller.enqueue(new TextEncoder().encode(broken ? '{"1":' : '{"1":1}'))
                if (broken) controller.error(Object.assign(new Error("reset"), { code: "ECONNRESET" }))
                else controller.close()
              },
            })
            return HttpClientResponse.fromWeb(request, new Response(body))
          }),
        )
        const services = Layer.provide(
          IonQ.layer({ apiKey: Redacted.make("key") }),
          Layer.succeed(HttpClient.HttpClient, server),
        )
        const read = Effect.flatMap(Results, (results) =>
          results.probabilities(job({ results: link(formats.probabilitiesV1) })),
        )
        return Effect.map(Effect.exit(Effect.provide(read, services)), (exit) => ({ exit, requests }))
      }
      const found = yield* asked(2)
      expect(found.requests).toBe(3)
      expect(toDecimals(yield* found.exit)).toEqual(v1)
      const lost = yield* asked(9)
      expect(lost.requests).toBe(3)
      expect(yield* Effect.flip(lost.exit)).toMatchObject({
        _tag: "ConnectionError",
        code: "ECONNRESET",
        sent: "maybe",
      })
    }),
  )

  it.effect("that stop in the middle are a RequestTimeoutError", () =>
    Effect.gen(function* () {
      const server = HttpClient.make((request) =>
        Effect.succeed(HttpClientResponse.fromWeb(request, new Response(new ReadableStream<Uint8Array>()))),
      )
      const read = Effect.flatMap(Results, (results) =>
        results.probabilities(job({ results: link(formats.probabilitiesV1) })),
      )
      const services = Layer.provide(
        IonQ.layer({ apiKey: Redacted.make("key"), timeout: "5 seconds" }),
        Layer.succeed(HttpClient.HttpClient, server),
      )
      const error = yield* drive(Effect.flip(Effect.provide(read, services)))
      expect(error).toMatchObject({
        _tag: "RequestTimeoutError",
        timeoutMillis: 5000,
        method: "GET",
        url: `https://api.ionq.co/v0.4/jobs/j/artifacts/${formats.probabilitiesV1}`,
      })
    }),
  )

  it.effect("of a bitstring have q[0] leftmost, beyond 53 qubits too", () =>
    Effect.gen(function* () {
      const wide = `1${"0".repeat(59)}`
      const body = {
        probabilities: { registers: { output_all: { [wide]: 0.5, [`${"0".repeat(59)}1`]: 0.5 } } },
      }
      const { value } = yield* reading({ [`artifacts/${formats.probabilitiesV2}`]: body }, (reader) =>
        reader.probabilities(job({ results: link(formats.probabilitiesV2) })),
      )
      expect(value.width).toBe(60)
      expect(toDecimals(value)).toEqual({ "1": 0.5, [String(2n ** 59n)]: 0.5 })
    }),
  )

  it.effect("of a register; one that is missing is an error, never zeros", () =>
    Effect.gen(function* () {
      const newest = job({ results: link(formats.probabilitiesV2) })
      const { value } = yield* reading(all, (reader) => reader.probabilities(newest, { register: "c" }))
      expect(value.width).toBe(1)
      expect(toDecimals(value)).toEqual({ "1": 1 })
      const { value: error } = yield* reading(all, (reader) =>
        Effect.flip(reader.probabilities(newest, { register: "d" })),
      )
      expect(error).toMatchObject({ _tag: "MissingResultError", what: "register d (it has output_all, c)" })
      const older = job({ results: url("probabilities") })
      const { value: other } = yield* reading(all, (reader) =>
        Effect.flip(reader.probabilities(older, { register: "c" })),
      )
      expect(other).toMatchObject({ _tag: "MissingResultError" })
    }),
  )

  const flipped: ReadonlyArray<
    readonly [format: string, kind: "probabilities" | "histogram", body: unknown]
  > = [
    [formats.probabilitiesV1, "probabilities", { "1": 1 }],
    [
      formats.probabilitiesV2,
      "probabilities",
      { probabilities: { registers: { output_all: { "100": 1 } } } },
    ],
    [formats.histogramV1, "histogram", { "1": 9 }],
    [formats.histogramV2, "histogram", { histogram: { registers: { output_all: { "100": 9 } } } }],
  ]
  for (const [format, kind, body] of flipped) {
    it.effect(`of X on qubit 0 of three are 1, and 100 or 001 by the side that is named, in ${format}`, () =>
      Effect.gen(function* () {
        const { value } = yield* reading({ [`artifacts/${format}`]: body }, (reader) =>
          reader[kind](job({ results: link(format) })),
        )
        const all = kind === "histogram" ? 9 : 1
        expect(toDecimals(value)).toEqual({ "1": all })
        expect(toBitstrings(value, { qubit0: "left" })).toEqual({ "100": all })
        expect(toBitstrings(value, { qubit0: "right" })).toEqual({ "001": all })
      }),
    )
  }

  it.effect("have the width of the job or of the caller, never of their keys", () =>
    Effect.gen(function* () {
      const read = (fields: Partial<CircuitJob>, width?: number) =>
        reading(all, (reader) =>
          reader.probabilities(job({ results: url("probabilities"), ...fields }), { width }),
        )
      expect((yield* read({ stats: { qubits: 7 } })).value.width).toBe(7)
      expect((yield* read({ stats: {} }, 5)).value.width).toBe(5)
      expect(yield* Effect.flip(read({ stats: {} }))).toMatchObject({
        _tag: "MissingResultError",
        jobId: "j",
      })
    }),
  )

  it.effect("with a state that the register cannot have are an error", () =>
    Effect.gen(function* () {
      for (const key of ["8", "-1", "x"]) {
        const answers = { "results/probabilities": { [key]: 1 } }
        const { value } = yield* reading(answers, (reader) =>
          Effect.flip(reader.probabilities(job({ results: url("probabilities") }))),
        )
        expect(value).toMatchObject({ _tag: "DecodeError", message: expect.stringContaining(`"${key}"`) })
      }
    }),
  )

  it.effect("that are not there yet are an error that says the status", () =>
    Effect.gen(function* () {
      const { value, asked } = yield* reading(all, (reader) =>
        Effect.flip(reader.probabilities(job({ status: "started", results: null }))),
      )
      expect(value).toMatchObject({ _tag: "MissingResultError", what: "probabilities (it is started)" })
      expect(asked).toEqual([])
    }),
  )

  it.effect("with a key that is no bitstring are an error", () =>
    Effect.gen(function* () {
      const body = { probabilities: { registers: { output_all: { "0x1": 1 } } } }
      const { value } = yield* reading({ [`artifacts/${formats.probabilitiesV2}`]: body }, (reader) =>
        Effect.flip(reader.probabilities(job({ results: link(formats.probabilitiesV2) }))),
      )
      expect(value).toMatchObject({ _tag: "DecodeError", status: 200 })
    }),
  )
})
