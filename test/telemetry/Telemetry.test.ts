import { describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Effect, Exit, Layer, Logger, References } from "effect"
import { Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import * as Telemetry from "effect-ionq/telemetry"
import { FetchHttpClient } from "effect/http"
import { bell } from "../utils/builders.ts"
import { inTime } from "effect-ionq/emulator"

interface Sent {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly redirect: string | undefined
  readonly body: string
}

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

  const wrong: ReadonlyArray<readonly [name: string, value: string]> = [
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:s3cretive@collector:4318"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "s3cretive"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "x-team=%zzs3cretive"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "x-team=s3cretive%0a"],
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"],
    ["OTEL_EXPORTER_OTLP_COMPRESSION", "brotli"],
    ["OTEL_EXPORTER_OTLP_TIMEOUT", "soon"],
    ["OTEL_METRIC_EXPORT_INTERVAL", "0"],
    ["OTEL_TRACES_SAMPLER", "jaeger_remote"],
    ["OTEL_TRACES_SAMPLER_ARG", "2"],
    ["OTEL_RESOURCE_ATTRIBUTES", "nothing"],
    ["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "lowmemory"],
  ]
  for (const [name, value] of wrong) {
    it.effect(`refuses ${name}=${value.replace("s3cretive", "...")}, without saying it`, () =>
      Effect.gen(function* () {
        const { layer } = exporting({ ...endpoint, [name]: value })
        const error = yield* Effect.flip(Effect.scoped(Layer.build(layer)))
        expect(error).toMatchObject({ _tag: "ConfigurationError", setting: name })
        expect(JSON.stringify(error) + error.message).not.toContain("s3cretive")
      }),
    )
  }

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
