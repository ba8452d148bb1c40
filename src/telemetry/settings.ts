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

/** The name, the version and the attributes of the service that exports. */
export interface Identity {
  readonly name: string | undefined
  readonly version: string | undefined
  readonly attributes: Readonly<Record<string, string>>
}

/** The settings in OpenTelemetry's variables. A signal without a target is not exported. */
export interface Settings {
  readonly identity: Identity
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

/**
 * The value of a variable, trimmed; undefined if it is unset or empty. Values are never in errors or warnings, because
 * they may be secrets.
 */
const setting = (name: string): Effect.Effect<string | undefined, ConfigurationError> =>
  Effect.matchEffect(Config.option(Config.Redacted(name)), {
    onSuccess: (found) => {
      const text = Option.isSome(found) ? Redacted.value(found.value).trim() : ""
      return Effect.succeed(text === "" ? undefined : text)
    },
    onFailure: () => refuse(name, "cannot be read"),
  })

/** The name of a variable, and its value if it is set. */
interface Found {
  readonly name: string
  readonly value: string | undefined
}

const named = (name: string): Effect.Effect<Found, ConfigurationError> =>
  Effect.map(setting(name), (value) => ({ name, value }))

/**
 * The setting of one signal or, if it is not set, that of all signals, with the name of the variable. `isOwn` is
 * whether it is the signal's own.
 */
const either = Effect.fnUntraced(function* (signal: Signal, name: string) {
  const own = yield* named(`OTEL_EXPORTER_OTLP_${signal}_${name}`)
  return own.value === undefined
    ? { ...(yield* named(`OTEL_EXPORTER_OTLP_${name}`)), isOwn: false }
    : { ...own, isOwn: true }
})

/**
 * The warnings about ignored values, which OpenTelemetry's specification requires. The signals share variables, so a
 * set avoids duplicates.
 */
type Warnings = Set<string>

const ignored = (warnings: Warnings, { name }: Found, message: string): undefined => {
  warnings.add(`${name} ${message}, and is ignored`)
}

const oneOf = <const A extends string>(
  warnings: Warnings,
  found: Found,
  all: ReadonlyArray<A>,
): A | undefined => {
  const { value } = found
  if (value === undefined) return undefined
  return (
    all.find((each) => each === value.toLowerCase()) ??
    ignored(warnings, found, `has to be one of ${all.join(", ")}`)
  )
}

const millis = (warnings: Warnings, found: Found): Duration.Duration | undefined => {
  if (found.value === undefined) return undefined
  const count = Number(found.value)
  return Number.isInteger(count) && count >= 1
    ? Duration.millis(count)
    : ignored(warnings, found, "has to be a whole number of milliseconds from 1")
}

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

/** Parses pairs `name=value`, both of them percent-encoded, separated by commas. Undefined for a malformed text. */
const pairsIn = (text: string): ReadonlyArray<readonly [string, string]> | undefined => {
  try {
    return text
      .split(",")
      .filter((pair) => pair.trim() !== "")
      .map((pair) => {
        const at = pair.indexOf("=")
        if (at <= 0) throw new Error("no name")
        const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
        return [decodeURIComponent(name.trim()), decodeURIComponent(value.trim())] as const
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
  warnings: Warnings,
): Effect.fn.Return<Target | undefined, ConfigurationError> {
  const { name, value = "otlp" } = yield* named(`OTEL_${signal}_EXPORTER`)
  const names = new Set(value.split(",").map((each) => each.trim().toLowerCase()))
  const isExported = names.has("otlp")
  const url = isExported || !names.has("none") ? yield* urlOf(signal) : undefined
  if (url === undefined) return undefined
  if (!isExported) {
    warnings.add(
      `${name} names no exporter that is known (otlp, none): ${signal.toLowerCase()} are not exported`,
    )
    return undefined
  }
  const protocols = ["http/protobuf", "http/json"] as const
  return {
    url,
    headers: yield* headersOf(signal),
    protocol: oneOf(warnings, yield* either(signal, "PROTOCOL"), protocols) ?? "http/protobuf",
    compression: oneOf(warnings, yield* either(signal, "COMPRESSION"), ["gzip", "none"]) ?? "none",
    timeout: millis(warnings, yield* either(signal, "TIMEOUT")) ?? Duration.seconds(10),
    interval: millis(warnings, yield* named(intervals[signal])),
  }
})

const usualSampling: Sampling = { sampler: "parentbased_always_on", ratio: 1 }

const samplingOf = Effect.fnUntraced(function* (
  warnings: Warnings,
): Effect.fn.Return<Sampling, ConfigurationError> {
  const found = yield* named("OTEL_TRACES_SAMPLER")
  const sampler = found.value?.toLowerCase() ?? usualSampling.sampler
  if (!isSampler(sampler)) {
    ignored(
      warnings,
      found,
      "has to be always_on, always_off or traceidratio, or one of these after parentbased_",
    )
    return usualSampling
  }
  if (!sampler.endsWith("traceidratio")) return { sampler, ratio: 1 }
  const given = yield* named(`${found.name}_ARG`)
  const ratio = Number(given.value ?? 1)
  if (ratio >= 0 && ratio <= 1) return { sampler, ratio }
  ignored(warnings, given, "has to be a number from 0 to 1")
  return { sampler, ratio: 1 }
})

const temporalityOf = Effect.fnUntraced(function* (warnings: Warnings) {
  const found = yield* named("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE")
  const preference = oneOf(warnings, found, ["cumulative", "delta", "lowmemory"]) ?? "cumulative"
  // `delta` and `lowmemory` differ only for asynchronous instruments, which Effect does not have.
  return preference === "lowmemory" ? "delta" : preference
})

const identityOf = Effect.fnUntraced(function* (
  warnings: Warnings,
): Effect.fn.Return<Identity, ConfigurationError> {
  const found = yield* named("OTEL_RESOURCE_ATTRIBUTES")
  const pairs =
    pairsIn(found.value ?? "") ??
    ignored(warnings, found, "has to be name=value pairs, separated by commas, with encoded values") ??
    []
  const {
    "service.name": name,
    "service.version": version,
    ...attributes
  }: Record<string, string> = Object.fromEntries(pairs)
  return {
    name: (yield* setting("OTEL_SERVICE_NAME")) ?? name,
    version: (yield* setting("OTEL_SERVICE_VERSION")) ?? version,
    attributes,
  }
})

const nobody: Identity = { name: undefined, version: undefined, attributes: {} }

const isOff = Effect.fnUntraced(function* (warnings: Warnings) {
  const { name, value = "false" } = yield* named("OTEL_SDK_DISABLED")
  const word = value.toLowerCase()
  if (word !== "true" && word !== "false") {
    warnings.add(`${name} has to be true or false: the SDK is not disabled`)
  }
  return word === "true"
})

/**
 * Reads OpenTelemetry's variables. Nothing is exported without an endpoint, or with `OTEL_SDK_DISABLED`. Invalid
 * values are ignored with a warning, but an invalid endpoint or header is an error.
 */
export const settings = Effect.gen(function* (): Effect.fn.Return<Settings, ConfigurationError> {
  const warnings: Warnings = new Set()
  const off = yield* isOff(warnings)
  const target = (signal: Signal) => (off ? Effect.undefined : targetOf(signal, warnings))
  const [traces, metrics, logs] = [yield* target("TRACES"), yield* target("METRICS"), yield* target("LOGS")]
  const isExported = traces !== undefined || metrics !== undefined || logs !== undefined
  const found: Settings = {
    identity: isExported ? yield* identityOf(warnings) : nobody,
    traces,
    metrics,
    logs,
    sampling: traces === undefined ? usualSampling : yield* samplingOf(warnings),
    temporality: metrics === undefined ? "cumulative" : yield* temporalityOf(warnings),
  }
  // A program that exports nothing gets no warnings.
  if (isExported) for (const warning of warnings) yield* Effect.logWarning(warning)
  return found
})
