import { describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Logger, Option, Redacted, Stream } from "effect"
import { Backends, IonQ, IonQClient, Jobs } from "effect-ionq"
import { withOptions, withResponses } from "effect-ionq/CallOptions"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient, HttpClientResponse } from "effect/http"
import { inTime } from "effect-ionq/emulator"
import { bell, makeJob, whoami as whoamiBody } from "./utils/builders.ts"
import { getJob, testKey, whoami, withStub } from "./utils/client.ts"
import { inTurn, makeStub, type StubAnswer } from "./utils/stub.ts"
import { keepSpans } from "./utils/observe.ts"

const html = "<html><body><h1>502 Bad Gateway</h1></body></html>"
const noRetries = { retries: 0 }

describe("errors of an answer", () => {
  const cases: ReadonlyArray<readonly [string, StubAnswer, Record<string, unknown>]> = [
    [
      "502 with HTML",
      { status: 502, body: html },
      { _tag: "ServerError", status: 502, body: html, message: "HTTP 502" },
    ],
    ["500", { status: 500, body: { message: "broken" } }, { _tag: "ServerError", message: "broken" }],
    ["499", { status: 499 }, { _tag: "UnexpectedStatusError", status: 499 }],
    ["520 with nothing", { status: 520 }, { _tag: "ServerError", status: 520, message: "HTTP 520" }],
    [
      "400 with cut JSON",
      { status: 400, body: '{"error":"Bad Request","mess' },
      { _tag: "BadRequestError", status: 400, message: "HTTP 400", body: '{"error":"Bad Request","mess' },
    ],
    [
      "400 in IonQ's shape",
      {
        status: 400,
        body: {
          error: "Bad Request",
          message: "bad",
          statusCode: 400,
          validation: { keys: ["shots"], source: "payload" },
        },
      },
      { _tag: "BadRequestError", message: "bad", validation: { keys: ["shots"], source: "payload" } },
    ],
    [
      "400 whose validation is not what it should be",
      { status: 400, body: { message: "bad", validation: { keys: "shots", source: 7 } } },
      { _tag: "BadRequestError", message: "bad", validation: {} },
    ],
    [
      "400 whose validation has some keys only",
      { status: 400, body: { message: "bad", validation: { keys: ["shots", 7, null, "name"] } } },
      { _tag: "BadRequestError", validation: { keys: ["shots", "name"] } },
    ],
    [
      "400 whose validation has its source only",
      { status: 400, body: { message: "bad", validation: { source: "query" } } },
      { _tag: "BadRequestError", validation: { source: "query" } },
    ],
    [
      "400 whose message is empty",
      { status: 400, body: { message: "", error: "Bad Request", detail: "d" } },
      { _tag: "BadRequestError", message: "Bad Request" },
    ],
    [
      "400 with all words",
      { status: 400, body: { message: "m", error: "e", detail: "d" } },
      { _tag: "BadRequestError", message: "m" },
    ],
    [
      "400 with an error that has a message",
      { status: 400, body: { error: { message: "inner" }, detail: "d" } },
      { _tag: "BadRequestError", message: "inner" },
    ],
    [
      "400 with an error without words",
      { status: 400, body: { error: { message: "" }, detail: "d" } },
      { _tag: "BadRequestError", message: "d" },
    ],
    [
      "400 with an error that is a number",
      { status: 400, body: { error: 7, message: 8, detail: 9 } },
      { _tag: "BadRequestError", message: "HTTP 400" },
    ],
    ["304, which is no redirect", { status: 304 }, { _tag: "UnexpectedStatusError", status: 304 }],
    [
      "401",
      { status: 401, body: { message: "Invalid key provided." } },
      { _tag: "AuthenticationError", message: "Invalid key provided." },
    ],
    [
      "403",
      { status: 403, body: { error: { message: "no" } } },
      { _tag: "PermissionDeniedError", message: "no" },
    ],
    [
      "404 with a foreign shape",
      { status: 404, body: [1, { x: 2 }] },
      { _tag: "NotFoundError", message: "HTTP 404", body: '[1,{"x":2}]' },
    ],
    ["409, which is not declared", { status: 409 }, { _tag: "UnexpectedStatusError", status: 409 }],
    [
      "418",
      { status: 418, body: { detail: "teapot" } },
      { _tag: "UnexpectedStatusError", message: "teapot" },
    ],
    [
      "a redirect",
      { status: 302, headers: { location: "https://example.com" } },
      { _tag: "RedirectError", status: 302, location: "https://example.com" },
    ],
    [
      "429 in seconds",
      { status: 429, headers: { "retry-after": "7" } },
      { _tag: "RateLimitError", retryAfter: 7 },
    ],
    [
      "429 with a date",
      { status: 429, headers: { "retry-after": "Thu, 01 Jan 1970 00:00:30 GMT" } },
      { _tag: "RateLimitError", retryAfter: 30 },
    ],
    [
      "503 in seconds",
      { status: 503, headers: { "retry-after": "3" } },
      { _tag: "ServerError", retryAfter: 3 },
    ],
    [
      "200 with HTML",
      { status: 200, body: html, headers: { "x-request-id": "r-1" } },
      { _tag: "DecodeError", status: 200, body: html, requestId: "r-1" },
    ],
    ["200 with cut JSON", { status: 200, body: '{"id": "j", "sta' }, { _tag: "DecodeError" }],
    ["200 with nothing", { status: 200 }, { _tag: "DecodeError" }],
    [
      "200 with a wrong type",
      { status: 200, body: { ...makeJob(), id: 7 } },
      { _tag: "DecodeError", message: expect.stringContaining("id is 7, expected a string") },
    ],
  ]
  for (const [name, answer, expected] of cases) {
    it.effect(name, () =>
      withStub(
        () => answer,
        () => Effect.map(Effect.flip(getJob), (error) => expect(error).toMatchObject(expected)),
        noRetries,
      ),
    )
  }

  it.effect("has no more fields than the answer filled", () =>
    Effect.gen(function* () {
      for (const validation of [null, "shots", 7]) {
        yield* withStub(
          () => ({ status: 400, body: { message: "bad", validation } }),
          () =>
            Effect.map(Effect.flip(getJob), (error) => {
              expect("validation" in error).toBe(false)
              expect("requestId" in error).toBe(false)
            }),
        )
      }
      yield* withStub(
        inTurn({ status: 404 }, { status: 200 }),
        () =>
          Effect.gen(function* () {
            expect("body" in (yield* Effect.flip(getJob))).toBe(false)
            expect("body" in (yield* Effect.flip(getJob))).toBe(false)
          }),
        noRetries,
      )
    }),
  )

  it.effect("of a status that no server may send is unexpected", () =>
    Effect.gen(function* () {
      const server = HttpClient.make((request) =>
        Effect.sync(() =>
          HttpClientResponse.fromWeb(
            request,
            Object.defineProperty(new Response(), "status", { value: 102 }),
          ),
        ),
      )
      const services = Layer.provide(
        IonQ.layer({ apiKey: Redacted.make(testKey) }),
        Layer.succeed(HttpClient.HttpClient, server),
      )
      expect(yield* Effect.flip(Effect.provide(whoami, services))).toMatchObject({
        _tag: "UnexpectedStatusError",
        status: 102,
      })
    }),
  )

  it.effect("a nonsensical Retry-After is no wait", () =>
    withStub(
      () => ({ status: 429, headers: { "retry-after": "soon" } }),
      () => Effect.map(Effect.flip(getJob), (error) => expect(error).not.toHaveProperty("retryAfter")),
      noRetries,
    ),
  )

  it.effect("404 at whoami, which declares none, is unexpected", () =>
    withStub(
      () => ({ status: 404, body: { message: "gone" } }),
      () =>
        Effect.map(Effect.flip(whoami), (error) =>
          expect(error).toMatchObject({ _tag: "UnexpectedStatusError", status: 404, message: "gone" }),
        ),
    ),
  )

  it.effect("says what was asked, with the request id of IonQ or of its proxy", () =>
    withStub(
      inTurn(
        { status: 404, headers: { "x-request-id": "abc", "cf-ray": "ray" } },
        { status: 404, headers: { "cf-ray": "ray" } },
      ),
      () =>
        Effect.gen(function* () {
          expect(yield* Effect.flip(getJob)).toMatchObject({
            method: "GET",
            url: "https://api.ionq.co/v0.4/jobs/j",
            requestId: "abc",
          })
          expect(yield* Effect.flip(getJob)).toMatchObject({ requestId: "ray" })
        }),
    ),
  )

  it.effect("keeps at most 64 KiB of the body", () =>
    withStub(
      () => ({ status: 404, body: "x".repeat(200_000) }),
      () =>
        Effect.map(Effect.flip(getJob), (error) => expect(error).toMatchObject({ body: "x".repeat(65_536) })),
    ),
  )

  it.effect("a placeholder for a key does not harm the answer", () =>
    Effect.gen(function* () {
      const stub = makeStub(() => ({ status: 200, body: whoamiBody }))
      const services = Layer.provide(IonQ.layer({ apiKey: Redacted.make("k") }), stub.layer)
      expect(yield* Effect.provide(whoami, services)).toEqual(whoamiBody)
    }),
  )

  it.effect("any 2xx is a success", () =>
    withStub(
      () => ({ status: 202, body: makeJob({ id: "j" }) }),
      () => Effect.map(getJob, (job) => expect(job.id).toBe("j")),
    ),
  )
})

describe("tolerance of a good answer", () => {
  it.effect("absent and null fields, unknown fields, unknown words", () =>
    withStub(
      () => ({
        status: 200,
        body: {
          id: "j",
          status: "paused",
          type: "ionq.new.v9",
          backend: "qpu.new-1",
          name: null,
          added: [1],
        },
      }),
      () =>
        Effect.map(getJob, (job) =>
          expect(job).toEqual({
            id: "j",
            status: "paused",
            type: "ionq.new.v9",
            backend: "qpu.new-1",
            name: null,
            added: [1],
          }),
        ),
    ),
  )
})

describe("requests", () => {
  const ok: StubAnswer = { status: 200, body: whoamiBody }

  it.effect("carry the key and a User-Agent that names the package, Effect, the runtime and the caller", () =>
    withStub(
      () => ok,
      ({ requests }) =>
        Effect.map(whoami, () => {
          expect(requests[0]).toMatchObject({ method: "GET", path: "/v0.4/whoami" })
          expect(requests[0]?.headers["authorization"]).toBe(`apiKey ${testKey}`)
          expect(requests[0]?.headers["user-agent"]).toMatch(
            /^effect-ionq\/\d+\.\d+\.\d+ effect\/4\.\S+ node\/\d\S+ lab\/7$/,
          )
        }),
      { userAgent: "lab/7" },
    ),
  )

  it.effect("carry on a trace, unless propagation is off", () =>
    withStub(
      () => ok,
      ({ requests }) =>
        Effect.gen(function* () {
          yield* Effect.withSpan(whoami, "outer")
          yield* Effect.provideService(whoami, HttpClient.TracerPropagationEnabled, false)
          expect(requests[0]?.headers["traceparent"]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
          expect(requests[1]?.headers).not.toHaveProperty("traceparent")
        }),
    ),
  )

  it.effect("go to another base URL, with or without a slash at its end", () =>
    withStub(
      () => ok,
      ({ requests }) => Effect.map(whoami, () => expect(requests[0]?.path).toBe("/ionq/v0.4/whoami")),
      { baseUrl: "https://proxy.example.com/ionq/v0.4/" },
    ),
  )

  it.effect("encode what stands in a path", () =>
    withStub(
      () => ({ status: 200, body: makeJob() }),
      ({ requests }) =>
        Effect.gen(function* () {
          yield* (yield* Jobs).get("a+b:c")
          expect(requests[0]?.path).toBe("/v0.4/jobs/a%2Bb%3Ac")
        }),
    ),
  )

  it.effect("take headers, a time limit and a number of retries for one call", () =>
    withStub(inTurn({ status: 503 }, ok), ({ requests }) =>
      Effect.gen(function* () {
        const call = withOptions({ retries: 0, headers: { "x-trace": "1", authorization: "none" } })(whoami)
        expect(yield* Effect.flip(call)).toMatchObject({ _tag: "ServerError" })
        expect(requests[0]?.headers).toMatchObject({ "x-trace": "1", authorization: `apiKey ${testKey}` })
        yield* whoami
        expect(requests[1]?.headers).not.toHaveProperty("x-trace")
      }),
    ),
  )

  it.effect("show their answers, failed attempts too", () =>
    withStub(
      inTurn({ status: 503, headers: { "x-request-id": "1" } }, { ...ok, headers: { "x-request-id": "2" } }),
      () =>
        Effect.gen(function* () {
          const [me, heads] = yield* inTime(withResponses(whoami))
          expect(me.key_name).toBe("test")
          expect(heads.map(({ status, requestId }) => [status, requestId])).toEqual([
            [503, "1"],
            [200, "2"],
          ])
        }),
    ),
  )

  it.effect("that are nothing like it name the request, or the first field that is wrong", () =>
    withStub(
      () => ok,
      () =>
        Effect.gen(function* () {
          const client = yield* IonQClient
          // What a program without types may pass.
          const wrong = (payload: unknown) =>
            Effect.flip(client.jobs.create({ payload: payload as typeof bell }))
          expect(yield* wrong("a job")).toMatchObject({ _tag: "InvalidRequestError", field: "request" })
          expect(yield* wrong({ ...bell, metadata: { a: 1, b: 2 } })).toMatchObject({ field: "metadata.a" })
        }),
    ),
  )

  it.effect("that do not fit the contract are refused here, and name the field", () =>
    withStub(
      () => ok,
      ({ requests }) =>
        Effect.gen(function* () {
          const client = yield* IonQClient
          const error = yield* Effect.flip(client.jobs.create({ payload: { ...bell, shots: 1_000_001 } }))
          expect(error).toMatchObject({ _tag: "InvalidRequestError", field: "shots" })
          expect(error.message).toContain("1000000")
          expect(requests).toHaveLength(0)
        }),
    ),
  )
})

describe("the span of an attempt", () => {
  it.effect("follows the conventions for HTTP", () =>
    Effect.gen(function* () {
      const { spans, tracer } = keepSpans()
      yield* withStub(inTurn({ status: 503 }, { status: 200, body: makeJob() }), () =>
        inTime(Effect.withTracer(Effect.asVoid(getJob), tracer)),
      )
      expect(
        spans.map(({ name, kind, attributes }) => ({
          name,
          kind,
          attributes: Object.fromEntries(attributes),
        })),
      ).toEqual(
        [503, 200].map((status, i) => ({
          name: "GET /jobs/:uuid",
          kind: "client",
          attributes: {
            "http.request.method": "GET",
            "url.template": "/jobs/:uuid",
            "url.full": "https://api.ionq.co/v0.4/jobs/j",
            "http.response.status_code": status,
            "server.address": "api.ionq.co",
            "server.port": 443,
            ...(i === 0 ? { "error.type": "503" } : { "http.request.resend_count": 1 }),
          },
        })),
      )
    }),
  )
})

describe("configuration", () => {
  const build = (layer: Layer.Layer<IonQClient, unknown>) => Effect.flip(Effect.scoped(Layer.build(layer)))
  const stub = makeStub(() => "silence")
  const fromEnvironment = (env: Record<string, string>) =>
    IonQClient.layerConfig().pipe(
      Layer.provide(stub.layer),
      Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env))),
    )

  for (const env of [{}, { IONQ_API_KEY: "" }, { IONQ_API_KEY: "  " }]) {
    it.effect(`without a key, only what needs one is refused: ${JSON.stringify(env)}`, () =>
      Effect.gen(function* () {
        const open = makeStub(({ path }) => ({
          status: 200,
          body: path.includes("characterizations") ? { characterizations: [], pages: 0 } : [],
        }))
        const layer = Layer.provide(
          IonQ.layerConfig(),
          Layer.merge(open.layer, ConfigProvider.layer(ConfigProvider.fromUnknown(env))),
        )
        yield* Effect.gen(function* () {
          const client = yield* IonQClient
          const backends = yield* Backends
          const jobs = yield* Jobs
          expect(yield* backends.list).toEqual([])
          expect(yield* backends.latest("qpu.forte-1")).toEqual(Option.none())
          expect(open.requests.map(({ path }) => path)).toEqual([
            "/v0.4/backends",
            "/v0.4/backends/qpu.forte-1/characterizations?limit=1&page=1",
          ])
          for (const { headers } of open.requests) expect("authorization" in headers).toBe(false)
          const refused: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
            client.account.whoami(),
            client.follow("/v0.4/jobs/j/results/histogram"),
            backends.characterization("qpu.forte-1", "c"),
            jobs.submit(bell),
            jobs.get("a:b"),
            Stream.runCollect(jobs.list()),
          ]
          for (const call of refused) {
            expect(yield* Effect.flip(call)).toMatchObject({
              _tag: "MissingApiKeyError",
              message: expect.stringContaining("set IONQ_API_KEY"),
            })
          }
          expect(yield* Effect.flip(jobs.get("a:b"))).toMatchObject({
            method: "GET",
            url: "https://api.ionq.co/v0.4/jobs/a%3Ab",
          })
          expect(open.requests).toHaveLength(2)
        }).pipe(Effect.provide(layer))
      }),
    )
  }

  it.effect("is that of the environment, and IonQ's own where that is empty", () =>
    Effect.gen(function* () {
      for (const [url, asked] of [
        [undefined, "https://api.ionq.co/v0.4/whoami"],
        ["", "https://api.ionq.co/v0.4/whoami"],
        ["https://proxy.example.com/v0.4//", "https://proxy.example.com/v0.4/whoami"],
        ["https://proxy.example.com/v0.4?a=1#b", "https://proxy.example.com/v0.4/whoami"],
      ] as const) {
        const server = makeStub(() => ({ status: 404, body: {} }))
        const env = { IONQ_API_KEY: ` ${testKey} `, ...(url === undefined ? {} : { IONQ_API_URL: url }) }
        const error = yield* Effect.flip(whoami).pipe(
          Effect.provide(IonQClient.layerConfig({ headers: { "x-lab": "7" } })),
          Effect.provide(server.layer),
          Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env))),
        )
        expect(error).toMatchObject({ url: asked })
        expect(server.requests[0]?.headers).toMatchObject({
          authorization: `apiKey ${testKey}`,
          "x-lab": "7",
        })
      }
    }),
  )

  it.effect("that cannot be read is an error that names the settings", () =>
    Effect.gen(function* () {
      const provider = ConfigProvider.make(() =>
        Effect.fail(new ConfigProvider.SourceError({ message: "no such file" })),
      )
      const layer = IonQClient.layerConfig().pipe(
        Layer.provide(stub.layer),
        Layer.provide(ConfigProvider.layer(provider)),
      )
      const error = yield* build(layer)
      expect(error).toMatchObject({
        _tag: "ConfigurationError",
        setting: "IONQ_API_KEY, IONQ_API_URL",
        message: expect.stringContaining("no such file"),
      })
    }),
  )

  it.effect("has a key as a string or redacted, which goes alike", () =>
    Effect.gen(function* () {
      for (const apiKey of [testKey, Redacted.make(testKey), `  ${testKey}\n`]) {
        const server = makeStub(() => ({ status: 200, body: whoamiBody }))
        yield* whoami.pipe(Effect.provide(IonQClient.layer({ apiKey })), Effect.provide(server.layer))
        expect(server.requests[0]?.headers["authorization"]).toBe(`apiKey ${testKey}`)
      }
      for (const apiKey of ["a key", "schlüssel-schlüssel", "key\tkey"]) {
        expect(yield* build(Layer.provide(IonQClient.layer({ apiKey }), stub.layer))).toMatchObject({
          _tag: "ConfigurationError",
          setting: "IONQ_API_KEY",
        })
      }
    }),
  )

  it.effect("without a key sends none, and says so of a link, too", () =>
    Effect.gen(function* () {
      const server = makeStub(() => ({ status: 200, body: [] }))
      yield* Effect.gen(function* () {
        const client = yield* IonQClient
        expect(yield* client.backends.list()).toEqual([])
        expect(server.requests[0]?.headers).not.toHaveProperty("authorization")
        expect(yield* Effect.flip(client.follow("/v0.4/x"))).toMatchObject({
          _tag: "MissingApiKeyError",
          method: "GET",
          url: "https://api.ionq.co/v0.4",
        })
      }).pipe(Effect.provide(IonQClient.layer({})), Effect.provide(server.layer))
    }),
  )

  it.effect("names the runtime that it finds, and nothing where there is none, as in a browser", () =>
    Effect.gen(function* () {
      const agentWith = (process: unknown, options: { readonly userAgent?: string } = {}) =>
        Effect.gen(function* () {
          const server = makeStub(() => ({ status: 200, body: whoamiBody }))
          const client = yield* IonQClient.pipe(
            Effect.provide(IonQClient.layer({ apiKey: testKey, ...options })),
            Effect.provide(server.layer),
            (effect) =>
              Effect.acquireUseRelease(
                Effect.sync(() => {
                  const before = globalThis.process
                  Reflect.set(globalThis, "process", process)
                  return before
                }),
                () => effect,
                (before) => Effect.sync(() => void Reflect.set(globalThis, "process", before)),
              ),
          )
          yield* client.account.whoami()
          return server.requests[0]?.headers["user-agent"]
        })
      const like = (versions: unknown) => Object.create(process, { versions: { value: versions } }) as unknown
      const ours = /^effect-ionq\/\S+ effect\/\S+ /
      for (const [versions, name] of [
        [{ node: "24.0.0" }, "node/24.0.0"],
        [{ node: "24.0.0", bun: "1.2.3" }, "bun/1.2.3"],
        [{ node: "24.0.0", deno: "2.0.0" }, "deno/2.0.0"],
      ] as const) {
        expect((yield* agentWith(like(versions)))?.replace(ours, "")).toBe(name)
      }
      expect((yield* agentWith(like({ node: "24.0.0" }), { userAgent: "lab/7" }))?.replace(ours, "")).toBe(
        "node/24.0.0 lab/7",
      )
      for (const versions of [undefined, null, "24", {}, { node: 24 }]) {
        expect(yield* agentWith(like(versions))).toBeUndefined()
      }
    }),
  )

  for (const url of [
    "ionq",
    "ftp://api.ionq.co",
    "https://user:secret@api.ionq.co/v0.4",
    "https://user@api.ionq.co/v0.4",
    "https://:secret@api.ionq.co/v0.4",
  ]) {
    it.effect(`a base URL that is none: ${url}`, () =>
      Effect.map(build(fromEnvironment({ IONQ_API_KEY: testKey, IONQ_API_URL: url })), (error) =>
        expect(error).toMatchObject({ _tag: "ConfigurationError", setting: "IONQ_API_URL" }),
      ),
    )
  }

  it.effect("a key with a line break is refused without being shown", () =>
    Effect.map(build(fromEnvironment({ IONQ_API_KEY: `${testKey}\nx` })), (error) => {
      expect(error).toMatchObject({ _tag: "ConfigurationError", setting: "IONQ_API_KEY" })
      expect(String(error)).not.toContain(testKey)
    }),
  )

  const warnings = (baseUrl: string) =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const logger = Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])
      const layer = IonQClient.layer({ apiKey: Redacted.make(testKey), baseUrl })
      yield* Effect.scoped(Layer.build(Layer.provide(layer, stub.layer))).pipe(Effect.provide(logger))
      return lines
    })

  it.effect("warns of http to another machine, and not of http to this one", () =>
    Effect.gen(function* () {
      expect(yield* warnings("http://api.ionq.co/v0.4")).toEqual([expect.stringContaining("clear text")])
      for (const host of [
        "localhost.example.com",
        "127.0.0.1.example.com",
        "mylocalhost",
        "x.localhost.example.com",
        "example.com/localhost",
        "127.example.com",
      ]) {
        expect(yield* warnings(`http://${host}/v0.4`)).toEqual([expect.stringContaining("clear text")])
      }
      for (const host of ["localhost:8080", "127.0.0.1:1", "127.20.30.254", "[::1]:1", "x.localhost"]) {
        expect(yield* warnings(`http://${host}/v0.4`)).toEqual([])
      }
      expect(yield* warnings("https://api.ionq.co/v0.4")).toEqual([])
    }),
  )
})

describe("a field that the contract does not know", () => {
  const loop: { loop?: object } = {}
  loop.loop = loop
  const accepted = () => ({ status: 201, body: { id: "j", status: "submitted" } }) as const

  const excess: Readonly<Record<string, readonly [request: object, field: string]>> = {
    "at the top": [{ ...bell, shotz: 5 }, "shotz"],
    "of the input": [{ ...bell, input: { ...bell.input, foo: 1 } }, "input.foo"],
    "of the noise": [{ ...bell, noise: { model: "ideal", sed: 1 } }, "noise.sed"],
    "of a member": [
      {
        type: "ionq.multi-circuit.v1",
        backend: "simulator",
        input: { gateset: "qis", circuits: [{ circuit: [], registerz: {} }] },
      },
      "input.circuits.0.registerz",
    ],
    "of a Hamiltonian": [
      {
        type: "quantum-function",
        backend: "simulator",
        input: {
          data: {
            type: "hamiltonian-energy",
            data: { hamiltonian: [{ pauli_string: "Z", coefficient: 1, coeff: 2 }], ansatz: { data: "" } },
          },
        },
      },
      "input.data.data.hamiltonian.0.coeff",
    ],
  }

  for (const [name, [request, field]] of Object.entries(excess)) {
    it.effect(`${name} is refused by its path, by the service and by the client`, () =>
      withStub(accepted, ({ requests }) =>
        Effect.gen(function* () {
          const client = yield* IonQClient
          const jobs = yield* Jobs
          // The compiler refuses most of these; a program in JavaScript can write them all.
          const payload = request as JobRequest
          expect(yield* Effect.flip(jobs.submit(payload))).toMatchObject({
            _tag: "InvalidRequestError",
            field,
          })
          expect(yield* Effect.flip(client.jobs.create({ payload }))).toMatchObject({
            _tag: "InvalidRequestError",
            field,
          })
          expect(requests).toHaveLength(0)
        }),
      ),
    )
  }

  it.effect("of a query or of changes is refused, too", () =>
    withStub(accepted, ({ requests }) =>
      Effect.gen(function* () {
        const client = yield* IonQClient
        const query = { limit: 5, statuz: "ready" }
        expect(yield* Effect.flip(client.jobs.list({ query }))).toMatchObject({
          _tag: "InvalidRequestError",
          field: "statuz",
        })
        const payload = { shots: 5, nam: "x" }
        expect(yield* Effect.flip(client.jobs.clone({ params: { uuid: "j" }, payload }))).toMatchObject({
          _tag: "InvalidRequestError",
          field: "nam",
        })
        expect(requests).toHaveLength(0)
      }),
    ),
  )

  it.effect.each([
    ["NaN", Number.NaN],
    ["a bigint", 10n],
    ["a date", new Date(0)],
    ["undefined", undefined],
    ["a map", new Map()],
    ["an object that contains itself", loop],
  ] as const)("is refused where it is a setting that JSON cannot hold: %s", ([, seed]) =>
    withStub(accepted, ({ requests }) =>
      Effect.gen(function* () {
        const client = yield* IonQClient
        const jobs = yield* Jobs
        const settings = { seed }
        const wrong = { _tag: "InvalidRequestError", field: "settings.seed" }
        expect(yield* Effect.flip(jobs.submit({ ...bell, settings }))).toMatchObject(wrong)
        const payload = { ...bell, settings }
        expect(yield* Effect.flip(client.jobs.create({ payload }))).toMatchObject(wrong)
        const change = { params: { uuid: "j" }, payload: { settings } }
        expect(yield* Effect.flip(client.jobs.clone(change))).toMatchObject(wrong)
        expect(requests).toEqual([])
      }),
    ),
  )

  it.effect("is sent where it is a setting, because settings are open", () =>
    withStub(accepted, ({ requests }) =>
      Effect.gen(function* () {
        const settings = {
          error_mitigation: { debiasing: false, zne: { factors: [1, 3] } },
          compilation: { opt: 1, layout: "dense" },
          scheduling: { urgent: true },
        }
        const jobs = yield* Jobs
        const client = yield* IonQClient
        yield* jobs.submit({ ...bell, settings })
        yield* client.jobs.create({ payload: { ...bell, settings } })
        for (const { body } of requests) expect(JSON.parse(body).settings).toEqual(settings)
        expect(requests).toHaveLength(2)
        const wrong = { ...bell, settings: { error_mitigation: { debiasing: "no" as unknown as boolean } } }
        expect(yield* Effect.flip(jobs.submit(wrong))).toMatchObject({
          _tag: "InvalidRequestError",
          field: "settings.error_mitigation.debiasing",
        })
      }),
    ),
  )
})

describe("the URL of a timeout", () => {
  it.effect("is the one that was asked for", () =>
    withStub(
      () => "silence",
      () =>
        Effect.gen(function* () {
          const client = yield* IonQClient
          const one = client.backends.characterizations({
            params: { backend: "qpu.forte-1" },
            query: { limit: 2 },
          })
          expect(yield* inTime(Effect.flip(withOptions({ query: { x: "1" } })(one)))).toMatchObject({
            _tag: "RequestTimeoutError",
            url: "https://api.ionq.co/v0.4/backends/qpu.forte-1/characterizations?x=1&limit=2",
          })
          expect(yield* inTime(Effect.flip(client.jobs.get({ params: { uuid: "a:b" } })))).toMatchObject({
            url: "https://api.ionq.co/v0.4/jobs/a%3Ab",
          })
        }),
      noRetries,
    ),
  )
})
