/**
 * Exports spans, metrics and logs to a collector of OpenTelemetry.
 *
 * The SDK creates Effect's own spans and metrics with or without this module. The module exports them, with the
 * spans, metrics and logs of the program.
 *
 * @since 0.2.0
 */
import { ConfigProvider, type Duration, Effect, Layer, Tracer } from "effect"
import { FetchHttpClient, type HttpClient } from "effect/http"
import {
  OtlpExporter,
  OtlpLogger,
  OtlpMetrics,
  type OtlpSerialization,
  OtlpTracer,
} from "effect/observability"
import type { ConfigurationError } from "../errors/call.ts"
import { sampled } from "./sampling.ts"
import { layerSerialization } from "./serialization.ts"
import { settings, type Target } from "./settings.ts"
import { layerTransport } from "./postToCollector.ts"

/**
 * Options of the export.
 *
 * @category options
 * @since 0.2.0
 */
export interface OtlpOptions {
  /**
   * The name of the service if neither `OTEL_SERVICE_NAME` nor `OTEL_RESOURCE_ATTRIBUTES` has one. Default:
   * `effect-ionq`.
   */
  readonly serviceName?: string | undefined
  /** The version of the service if neither `OTEL_SERVICE_VERSION` nor `OTEL_RESOURCE_ATTRIBUTES` has one. */
  readonly serviceVersion?: string | undefined
  /** Further attributes of the resource, which replace those of `OTEL_RESOURCE_ATTRIBUTES`. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>> | undefined
  /** How long the end of the layer waits for pending exports. Default: 3 seconds. */
  readonly shutdownTimeout?: Duration.Input | undefined
}

/**
 * Exports spans, metrics and logs with OTLP over HTTP, configured by OpenTelemetry's environment variables. Without an
 * endpoint nothing is exported.
 *
 * **Details**
 *
 * `OTEL_EXPORTER_OTLP_ENDPOINT` is the collector, e.g. `http://localhost:4318`. Of the other variables, it reads
 * `OTEL_EXPORTER_OTLP_HEADERS`, `_PROTOCOL` (`http/protobuf` or `http/json`), `_COMPRESSION` and `_TIMEOUT`, all of
 * them also for one signal (`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`); `OTEL_SDK_DISABLED`; `OTEL_TRACES_EXPORTER`,
 * `OTEL_METRICS_EXPORTER` and `OTEL_LOGS_EXPORTER` (`otlp` or `none`); `OTEL_SERVICE_NAME` and
 * `OTEL_RESOURCE_ATTRIBUTES`; `OTEL_TRACES_SAMPLER` with `OTEL_TRACES_SAMPLER_ARG`; the intervals
 * `OTEL_BSP_SCHEDULE_DELAY`, `OTEL_METRIC_EXPORT_INTERVAL` and `OTEL_BLRP_SCHEDULE_DELAY`; and
 * `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`.
 *
 * Headers are secrets: they are in no log, span or error. A failed export never fails the program. It is logged as a
 * warning, but not again until an export to the same host has succeeded.
 *
 * An invalid value is ignored with a warning, as OpenTelemetry's specification requires. An invalid endpoint or
 * header is a `ConfigurationError`. Variables that no export needs are not read.
 *
 * **Gotchas**
 *
 * Provide the layer outside of the services, so that their own fibers are traced as well.
 *
 * **Example** (A program that exports)
 *
 * ```ts
 * import * as Telemetry from "effect-ionq/telemetry"
 *
 * const exporting = program.pipe(
 *   Effect.provide(IonQ.layerFetch()),
 *   Effect.provide(Telemetry.layerOtlp({ serviceName: "vqe" })),
 * )
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerOtlp = (options: OtlpOptions = {}): Layer.Layer<OtlpExporter.Flusher, ConfigurationError> =>
  Layer.unwrap(
    Effect.map(settings, (found) => {
      const { name, version, attributes } = found.identity
      const serviceVersion = version ?? options.serviceVersion
      const resource = {
        serviceName: name ?? options.serviceName ?? "effect-ionq",
        ...(serviceVersion === undefined ? {} : { serviceVersion }),
        attributes: { ...attributes, ...options.attributes },
      }
      const common = (target: Target) => ({
        url: target.url,
        compression: target.compression,
        exportInterval: target.interval,
        shutdownTimeout: options.shutdownTimeout,
        resource,
      })
      const { traces, metrics, logs, sampling, temporality } = found
      const failing = new Set<string>()
      return Layer.mergeAll(
        over(traces, failing, (target) =>
          Layer.effect(
            Tracer.Tracer,
            Effect.map(OtlpTracer.make(common(target)), (tracer) => sampled(tracer, sampling)),
          ),
        ),
        over(metrics, failing, (target) => OtlpMetrics.layer({ ...common(target), temporality })),
        over(logs, failing, (target) => OtlpLogger.layer(common(target))),
      ).pipe(
        Layer.provideMerge(OtlpExporter.layerFlusher),
        // Effect's exporters would read the variables again, and end the program if one is invalid.
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({}))),
      )
    }),
  )

/** The exporter of a signal; an empty layer if the signal has no target. */
const over = <A>(
  target: Target | undefined,
  failing: Set<string>,
  layer: (
    target: Target,
  ) => Layer.Layer<
    A,
    never,
    OtlpExporter.Flusher | OtlpSerialization.OtlpSerialization | HttpClient.HttpClient
  >,
) =>
  target === undefined
    ? Layer.empty
    : layer(target).pipe(
        Layer.provide([layerSerialization(target), layerTransport(target, failing)]),
        // Effect's layer is one static value, which keeps the first `fetch` that it was built with.
        Layer.provide(Layer.fresh(FetchHttpClient.layer)),
      )

/**
 * Exports pending data, e.g. before a cloud function is suspended. It never fails.
 *
 * **Example** (The end of an invocation)
 *
 * ```ts
 * import * as Telemetry from "effect-ionq/telemetry"
 *
 * const invocation = Effect.ensuring(program, Effect.timeoutOption(Telemetry.flush, "2 seconds"))
 * ```
 *
 * @category accessors
 * @since 0.2.0
 */
export const flush: Effect.Effect<void, never, OtlpExporter.Flusher> = Effect.flatMap(
  OtlpExporter.Flusher,
  (flusher) => flusher.flush,
)
