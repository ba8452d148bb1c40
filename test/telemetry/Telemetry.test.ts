import { beforeAll, describe, expect, it } from "@effect/vitest"
import { Clock, ConfigProvider, Effect, Exit, Layer, Logger, Metric, References } from "effect"
import { Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import * as Telemetry from "effect-ionq/telemetry"
import { FetchHttpClient } from "effect/http"
import { bell } from "../utils/builders.ts"
import { inTime } from "effect-ionq/emulator"
import { forgetSeries } from "../../src/signals/metrics.ts"

interface Sent {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly redirect: string | undefined
  readonly body: string
}

// Other tests in this process may have reached the limit of series.
beforeAll(forgetSeries)

/** A collector that answers with a status, or not at all, and the layer that exports to it. */
const exporting = (
  environment: Record<string, string>,
  answer: () => Response = () => new Response("{}"),
) => {
  const sent: Array<Sent> = []
  const logs: Array<string> = []
  const fetch = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const body = init?.body
    sent.push({
      url: input instanceof Request ? input.url : input.toString(),
      headers: Object.fromEntries(new Headers(init?.headers)),
      redirect: init?.redirect,
      body: typeof body === "string" ? body : Buffer.from(body as Uint8Array).toString("latin1"),
    })
    return Promise.resolve().then(answer)
  }
  const layer = Telemetry.layerOtlp().pipe(
    Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(environment))),
    Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch)),
    Layer.provideMerge(
      Layer.mergeAll(
        Logger.layer([
          Logger.make((line) => void logs.push(Logger.formatStructured.log(line).message as string)),
        ]),
        Layer.succeed(References.MinimumLogLevel, "Trace"),
      ),
    ),
  )
  return { sent, logs, layer }
}

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/base/" }
const json = { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }

const none = { OTEL_TRACES_EXPORTER: "none", OTEL_METRICS_EXPORTER: "none", OTEL_LOGS_EXPORTER: "none" }

const once = Jobs.use((jobs) => jobs.run(bell)).pipe(
  Effect.andThen(Effect.log("done")),
  Effect.provide(Emulator.layerIonQ({ timing: "instant" })),
)

const run = Effect.fnUntraced(function* (environment: Record<string, string>, answer?: () => Response) {
  const { sent, logs, layer } = exporting(environment, answer)
  const exit = yield* Effect.exit(inTime(Effect.provide(once, layer)))
  return { sent, logs, exit }
})

const pathsOf = (sent: ReadonlyArray<Sent>) =>
  [...new Set(sent.map(({ url }) => url.replace("http://collector:4318", "")))].toSorted()

describe("layerOtlp", () => {
  it.effect("exports spans, metrics and logs of a run, with the headers of the environment", () =>
    Effect.gen(function* () {
      const { sent, exit } = yield* run({ ...json, OTEL_EXPORTER_OTLP_HEADERS: "X-Team=a%2Cb, other=1" })
      expect(Exit.isSuccess(exit)).toBe(true)
      expect(pathsOf(sent)).toEqual(["/base/v1/logs", "/base/v1/metrics", "/base/v1/traces"])
      for (const { headers, redirect } of sent) {
        expect(headers).toMatchObject({ "x-team": "a,b", other: "1", "content-type": "application/json" })
        expect(redirect).toBe("manual")
      }
      const all = sent.map(({ body }) => body).join("\n")
      for (const text of [
        "Jobs.run",
        "GET /jobs/:uuid",
        "ionq.job.ended",
        '"unit":"{job}"',
        '"stringValue":"done"',
      ]) {
        expect(all).toContain(text)
      }
      expect(all).toContain('{"key":"http.response.status_code","value":{"intValue":200}}')
      expect(all).toContain('{"key":"service.name","value":{"stringValue":"effect-ionq"}}')
    }),
  )

  const quiet: ReadonlyArray<readonly [Record<string, string>, ReadonlyArray<string>]> = [
    [{}, []],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: " " }, []],
    [{ ...endpoint, OTEL_SDK_DISABLED: "TRUE" }, []],
    [{ ...endpoint, OTEL_TRACES_EXPORTER: "none", OTEL_LOGS_EXPORTER: "none" }, ["/base/v1/metrics"]],
    [{ ...endpoint, OTEL_TRACES_SAMPLER: "always_off" }, ["/base/v1/logs", "/base/v1/metrics"]],
    [
      { ...endpoint, OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" },
      ["/base/v1/logs", "/base/v1/metrics"],
    ],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://collector:4318/here" }, ["/here"]],
  ]
  for (const [environment, paths] of quiet) {
    it.effect(`exports to ${paths.join(" and ") || "nobody"} with ${JSON.stringify(environment)}`, () =>
      Effect.gen(function* () {
        const { sent, exit } = yield* run(environment)
        expect(Exit.isSuccess(exit)).toBe(true)
        expect(pathsOf(sent)).toEqual(paths)
      }),
    )
  }

  /** Without a place to send to, or what it asks for, an export makes no sense. */
  const refused: ReadonlyArray<readonly [name: string, value: string]> = [
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:s3cretive@collector:4318"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "s3cretive"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "x-team=%zzs3cretive"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "x-team=s3cretive%0a"],
  ]
  it.effect.each(refused)("refuses %s=%s, without saying it", ([name, value]) =>
    Effect.gen(function* () {
      const { layer } = exporting({ ...endpoint, [name]: value })
      const error = yield* Effect.flip(Effect.scoped(Layer.build(layer)))
      expect(error).toMatchObject({ _tag: "ConfigurationError", setting: name })
      expect(JSON.stringify(error) + error.message).not.toContain("s3cretive")
    }),
  )

  /** Others are warned about and left out, as OpenTelemetry's specification says. */
  const ignored: ReadonlyArray<readonly [name: string, value: string]> = [
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"],
    ["OTEL_EXPORTER_OTLP_COMPRESSION", "brotli"],
    ["OTEL_EXPORTER_OTLP_TIMEOUT", "soon"],
    ["OTEL_METRIC_EXPORT_INTERVAL", "0"],
    ["OTEL_BSP_SCHEDULE_DELAY", "-5"],
    ["OTEL_TRACES_SAMPLER", "jaeger_remote"],
    ["OTEL_TRACES_SAMPLER_ARG", "2"],
    ["OTEL_RESOURCE_ATTRIBUTES", "nothing"],
    ["OTEL_RESOURCE_ATTRIBUTES", "team=%zz"],
    ["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "sometimes"],
    ["OTEL_TRACES_EXPORTER", "zipkin"],
    ["OTEL_SDK_DISABLED", "yes"],
  ]
  const sampler = { OTEL_TRACES_SAMPLER: "traceidratio" }
  it.effect.each(ignored)("warns of %s=%s once, without saying it, and exports", ([name, value]) =>
    Effect.gen(function* () {
      const given = name === "OTEL_TRACES_SAMPLER_ARG" ? sampler : {}
      const { sent, logs, exit } = yield* run({ ...endpoint, ...given, [name]: value })
      expect(Exit.isSuccess(exit)).toBe(true)
      expect(pathsOf(sent)).toEqual(
        ["/base/v1/logs", "/base/v1/metrics", "/base/v1/traces"].filter(
          (path) => name !== "OTEL_TRACES_EXPORTER" || !path.endsWith("traces"),
        ),
      )
      const warnings = logs.filter((line) => line.includes("OTEL_"))
      expect(warnings).toEqual([
        expect.stringMatching(new RegExp(`^${name} .*(?:ignored|not exported|not disabled)`)),
      ])
      expect(warnings.join()).not.toContain(`${value} `)
    }),
  )

  const wrong = [...refused, ...ignored].filter(([name]) => name !== "OTEL_SDK_DISABLED")
  it.effect.each([
    ["the SDK is disabled", { ...endpoint, OTEL_SDK_DISABLED: "true" }],
    ["there is no collector", {}],
    ["no signal is exported", { ...endpoint, ...none }],
  ] as const)("minds no mistake where %s", ([, environment]) =>
    Effect.gen(function* () {
      for (const [name, value] of wrong) {
        const isMissing = !("OTEL_EXPORTER_OTLP_ENDPOINT" in environment)
        if ((isMissing && name === "OTEL_EXPORTER_OTLP_ENDPOINT") || name === "OTEL_TRACES_EXPORTER") continue
        const { layer, logs } = exporting({ ...environment, [name]: value })
        yield* Effect.scoped(Layer.build(layer))
        expect(logs.filter((line) => line.includes("OTEL_"))).toEqual([])
      }
    }),
  )

  it.effect("reads what is of one signal only for that signal", () =>
    Effect.gen(function* () {
      const { exit, logs } = yield* run({
        ...endpoint,
        OTEL_TRACES_EXPORTER: "none",
        OTEL_METRICS_EXPORTER: "none",
        OTEL_TRACES_SAMPLER: "odd",
        OTEL_BSP_SCHEDULE_DELAY: "odd",
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "odd",
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: "odd",
      })
      expect(Exit.isSuccess(exit)).toBe(true)
      expect(logs.filter((line) => line.includes("OTEL_"))).toEqual([])
    }),
  )

  it.effect.each([
    ["cumulative", 2],
    ["delta", 1],
    ["LowMemory", 1],
    ["sometimes", 2],
  ] as const)("counts as %s", ([value, temporality]) =>
    Effect.gen(function* () {
      const { sent } = yield* run({
        ...json,
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: value,
      })
      const found = new Set(
        sent.flatMap(({ body }) =>
          [...body.matchAll(/"aggregationTemporality":(\d)/g)].map(([, word]) => word),
        ),
      )
      expect([...found]).toContain(`${temporality}`)
    }),
  )

  it.effect("says who the program is, by the environment before the program", () =>
    Effect.gen(function* () {
      const { sent } = yield* run({
        ...json,
        OTEL_RESOURCE_ATTRIBUTES:
          "service.name=a,service.version=1%2C5,deployment.environment.name=test,a%2Cb=c",
        OTEL_SERVICE_NAME: "b",
      })
      const all = sent.map(({ body }) => body).join("\n")
      expect(all).toContain('{"key":"service.name","value":{"stringValue":"b"}}')
      expect(all).toContain('{"key":"service.version","value":{"stringValue":"1,5"}}')
      expect(all).toContain('{"key":"deployment.environment.name","value":{"stringValue":"test"}}')
      expect(all).toContain('{"key":"a,b","value":{"stringValue":"c"}}')
    }),
  )

  it.effect("exports metrics that have a program's own text under a name that is for numbers", () =>
    Effect.gen(function* () {
      const { sent, layer } = exporting(endpoint)
      const named = Effect.provideService(once, Metric.CurrentMetricAttributes, { "server.port": "mine" })
      yield* inTime(Effect.provide(named, layer))
      const metrics = sent.filter(({ url }) => url.endsWith("/v1/metrics")).map(({ body }) => body)
      expect(metrics.join()).toContain("ionq.job.ended")
      expect(metrics.join()).toContain("mine")
    }),
  )

  it.effect("does not wait for long because a collector says so", () =>
    Effect.gen(function* () {
      const before = yield* Clock.currentTimeMillis
      const { sent, layer } = exporting(
        json,
        () => new Response("", { status: 429, headers: { "retry-after": "86400" } }),
      )
      yield* inTime(
        Effect.provide(
          Effect.gen(function* () {
            yield* Effect.withSpan(Effect.void, "mine")
            yield* Telemetry.flush
          }),
          layer,
        ),
      )
      expect(sent.filter(({ url }) => url.endsWith("traces")).length).toBe(4)
      expect((yield* Clock.currentTimeMillis) - before).toBeLessThan(10 * 60_000)
    }),
  )

  it.effect("reads little of an answer", () =>
    Effect.gen(function* () {
      let pulled = 0
      let canceled = 0
      const endless = () =>
        new Response(
          new ReadableStream({
            pull: (controller) => {
              pulled += 16_384
              controller.enqueue(new Uint8Array(16_384))
            },
            cancel: () => {
              canceled++
            },
          }),
        )
      const { sent, layer, logs } = exporting(json, endless)
      yield* inTime(
        Effect.provide(Effect.andThen(Effect.withSpan(Effect.void, "mine"), Telemetry.flush), layer),
      )
      expect(sent.length).toBeGreaterThan(0)
      expect(pulled / sent.length).toBeLessThan(200_000)
      expect(canceled).toBe(sent.length)
      expect(logs.filter((line) => line.includes("not exported"))).toEqual([])
    }),
  )

  const broken: ReadonlyArray<readonly [string, () => Response, string]> = [
    [
      "cannot be reached",
      () => {
        throw new TypeError("fetch failed: s3cretive", {
          cause: Object.assign(new Error("x"), { code: "ECONNREFUSED" }),
        })
      },
      "ECONNREFUSED",
    ],
    ["fails", () => new Response("s3cretive", { status: 500 }), "status 500"],
    ["refuses", () => new Response("s3cretive", { status: 401 }), "status 401"],
    [
      "redirects",
      () => new Response(null, { status: 307, headers: { location: "http://x/s3cretive" } }),
      "it redirects",
    ],
  ]
  for (const [what, answer, word] of broken) {
    it.effect(`a collector that ${what} is told once, and breaks nothing`, () =>
      Effect.gen(function* () {
        const { exit, logs } = yield* run({ ...json, OTEL_EXPORTER_OTLP_HEADERS: "x-team=s3cretive" }, answer)
        expect(Exit.isSuccess(exit)).toBe(true)
        expect(logs.filter((line) => line.includes("not exported"))).toEqual([
          `Telemetry is not exported to collector:4318: ${word}`,
        ])
        expect(logs.join("\n")).not.toContain("s3cretive")
      }),
    )
  }

  it.effect("flushes on request", () =>
    Effect.gen(function* () {
      const { sent, layer } = exporting(json)
      yield* Effect.provide(
        Effect.gen(function* () {
          yield* Effect.withSpan(Effect.void, "mine")
          yield* Telemetry.flush
          expect(sent.map(({ body }) => body).join()).toContain("mine")
        }),
        layer,
      )
    }),
  )

  it.effect("samples whole traces by their ids", () =>
    Effect.gen(function* () {
      const { sent, layer } = exporting({
        ...json,
        OTEL_TRACES_SAMPLER: "traceidratio",
        OTEL_TRACES_SAMPLER_ARG: "0.25",
      })
      const trace = Effect.withSpan(Effect.withSpan(Effect.void, "inner"), "outer")
      yield* Effect.provide(Effect.replicateEffect(trace, 800, { discard: true }), layer)
      const bodies = sent
        .filter(({ url }) => url.endsWith("traces"))
        .map(({ body }) => body)
        .join("")
      const [inner, outer] = ["inner", "outer"].map((name) => bodies.split(`"name":"${name}"`).length - 1)
      expect(inner).toBe(outer)
      expect(inner).toBeGreaterThan(120)
      expect(inner).toBeLessThan(290)
    }),
  )
})

describe("the keys", () => {
  it.effect("of IonQ and of the collector are in no body, whatever fails", () =>
    Effect.gen(function* () {
      const faults = [Emulator.Fault.unknownError(), Emulator.Fault.serverError(500)]
      const { sent, layer, logs } = exporting({ ...json, OTEL_EXPORTER_OTLP_HEADERS: "x-team=s3cretive" })
      yield* Effect.gen(function* () {
        const jobs = yield* Jobs
        yield* Effect.result(jobs.get("nothing"))
        yield* Effect.result(jobs.submit(bell, { submissionId: false }))
        yield* Effect.logError("after it", yield* Effect.exit(jobs.run(bell)))
      }).pipe(
        Effect.provide(
          Emulator.layerIonQ({
            timing: "instant",
            faults: { rules: faults.map((fault) => ({ fault, times: 3 })) },
          }),
        ),
        Effect.provide(layer),
        inTime,
      )
      const all = sent.map(({ body }) => body).join("\n")
      expect(all).toContain("exception.message")
      for (const secret of ["emulator-key", "s3cretive"]) {
        expect(all).not.toContain(secret)
        expect(logs.join("\n")).not.toContain(secret)
      }
    }),
  )
})
