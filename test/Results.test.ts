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
      expect(error).toMatchObject({ _tag: "RequestTimeoutError", timeoutMillis: 5000 })
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

describe("the circuits of a multi-circuit job", () => {
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
