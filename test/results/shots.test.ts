import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Stream } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { IonQ, Results } from "effect-ionq"
import type { CircuitJob } from "effect-ionq/schema/Job"
import { formats } from "effect-ionq/schema/Result"
import { withStub } from "../utils/client.ts"
import { link, reading, job } from "../utils/results.ts"

describe("shots", () => {
  const shot = (bits: ReadonlyArray<number>) => ({ registers: { output_all: bits, c: bits.slice(0, 1) } })
  const read = (format: string, body: unknown, register?: string) =>
    reading({ [`artifacts/${format}`]: body }, (reader) =>
      Stream.runCollect(reader.shots(job({ results: link(format) }), { register })),
    )

  it.effect("are decimal states in order, whatever the format", () =>
    Effect.gen(function* () {
      expect((yield* read(formats.shotsV1, ["3", "0", "1"])).value).toEqual(["3", "0", "1"])
      const second = { shots: [shot([1, 0, 0]), shot([0, 0, 1]), shot([1, 1, 0])] }
      expect((yield* read(formats.shotsV2, second)).value).toEqual(["1", "4", "3"])
      expect((yield* read(formats.shotsV2, second, "c")).value).toEqual(["1", "0", "1"])
      expect((yield* read(formats.shotsV2, { shots: [] })).value).toEqual([])
    }),
  )

  const harmed: ReadonlyArray<readonly [string, string, unknown]> = [
    ["cut", formats.shotsV2, '{"shots":[{"registers":{"output_all":[1,0]}},{"regis'],
    ["no JSON", formats.shotsV1, "<html>"],
    ["of another type", formats.shotsV1, ["1", 2]],
    ["of bits that are none", formats.shotsV2, { shots: [{ registers: { output_all: [0, 2] } }] }],
  ]
  for (const [name, format, body] of harmed) {
    it.effect(`that are ${name} are a DecodeError`, () =>
      Effect.map(Effect.flip(read(format, body)), (error) =>
        expect(error).toMatchObject({ _tag: "DecodeError" }),
      ),
    )
  }

  it.effect("of a register that a shot lacks are an error", () =>
    Effect.map(Effect.flip(read(formats.shotsV2, { shots: [shot([1])] }, "d")), (error) =>
      expect(error).toMatchObject({ _tag: "MissingResultError" }),
    ),
  )

  it.effect("come out of a body that has no end", () =>
    Effect.gen(function* () {
      const body = () => {
        let started = false
        return new ReadableStream<Uint8Array>({
          pull: (controller) => {
            controller.enqueue(new TextEncoder().encode(started ? ',"2","1"' : '["1"'))
            started = true
          },
        })
      }
      const endless = HttpClient.make((request) =>
        Effect.succeed(HttpClientResponse.fromWeb(request, new Response(body()))),
      )
      const services = Layer.provide(
        IonQ.layer({ apiKey: Redacted.make("key") }),
        Layer.succeed(HttpClient.HttpClient, endless),
      )
      const shots = Stream.unwrap(
        Effect.map(Results, (results) => results.shots(job({ results: link(formats.shotsV1) }))),
      )
      expect(yield* Stream.runCollect(Stream.take(shots, 4)).pipe(Effect.provide(services))).toEqual([
        "1",
        "2",
        "1",
        "2",
      ])
    }),
  )
})

describe("a shot", () => {
  const read = (results: NonNullable<CircuitJob["results"]>, body: unknown, register?: string) =>
    reading({ "artifacts/a": body }, (reader) =>
      Stream.runCollect(reader.shots(job({ results }), { register })),
    )
  const first = { [formats.shotsV1]: { id: "a" } }
  const second = { [formats.shotsV2]: { id: "a" } }

  it.effect("is a decimal state, and nothing that only begins or ends like one", () =>
    Effect.gen(function* () {
      expect((yield* read(first, ["0", "12"])).value).toEqual(["0", "12"])
      for (const wrong of ["", "1x", "x1", "-1", "1.5", 1, null]) {
        expect(yield* Effect.flip(read(first, [wrong]))).toMatchObject({
          _tag: "DecodeError",
          message: expect.stringContaining(`${JSON.stringify(wrong)} is not a decimal state`),
        })
      }
    }),
  )

  it.effect("of no bits is the state 0, and of many bits all of them count", () =>
    Effect.gen(function* () {
      expect((yield* read(second, { shots: [{ registers: { output_all: [] } }] })).value).toEqual(["0"])
      const wide = [...Array.from({ length: 70 }, () => 0), 1]
      expect((yield* read(second, { shots: [{ registers: { output_all: wide } }] })).value).toEqual([
        String(2n ** 70n),
      ])
    }),
  )

  it.effect("of the only register needs no name of it", () =>
    Effect.gen(function* () {
      expect((yield* read(second, { shots: [{ registers: { c: [0, 1] } }] })).value).toEqual(["2"])
    }),
  )

  it.effect("that came before the body was cut is given", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const error = yield* withStub(
        () => ({ status: 200, body: '["1","2"' }),
        () =>
          Effect.flatMap(Results, (results) =>
            Effect.flip(
              Stream.runForEach(results.shots(job({ results: first })), (shot) =>
                Effect.sync(() => void seen.push(shot)),
              ),
            ),
          ),
      )
      expect(error).toMatchObject({ _tag: "DecodeError", message: "The body is not JSON: it is cut off" })
      expect(seen).toEqual(["1", "2"])
    }),
  )

  it.effect("is the last one where white space follows", () =>
    Effect.map(Effect.exit(read(first, '["1"]  \n')), (exit) =>
      expect(exit).toMatchObject({ _tag: "Success" }),
    ),
  )

  it.effect("is missing where the job has none, or is not there yet", () =>
    Effect.gen(function* () {
      expect(yield* Effect.flip(read({}, []))).toMatchObject({ _tag: "MissingResultError", what: "shots" })
      const { value } = yield* reading({}, (reader) =>
        Effect.flip(Stream.runCollect(reader.shots(job({ status: "ready", results: null })))),
      )
      expect(value).toMatchObject({ _tag: "MissingResultError", what: "shots (it is ready)" })
    }),
  )
})
