import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Stream } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { Distribution, IonQ, IonQClient, Results } from "effect-ionq"
import * as Content from "effect-ionq/Content"
import type { CircuitJob } from "effect-ionq/schema/Job"
import { formats } from "effect-ionq/schema/Result"
import { makeJob } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import { drive } from "./utils/clock.ts"
import type { StubAnswer } from "./utils/stub.ts"

const link = (format: string) => ({ [format]: { id: format, format, media_type: "application/json" } })
const url = (kind: string) => ({ [kind]: { url: `/v0.4/jobs/j/results/${kind}` } })

/** Reads from a server that answers these paths and nothing else. */
const reading = <A, E>(
  answers: Readonly<Record<string, unknown>>,
  read: (results: Results["Service"]) => Effect.Effect<A, E>,
) =>
  withStub(
    ({ path }): StubAnswer => {
      const name = path.replace(/^\/v0\.4\/jobs\/j\//, "")
      return Object.hasOwn(answers, name) ? { status: 200, body: answers[name] } : { status: 404 }
    },
    ({ requests }) =>
      Effect.map(Effect.flatMap(Results, read), (value) => ({
        value,
        asked: requests.map(({ path }) => path),
      })),
  )

const job = (fields: Partial<CircuitJob>) => makeJob({ id: "j", stats: { qubits: 3 }, ...fields })

const { toBitstrings, toDecimals } = Distribution

const v1 = { "1": 1 }
const registers = { output_all: { "100": 1 }, c: { "1": 1 } }
const all = {
  [`artifacts/${formats.probabilitiesV2}`]: { probabilities: { registers } },
  [`artifacts/${formats.probabilitiesV1}`]: v1,
  "results/probabilities": v1,
}

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
        what: "number of qubits in its stats: give the width",
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
          message: expect.stringContaining(`${JSON.stringify(wrong)} is no decimal state`),
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
      expect(error).toMatchObject({ _tag: "DecodeError", message: "The body is not JSON: it is cut" })
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

describe("the circuits of a multi-circuit job", () => {
  const child = (id: string, fields: Partial<CircuitJob> = {}) =>
    makeJob({ id, stats: { qubits: 2 }, results: { [formats.probabilitiesV1]: { id: "p" } }, ...fields })
  const parent = (fields: Partial<CircuitJob>) => job({ type: "ionq.multi-circuit.v1", ...fields })

  it.effect("are read one by one where they are not offered together, by the parent that has their ids", () =>
    withStub(
      ({ path }): StubAnswer => {
        if (path === "/v0.4/jobs/j") return { status: 200, body: parent({ child_job_ids: ["a", "b"] }) }
        if (path.includes("/jobs?")) {
          return { status: 200, body: { jobs: [child("b", { name: "B" }), child("a")], next: null } }
        }
        if (path.startsWith("/v0.4/jobs/a/")) return { status: 200, body: { "1": 1 } }
        return { status: 200, body: { "2": 1 } }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          const results = yield* Results
          const found = yield* results.circuits(parent({ results: {} }))
          expect(
            found.map(({ jobId, name, probabilities }) => [jobId, name, toDecimals(probabilities)]),
          ).toEqual([
            ["a", undefined, { "1": 1 }],
            ["b", "B", { "2": 1 }],
          ])
          expect(requests.map(({ path }) => path).slice(0, 2)).toEqual([
            "/v0.4/jobs/j",
            "/v0.4/jobs?ids=a&ids=b&limit=100",
          ])
          const again = requests.length
          yield* results.circuits(parent({ results: null, child_job_ids: ["a", "b"] }))
          expect(requests[again]?.path).toBe("/v0.4/jobs?ids=a&ids=b&limit=100")
        }),
    ),
  )

  it.effect("are none where there are no children", () =>
    Effect.gen(function* () {
      for (const child_job_ids of [[], null]) {
        const { value, asked } = yield* reading({}, (reader) => reader.circuits(parent({ child_job_ids })))
        expect([value, asked]).toEqual([[], []])
      }
    }),
  )

  it.effect("that only the child's list or only the artifact knows are read by what there is", () =>
    withStub(
      ({ path }): StubAnswer => {
        if (path.includes("/jobs?")) return { status: 200, body: { jobs: [child("a")], next: null } }
        if (path.includes("/artifacts/all")) return { status: 200, body: { b: { "1": 1 } } }
        return { status: 200, body: { "2": 1 } }
      },
      () =>
        Effect.gen(function* () {
          const results = yield* Results
          const links = { [formats.probabilitiesByChild]: { id: "all" } }
          const [found] = yield* results.circuits(parent({ child_job_ids: ["a"], results: links }))
          expect(found && toDecimals(found.probabilities)).toEqual({ "2": 1 })
          // Its width is on the job, which the list does not show.
          expect(
            yield* Effect.flip(results.circuits(parent({ child_job_ids: ["b"], results: links }))),
          ).toMatchObject({ _tag: "MissingResultError", jobId: "b" })
        }),
    ),
  )

  it.effect("whose ids are none, or which the server refuses to list, are missing", () =>
    Effect.gen(function* () {
      const missing = (id: string, status: number) =>
        withStub(
          () => ({ status, body: { jobs: [], next: null } }),
          ({ requests }) =>
            Effect.gen(function* () {
              const results = yield* Results
              const error = yield* Effect.flip(results.circuits(parent({ child_job_ids: [id], results: {} })))
              expect(requests.length > 0).toBe(id === "a")
              return error
            }),
        )
      expect(yield* missing("a b", 200)).toMatchObject({ _tag: "MissingResultError", what: "child a b" })
      expect(yield* missing("a", 400)).toMatchObject({ _tag: "MissingResultError", what: "child a" })
      expect(yield* missing("a", 403)).toMatchObject({ _tag: "PermissionDeniedError" })
    }),
  )

  it.effect("are listed by a hundred at a time", () =>
    withStub(
      ({ path }): StubAnswer => {
        const ids = new URL(path, "http://localhost").searchParams.getAll("ids")
        if (ids.length > 0) return { status: 200, body: { jobs: ids.map((id) => child(id)), next: null } }
        return { status: 200, body: { "2": 1 } }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          const results = yield* Results
          const ids = Array.from({ length: 201 }, (_, i) => `c${i}`)
          const found = yield* results.circuits(parent({ child_job_ids: ids, results: {} }))
          expect(found.map(({ jobId }) => jobId)).toEqual(ids)
          expect(requests.filter(({ path }) => path.includes("/jobs?"))).toHaveLength(3)
        }),
    ),
  )

  it.effect("are joined by child id, not by the order in which they come", () =>
    Effect.gen(function* () {
      const parent = job({
        type: "ionq.multi-circuit.v1",
        child_job_ids: ["a", "b"],
        results: link(formats.probabilitiesByChild),
      })
      const found = yield* withStub(
        ({ path }): StubAnswer =>
          path.includes("/artifacts/")
            ? { status: 200, body: { b: { "2": 1 }, a: { "1": 1 } } }
            : {
                status: 200,
                body: {
                  jobs: [
                    makeJob({ id: "b", name: "B", stats: { qubits: 2 } }),
                    makeJob({ id: "a", name: "A", stats: { qubits: 1 } }),
                  ],
                  next: null,
                },
              },
        () => Effect.flatMap(Results, (results) => results.circuits(parent)),
      )
      expect(found).toMatchObject([
        { jobId: "a", name: "A", probabilities: { width: 1 } },
        { jobId: "b", name: "B", probabilities: { width: 2 } },
      ])
      expect(found.map(({ probabilities }) => toDecimals(probabilities))).toEqual([{ "1": 1 }, { "2": 1 }])
    }),
  )

  it.effect("a child that nobody knows is an error", () =>
    Effect.gen(function* () {
      const parent = job({ type: "ionq.multi-circuit.v1", child_job_ids: ["a"], results: {} })
      const error = yield* withStub(
        () => ({ status: 200, body: { jobs: [], next: null } }),
        () => Effect.flip(Effect.flatMap(Results, (results) => results.circuits(parent))),
      )
      expect(error).toMatchObject({ _tag: "MissingResultError", what: "child a" })
    }),
  )
})

describe("the aggregations of a debiased job", () => {
  it.effect("are a parameter of older servers, but for the majority", () =>
    Effect.gen(function* () {
      const answers = { "results/probabilities?aggregation=dnl": v1 }
      const { value } = yield* reading(answers, (reader) => reader.aggregation(job({}), "dnl"))
      expect(toDecimals(value)).toEqual(v1)
      const { value: error } = yield* reading(answers, (reader) =>
        Effect.flip(reader.aggregation(job({}), "majority")),
      )
      expect(error).toMatchObject({ _tag: "MissingResultError", what: "aggregation majority" })
    }),
  )

  it.effect("are histograms of newer ones", () =>
    Effect.gen(function* () {
      const output = {
        error_mitigation: { aggregations: { majority: { id: "m", format: formats.histogramV2 } } },
      }
      const body = { histogram: { registers: { output_all: { "10": 3, "01": 1 } } } }
      const { value } = yield* reading({ "artifacts/m": body }, (reader) =>
        reader.aggregation(job({ output }), "majority"),
      )
      expect(value.kind).toBe("probabilities")
      expect(toDecimals(value)).toEqual({ "1": 0.75, "2": 0.25 })
    }),
  )
})

describe("an aggregation that is counted", () => {
  it.effect("is of the format that its link names, the second where it names none", () =>
    Effect.gen(function* () {
      const first = { "1": 3, "2": 1 }
      const second = { histogram: { registers: { output_all: { "100": 3, "010": 1 } } } }
      for (const [format, body] of [
        [formats.histogramV1, first],
        [formats.histogramV2, second],
        [null, second],
      ] as const) {
        for (const method of ["average", "voting", "dnl", "majority"] as const) {
          const output = { error_mitigation: { aggregations: { [method]: { id: "m", format } } } }
          const { value, asked } = yield* reading({ "artifacts/m": body }, (reader) =>
            reader.aggregation(job({ output }), method),
          )
          expect([value.width, value.kind, toDecimals(value)]).toEqual([
            3,
            "probabilities",
            { "1": 0.75, "2": 0.25 },
          ])
          expect(asked).toEqual(["/v0.4/jobs/j/artifacts/m"])
        }
      }
    }),
  )

  it.effect("is asked of the older endpoint where its link leads nowhere", () =>
    Effect.gen(function* () {
      for (const output of [
        null,
        {},
        { error_mitigation: null },
        { error_mitigation: { aggregations: null } },
        { error_mitigation: { aggregations: {} } },
        { error_mitigation: { aggregations: { voting: {} } } },
      ]) {
        const { value } = yield* reading({ "results/probabilities?aggregation=voting": v1 }, (reader) =>
          reader.aggregation(job({ output }), "voting"),
        )
        expect(toDecimals(value)).toEqual(v1)
      }
    }),
  )
})

describe("the value of a function", () => {
  it.effect("and what a solver found are in the job, or missing", () =>
    Effect.gen(function* () {
      const strange = (results: unknown) =>
        ({ id: "j", status: "completed", type: "quantum-function", backend: "simulator", results }) as never
      const { value, asked } = yield* reading({}, (reader) =>
        reader.value(strange({ value: 1.5, variance: 0.25 })),
      )
      expect(value).toMatchObject({ value: 1.5, variance: 0.25 })
      expect(asked).toEqual([])
      for (const results of [null, {}, { value: "much" }]) {
        const { value: error } = yield* reading({}, (reader) => Effect.flip(reader.value(strange(results))))
        expect(error).toMatchObject({
          _tag: "MissingResultError",
          jobId: "j",
          what: "value of a quantum function",
        })
        const { value: other } = yield* reading({}, (reader) => Effect.flip(reader.qaoa(strange(results))))
        expect(other).toMatchObject({ _tag: "MissingResultError", jobId: "j", what: "QAOA result" })
      }
    }),
  )
})

describe("a compiled circuit", () => {
  const qasm = "OPENQASM 3.0;\nqubit[1] q;\n"
  const page = "<!DOCTYPE html>\n<html><body>Sign in</body></html>"
  const compiled = (format: string) => job({ output: { compilation: { compiled_circuits: link(format) } } })
  const served = <A, E>(
    type: string,
    body: string,
    read: (results: Results["Service"]) => Effect.Effect<A, E>,
  ) =>
    withStub(
      () => ({ status: 200, body, headers: { "content-type": type } }),
      () => Effect.flatMap(Results, read),
    )
  const readQasm = (type: string, body: string) =>
    served(type, body, (reader) => reader.compiledQasm3(compiled(formats.qasm3)))

  it.effect("in OpenQASM is the program, sent as text or as a JSON string", () =>
    Effect.gen(function* () {
      for (const [type, body] of [
        ["text/plain", qasm],
        ["text/plain; charset=utf-8", JSON.stringify(qasm)],
        ["application/json", JSON.stringify(qasm)],
        ["application/octet-stream", qasm],
      ] as const) {
        expect(yield* readQasm(type, body)).toBe(qasm)
      }
    }),
  )

  for (const [name, type, body] of [
    ["a page of HTML", "text/html", page],
    ["a page of HTML that says it is text", "text/plain", page],
    ["a page of HTML in a JSON string", "application/json", JSON.stringify(page)],
    ["HTML by its type alone", "text/html; charset=utf-8", "Sign in"],
    ["JSON that is no string", "application/json", "{}"],
    ["a string that is cut", "text/plain", JSON.stringify(qasm).slice(0, -4)],
    ["nothing", "text/plain", "  \n"],
  ] as const) {
    it.effect(`in OpenQASM is never ${name}`, () =>
      Effect.map(Effect.flip(readQasm(type, body)), (error) =>
        expect(error).toMatchObject({ _tag: "DecodeError", status: 200, body }),
      ),
    )
  }

  for (const [name, type, body] of [
    ["a program that only quotes HTML", "text/plain", `${qasm}// <html>`],
    ["a program with a string in it", "text/plain", `${qasm}// "q"`],
    ["a program that begins with a line of its own", "text/plain", `\n ${qasm}`],
    ["a program of few letters", "text/plain", "x"],
    ["a program that compares", "text/plain", "<heading> is no page"],
  ] as const) {
    it.effect(`in OpenQASM may be ${name}`, () =>
      Effect.map(readQasm(type, body), (text) => expect(text).toBe(body)),
    )
  }

  for (const [body, why] of [
    ["<HTML>", "a page of HTML"],
    ["  <head>", "a page of HTML"],
    ["<body class='a'>", "a page of HTML"],
    ["<?xml version='1.0'?>", "a page of HTML"],
    ["", "empty"],
    ['  "cut', "JSON that is not a string"],
    ['""', "empty"],
  ] as const) {
    it.effect(`in OpenQASM is not ${JSON.stringify(body)}: it is ${why}`, () =>
      Effect.map(Effect.flip(readQasm("text/plain", body)), (error) =>
        expect(error).toMatchObject({
          _tag: "DecodeError",
          message: `The response is not an OpenQASM program: it is ${why}`,
        }),
      ),
    )
  }

  it.effect("is read by its link, else at the endpoint of older servers", () =>
    Effect.gen(function* () {
      const read = (output: CircuitJob["output"]) =>
        withStub(
          () => ({
            status: 200,
            body: JSON.stringify(qasm),
            headers: { "content-type": "application/json" },
          }),
          ({ requests }) =>
            Effect.gen(function* () {
              const results = yield* Results
              expect(yield* results.compiledQasm3(job(output === undefined ? {} : { output }))).toBe(qasm)
              return requests.map(({ path }) => path)
            }),
        )
      const compilation = (compiled_circuits: object | null) =>
        ({ compilation: { compiled_circuits } }) as never
      expect(yield* read(compilation({ [formats.qasm3]: { id: "a" } }))).toEqual(["/v0.4/jobs/j/artifacts/a"])
      for (const output of [
        undefined,
        null,
        {},
        { compilation: null },
        compilation(null),
        compilation({}),
        compilation({ [formats.native]: { id: "a" } }),
        compilation({ [formats.qasm3]: {} }),
      ]) {
        expect(yield* read(output)).toEqual(["/v0.4/jobs/j/circuits/qasm3"])
      }
    }),
  )

  it.effect("in native gates is the program", () =>
    Effect.gen(function* () {
      const program = { gateset: "native", qubits: 1, circuit: [{ gate: "gpi", target: 0, phase: 0.25 }] }
      const read = (reader: Results["Service"]) => reader.compiledNative(compiled(formats.native))
      expect(yield* served("application/json", JSON.stringify(program), read)).toMatchObject({
        circuit: [{ gate: "gpi", target: 0, phase: 0.25 }],
      })
    }),
  )

  it.effect("of older servers is checked alike", () =>
    Effect.gen(function* () {
      const older = (body: string) =>
        served("application/json", body, (reader) => reader.compiledQasm3(job({})))
      expect(yield* older(JSON.stringify(qasm))).toBe(qasm)
      expect(yield* Effect.flip(older(JSON.stringify(page)))).toMatchObject({ _tag: "DecodeError" })
      expect(yield* Effect.flip(older(page))).toMatchObject({ _tag: "DecodeError" })
    }),
  )

  it.effect("in native gates that is malformed is a DecodeError with the body, as it is there", () =>
    Effect.gen(function* () {
      for (const body of ['{"circuit":[{"gate":7}]}', "[]", '{"circuit":[', page]) {
        const read = (reader: Results["Service"]) => reader.compiledNative(compiled(formats.native))
        expect(yield* Effect.flip(served("application/json", body, read))).toMatchObject({
          _tag: "DecodeError",
          status: 200,
          body,
        })
      }
    }),
  )

  it.effect("of a child whose id is a name that every object has is missing, and no crash", () =>
    Effect.gen(function* () {
      for (const id of ["constructor", "__proto__", "toString"]) {
        const parent = job({ child_job_ids: [id], results: link(formats.probabilitiesByChild) })
        const { value } = yield* withStub(
          ({ path }) => ({ status: 200, body: path.includes("/artifacts/") ? {} : { jobs: [] } }),
          () =>
            Effect.flatMap(Results, (reader) =>
              Effect.map(Effect.flip(reader.circuits(parent)), (value) => ({ value })),
            ),
        )
        expect(["MissingResultError", "DecodeError"]).toContain(value._tag)
      }
    }),
  )
})
