import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Stream } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { IonQ, IonQClient, Results } from "effect-ionq"
import * as Content from "effect-ionq/Content"
import type { CircuitJob } from "effect-ionq/schema/Job"
import { formats } from "effect-ionq/schema/Result"
import { withStub } from "../utils/client.ts"
import { link, url, reading, job, v1, all, toDecimals } from "../utils/results.ts"

describe("a body without a content type", () => {
  it.effect("has no media type", () =>
    Effect.gen(function* () {
      const server = HttpClient.make((request) =>
        Effect.succeed(HttpClientResponse.fromWeb(request, new Response(new ReadableStream<Uint8Array>()))),
      )
      const content = yield* Effect.flatMap(IonQClient, (client) =>
        client.results.artifact({ params: { uuid: "j", artifactId: "a" } }),
      ).pipe(
        Effect.provide(
          Layer.provide(
            IonQ.layer({ apiKey: Redacted.make("key") }),
            Layer.succeed(HttpClient.HttpClient, server),
          ),
        ),
      )
      expect(content.mediaType).toBe("")
    }),
  )
})

describe("the form of a result", () => {
  const reads = (
    results: NonNullable<CircuitJob["results"]>,
    answers: Readonly<Record<string, unknown>>,
    kind: "probabilities" | "histogram" = "probabilities",
    options: Parameters<Results["Service"]["histogram"]>[1] = {},
  ) => reading(answers, (reader) => reader[kind](job({ results }), options))

  it.effect("is told by its key, or by the format that the link names", () =>
    Effect.gen(function* () {
      const second = { probabilities: { registers: { output_all: { "100": 1 } } } }
      for (const results of [
        { [formats.probabilitiesV2]: { id: "a" } },
        { probabilities: { id: "a", format: formats.probabilitiesV2 } },
      ]) {
        expect(toDecimals((yield* reads(results, { "artifacts/a": second })).value)).toEqual({ "1": 1 })
      }
      for (const results of [
        { [formats.probabilitiesV1]: { id: "a" } },
        { probabilities: { id: "a", format: formats.probabilitiesV1 } },
        { probabilities: { id: "a" } },
      ]) {
        expect(toDecimals((yield* reads(results, { "artifacts/a": v1 })).value)).toEqual({ "1": 1 })
      }
    }),
  )

  it.effect("is the next one where a link has neither id nor URL", () =>
    Effect.gen(function* () {
      for (const empty of [{}, { id: null, url: null }, { url: null }]) {
        const links = { [formats.probabilitiesV2]: empty, ...url("probabilities") }
        const { value, asked } = yield* reads(links, all)
        expect(toDecimals(value)).toEqual({ "1": 1 })
        expect(asked).toEqual(["/v0.4/jobs/j/results/probabilities"])
        const { value: error } = yield* reading(all, (reader) =>
          Effect.flip(reader.probabilities(job({ results: { probabilities: empty } }))),
        )
        expect(error).toMatchObject({
          _tag: "MissingResultError",
          jobId: "j",
          what: "probabilities",
          message: "Job j has no probabilities",
        })
      }
    }),
  )

  it.effect("prefers the id of a link to its URL", () =>
    Effect.gen(function* () {
      const links = { [formats.probabilitiesV1]: { id: "a", url: "/v0.4/jobs/j/results/probabilities" } }
      const { asked } = yield* reads(links, { "artifacts/a": v1 })
      expect(asked).toEqual(["/v0.4/jobs/j/artifacts/a"])
    }),
  )

  it.effect("is not another one where the server fails otherwise than with 404", () =>
    Effect.gen(function* () {
      const links = { ...link(formats.probabilitiesV2), ...url("probabilities") }
      yield* withStub(
        ({ path }) => (path.includes("/artifacts/") ? { status: 403 } : { status: 200, body: v1 }),
        ({ requests }) =>
          Effect.gen(function* () {
            const results = yield* Results
            const error = yield* Effect.flip(results.probabilities(job({ results: links })))
            expect(error).toMatchObject({ _tag: "PermissionDeniedError" })
            expect(requests).toHaveLength(1)
          }),
      )
    }),
  )

  it.effect("of one register is that register, whatever its name; of many it is that of all qubits", () =>
    Effect.gen(function* () {
      const read = (registers: object, register?: string) =>
        reads(
          link(formats.probabilitiesV2),
          { [`artifacts/${formats.probabilitiesV2}`]: { probabilities: { registers } } },
          "probabilities",
          { register },
        )
      expect(toDecimals((yield* read({ c: { "01": 1 } })).value)).toEqual({ "2": 1 })
      const many = { c: { "01": 1 }, output_all: { "001": 1 } }
      expect(toDecimals((yield* read(many)).value)).toEqual({ "4": 1 })
      expect(toDecimals((yield* read(many, "c")).value)).toEqual({ "2": 1 })
      expect(yield* Effect.flip(read({ c: { "1": 1 }, d: { "1": 1 } }))).toMatchObject({
        _tag: "MissingResultError",
        what: "register output_all (it has c, d)",
      })
      expect(yield* Effect.flip(read({}))).toMatchObject({ what: "register output_all (it has none)" })
      expect(yield* Effect.flip(read(many, "constructor"))).toMatchObject({
        what: "register constructor (it has c, output_all)",
      })
    }),
  )

  it.effect("without outcomes has the width of the job", () =>
    Effect.gen(function* () {
      const body = { probabilities: { registers: { output_all: {} } } }
      const answers = { [`artifacts/${formats.probabilitiesV2}`]: body }
      const { value } = yield* reads(link(formats.probabilitiesV2), answers)
      expect([value.width, toDecimals(value)]).toEqual([3, {}])
      const { value: error } = yield* reading(answers, (reader) =>
        Effect.flip(reader.probabilities(job({ results: link(formats.probabilitiesV2), stats: {} }))),
      )
      expect(error).toMatchObject({
        _tag: "MissingResultError",
        what: "number of qubits in its stats: pass the width",
      })
    }),
  )

  it.effect("of the first format has the register of all qubits, and no other", () =>
    Effect.gen(function* () {
      const answers = { [`artifacts/${formats.histogramV1}`]: { "1": 9 } }
      const { value } = yield* reads(link(formats.histogramV1), answers, "histogram", {
        register: "output_all",
      })
      expect([value.kind, toDecimals(value)]).toEqual(["counts", { "1": 9 }])
      const other = reads(link(formats.histogramV1), answers, "histogram", { register: "c" })
      expect(yield* Effect.flip(other)).toMatchObject({ _tag: "MissingResultError", what: "register c" })
    }),
  )

  it.effect("that is another one than was said is a DecodeError", () =>
    Effect.gen(function* () {
      for (const [format, kind, body] of [
        [formats.probabilitiesV1, "probabilities", { "1": "much" }],
        [formats.probabilitiesV2, "probabilities", { histogram: { registers: {} } }],
        [formats.histogramV2, "histogram", { probabilities: { registers: {} } }],
        [formats.histogramV1, "histogram", { "1": [] }],
      ] as const) {
        const read = reads(link(format), { [`artifacts/${format}`]: body }, kind)
        expect(yield* Effect.flip(read)).toMatchObject({
          _tag: "DecodeError",
          message: expect.stringContaining("The response does not match the schema"),
        })
      }
    }),
  )

  it.effect("of a job that is no circuit is missing", () =>
    Effect.gen(function* () {
      const strange = { id: "j", status: "completed", type: "ionq.new.v1", backend: "simulator" } as never
      const { value, asked } = yield* reading({}, (reader) => Effect.flip(reader.probabilities(strange)))
      expect(value).toMatchObject({ _tag: "MissingResultError", what: "circuit: it is a ionq.new.v1" })
      expect(asked).toEqual([])
    }),
  )

  it.effect("of a variant is read by the variant's own links", () =>
    Effect.gen(function* () {
      const variants = [
        { variant_id: "a", results: { [formats.probabilitiesV1]: { id: "of-a" } } },
        { variant_id: "b", results: { [formats.probabilitiesV1]: { id: "of-b" } } },
        { variant_id: "c", results: null },
        { variant_id: "d" },
      ]
      const debiased = job({
        results: { [formats.probabilitiesV1]: { id: "whole" } },
        output: { error_mitigation: { debiasing: { variants } } },
      })
      const answers = {
        "artifacts/of-a": { "1": 1 },
        "artifacts/of-b": { "2": 1 },
        "artifacts/whole": { "3": 1 },
      }
      const read = (variant: string | undefined) =>
        reading(answers, (reader) => reader.probabilities(debiased, { variant }))
      expect(toDecimals((yield* read("a")).value)).toEqual({ "1": 1 })
      expect(toDecimals((yield* read("b")).value)).toEqual({ "2": 1 })
      expect(toDecimals((yield* read(undefined)).value)).toEqual({ "3": 1 })
      for (const variant of ["c", "d", "e", ""]) {
        expect(yield* Effect.flip(read(variant))).toMatchObject({
          _tag: "MissingResultError",
          what: `variant ${variant}`,
        })
      }
      for (const output of [undefined, null, {}, { error_mitigation: null }, { error_mitigation: {} }]) {
        const { value } = yield* reading({}, (reader) =>
          Effect.flip(reader.probabilities(job(output === undefined ? {} : { output }), { variant: "a" })),
        )
        expect(value).toMatchObject({ _tag: "MissingResultError", what: "variant a" })
      }
    }),
  )

  it.effect("that is sharpened, or not, is asked of the older endpoint", () =>
    Effect.gen(function* () {
      for (const sharpen of [true, false]) {
        const { value, asked } = yield* reading(
          { [`results/probabilities?sharpen=${sharpen}`]: { "5": 1 } },
          (reader) => reader.probabilities(job({ results: link(formats.probabilitiesV2) }), { sharpen }),
        )
        expect([value.width, toDecimals(value)]).toEqual([3, { "5": 1 }])
        expect(asked).toEqual([`/v0.4/jobs/j/results/probabilities?sharpen=${sharpen}`])
      }
      const strange = { "results/probabilities?sharpen=true": { "9": 1 } }
      const { value } = yield* reading(strange, (reader) =>
        Effect.flip(reader.probabilities(job({}), { sharpen: true })),
      )
      expect(value).toMatchObject({ _tag: "DecodeError", status: 200, url: "/jobs/j/results/probabilities" })
    }),
  )
})

describe("an artifact", () => {
  it.effect("is what its content type says: JSON, text or bytes", () =>
    Effect.gen(function* () {
      const opened = (type: string, body: string) =>
        withStub(
          () => ({ status: 200, body, headers: { "content-type": type } }),
          () =>
            Effect.flatMap(IonQClient, (client) =>
              client.results.artifact({ params: { uuid: "j", artifactId: "a" } }),
            ),
        )
      const json = yield* opened("application/json; charset=utf-8", '{"a":1}')
      expect([json.mediaType, yield* Content.json(json)]).toEqual(["application/json", { a: 1 }])
      const text = yield* opened("text/plain", "OPENQASM 3.0;")
      expect([text.mediaType, yield* Content.text(text)]).toEqual(["text/plain", "OPENQASM 3.0;"])
      const strange = yield* opened(" Text/Plain ; charset=utf-8", "x")
      expect(strange).toMatchObject({
        mediaType: "text/plain",
        url: "https://api.ionq.co/v0.4/jobs/j/artifacts/a",
        status: 200,
      })
      const unnamed = yield* opened("", "x")
      expect(unnamed.mediaType).toBe("")
      const again = yield* opened("text/plain", "OPENQASM 3.0;")
      expect(yield* Effect.flip(Content.json(again))).toMatchObject({
        _tag: "DecodeError",
        body: "OPENQASM 3.0;",
      })
      const bytes = yield* opened("application/octet-stream", "\u0001\u0002")
      expect((yield* Stream.runCollect(bytes.stream)).flatMap((chunk) => [...chunk])).toEqual([1, 2])
    }),
  )
})

describe("a link", () => {
  const linked = (target: string) => job({ results: { probabilities: { url: target } } })

  it.effect("is resolved against the origin", () =>
    Effect.gen(function* () {
      for (const target of [
        "/v0.4/jobs/j/results/probabilities",
        "https://api.ionq.co/v0.4/jobs/j/results/probabilities",
      ]) {
        const { value, asked } = yield* reading(all, (reader) => reader.probabilities(linked(target)))
        expect(toDecimals(value)).toEqual(v1)
        expect(asked).toEqual(["/v0.4/jobs/j/results/probabilities"])
      }
    }),
  )

  for (const target of [
    "https://evil.example/v0.4/jobs/j/results/probabilities",
    "//evil.example/x",
    "http://api.ionq.co/x",
    "https://api.ionq.co:444/x",
    "https://api.ionq.co@evil.example/x",
    "file:///etc/passwd",
  ]) {
    it.effect(`to ${target} is refused, and nothing is sent`, () =>
      Effect.gen(function* () {
        const { value, asked } = yield* reading(all, (reader) =>
          Effect.flip(reader.probabilities(linked(target))),
        )
        expect(value).toMatchObject({ _tag: "ForeignUrlError", url: target })
        expect(asked).toEqual([])
      }),
    )
  }
})
