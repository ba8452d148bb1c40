import { Config, Duration, Effect, Option, Redacted } from "effect"
import { ConfigurationError } from "../errors/call.ts"
import { isSampler, type Sampling } from "./sampling.ts"

/** Where and how one signal is exported. */
export interface Target {
  readonly url: string
  readonly headers: ReadonlyMap<string, Redacted.Redacted>
  readonly protocol: "http/protobuf" | "http/json"
  readonly compression: "gzip" | "none"
  /** The time limit of one export. */
  readonly timeout: Duration.Duration
  readonly interval: Duration.Duration | undefined
}

/** What OpenTelemetry's variables ask for. A signal without a target is not exported. */
export interface Settings {
  readonly serviceName: string | undefined
  readonly traces: Target | undefined
  readonly metrics: Target | undefined
  readonly logs: Target | undefined
  readonly sampling: Sampling
  readonly temporality: "cumulative" | "delta"
}

type Signal = "TRACES" | "METRICS" | "LOGS"

const intervals: Record<Signal, string> = {
  TRACES: "OTEL_BSP_SCHEDULE_DELAY",
  METRICS: "OTEL_METRIC_EXPORT_INTERVAL",
  LOGS: "OTEL_BLRP_SCHEDULE_DELAY",
}

const refuse = (setting: string, message: string) =>
  Effect.fail(new ConfigurationError({ setting, message: `${setting} ${message}` }))

/** An empty value counts as none. A value is never in an error: it may be a secret. */
const setting = (name: string): Effect.Effect<string | undefined, ConfigurationError> =>
  Effect.matchEffect(Config.option(Config.Redacted(name)), {
    onSuccess: (found) => {
      const text = Option.isSome(found) ? Redacted.value(found.value).trim() : ""
      return Effect.succeed(text === "" ? undefined : text)
    },
    onFailure: () => refuse(name, "cannot be read"),
  })

/** The setting of a signal, otherwise that of all signals, and the name that it was found under. */
const either = Effect.fnUntraced(function* (signal: Signal, name: string) {
  const own = `OTEL_EXPORTER_OTLP_${signal}_${name}`
  const found = yield* setting(own)
  if (found !== undefined) return { name: own, value: found, isOwn: true }
  const common = `OTEL_EXPORTER_OTLP_${name}`
  return { name: common, value: yield* setting(common), isOwn: false }
})

const oneOf = <const A extends string>(
  { name, value }: { readonly name: string; readonly value: string | undefined },
  all: ReadonlyArray<A>,
  usual: A,
): Effect.Effect<A, ConfigurationError> => {
  const known = all.find((each) => each === value?.toLowerCase())
  if (value === undefined) return Effect.succeed(usual)
  return known === undefined ? refuse(name, `has to be one of ${all.join(", ")}`) : Effect.succeed(known)
}

const millis = Effect.fnUntraced(function* (name: string, value: string | undefined, least: number) {
  if (value === undefined) return undefined
  const found = Number(value)
  if (Number.isInteger(found) && found >= least) return Duration.millis(found)
  return yield* refuse(name, `has to be a whole number of milliseconds from ${least}`)
})

const urlOf = Effect.fnUntraced(function* (signal: Signal) {
  const { name, value, isOwn } = yield* either(signal, "ENDPOINT")
  if (value === undefined) return undefined
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return yield* refuse(name, "has to be an http URL")
  if (url.username !== "" || url.password !== "") {
    return yield* refuse(name, "must not hold credentials: set OTEL_EXPORTER_OTLP_HEADERS")
  }
  if (!isOwn) url.pathname = `${url.pathname.replace(/\/$/, "")}/v1/${signal.toLowerCase()}`
  return url.href
})

/** `name=value` pairs with values in percent-encoding, separated by commas. */
const pairsIn = (text: string): ReadonlyArray<readonly [string, string]> | undefined => {
  try {
    return text
      .split(",")
      .filter((pair) => pair.trim() !== "")
      .map((pair) => {
        const at = pair.indexOf("=")
        if (at <= 0) throw new Error("no name")
        return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())] as const
      })
  } catch {
    return undefined
  }
}

const headersOf = Effect.fnUntraced(function* (signal: Signal) {
  const { name, value } = yield* either(signal, "HEADERS")
  const pairs = pairsIn(value ?? "")
  const isFit = ([header, text]: readonly [string, string]) =>
    /^[\w!#$%&'*+.^`|~-]+$/.test(header) && /^[\t\x20-\x7e]*$/.test(text)
  if (pairs === undefined || !pairs.every(isFit)) {
    return yield* refuse(name, "has to be name=value pairs, separated by commas, with encoded values")
  }
  return new Map(pairs.map(([header, text]) => [header.toLowerCase(), Redacted.make(text)] as const))
})

const targetOf = Effect.fnUntraced(function* (
  signal: Signal,
): Effect.fn.Return<Target | undefined, ConfigurationError> {
  const exporters = yield* setting(`OTEL_${signal}_EXPORTER`)
  const url = yield* urlOf(signal)
  const names = (exporters ?? "otlp").toLowerCase().split(",")
  if (url === undefined || !names.some((name) => name.trim() === "otlp")) return undefined
  const timeout = yield* either(signal, "TIMEOUT")
  return {
    url,
    headers: yield* headersOf(signal),
    protocol: yield* oneOf(
      yield* either(signal, "PROTOCOL"),
      ["http/protobuf", "http/json"],
      "http/protobuf",
    ),
    compression: yield* oneOf(yield* either(signal, "COMPRESSION"), ["gzip", "none"], "none"),
    timeout: (yield* millis(timeout.name, timeout.value, 1)) ?? Duration.seconds(10),
    interval: yield* millis(intervals[signal], yield* setting(intervals[signal]), 1),
  }
})

const samplingOf = Effect.fnUntraced(function* (): Effect.fn.Return<Sampling, ConfigurationError> {
  const name = "OTEL_TRACES_SAMPLER"
  const sampler = (yield* setting(name))?.toLowerCase() ?? "parentbased_always_on"
  const given = yield* setting(`${name}_ARG`)
  const ratio = given === undefined ? 1 : Number(given)
  if (!isSampler(sampler)) {
    return yield* refuse(
      name,
      "has to be always_on, always_off or traceidratio, or one of these after parentbased_",
    )
  }
  if (!(ratio >= 0 && ratio <= 1)) return yield* refuse(`${name}_ARG`, "has to be a number from 0 to 1")
  return { sampler, ratio }
})

const serviceNameOf = Effect.fnUntraced(function* () {
  const attributes = yield* setting("OTEL_RESOURCE_ATTRIBUTES")
  const pairs = pairsIn(attributes ?? "")
  if (pairs === undefined) {
    return yield* refuse("OTEL_RESOURCE_ATTRIBUTES", "has to be name=value pairs, separated by commas")
  }
  return (yield* setting("OTEL_SERVICE_NAME")) ?? new Map(pairs).get("service.name")
})

/** Reads OpenTelemetry's variables. Nothing is exported without an endpoint, or with `OTEL_SDK_DISABLED`. */
export const settings = Effect.gen(function* (): Effect.fn.Return<Settings, ConfigurationError> {
  const isOff = (yield* setting("OTEL_SDK_DISABLED"))?.toLowerCase() === "true"
  const target = (signal: Signal) => (isOff ? Effect.undefined : targetOf(signal))
  const preference = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"
  return {
    serviceName: yield* serviceNameOf(),
    traces: yield* target("TRACES"),
    metrics: yield* target("METRICS"),
    logs: yield* target("LOGS"),
    sampling: yield* samplingOf(),
    temporality: yield* oneOf(
      { name: preference, value: yield* setting(preference) },
      ["cumulative", "delta"],
      "cumulative",
    ),
  }
})
