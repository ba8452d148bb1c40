import { Effect, Layer } from "effect"
import { HttpBody } from "effect/http"
import { type OtlpMetrics, type OtlpResource, OtlpSerialization, type OtlpTracer } from "effect/observability"
import { type AttributeFacts, attributes, type MetricFacts, metrics } from "../signals/names.ts"
import type { Target } from "./settings.ts"
import { tracesEncoder } from "./traces.ts"

const known: Readonly<Record<string, MetricFacts>> = metrics
const types: Readonly<Record<string, AttributeFacts>> = attributes

interface Attributed {
  readonly attributes?: Array<OtlpResource.KeyValue>
}

/** Effect's attributes of metrics are strings. Those that are integers by convention are converted. */
const typed = <P extends Attributed>(point: P): P => ({
  ...point,
  attributes: point.attributes?.map((attribute) => {
    const { key, value } = attribute
    // A program may have set the attribute to a text that is not an integer.
    return types[key]?.type === "int" && /^\d{1,15}$/.test(value.stringValue ?? "")
      ? { key, value: { intValue: Number(value.stringValue) } }
      : attribute
  }),
})

/** Adds the units and descriptions of metrics, which programs without this module do not contain. */
const described = (data: OtlpMetrics.MetricsData): OtlpMetrics.MetricsData => ({
  resourceMetrics: data.resourceMetrics.map((resource) => ({
    ...resource,
    scopeMetrics: resource.scopeMetrics.map((scope) => ({
      ...scope,
      metrics: scope.metrics.map((metric) => {
        const facts = known[metric.name]
        if (facts === undefined) return metric
        const { histogram, sum } = metric
        return {
          ...metric,
          unit: facts.unit,
          description: facts.what,
          ...(histogram && { histogram: { ...histogram, dataPoints: histogram.dataPoints.map(typed) } }),
          ...(sum && { sum: { ...sum, dataPoints: sum.dataPoints.map(typed) } }),
        }
      }),
    })),
  })),
})

const layers = {
  "http/json": OtlpSerialization.layerJson,
  "http/protobuf": OtlpSerialization.layerProtobuf,
}

/** The encoder of exported data for the protocol of a target. It adds units and descriptions to metrics. */
export const layerSerialization = ({ protocol }: Target): Layer.Layer<OtlpSerialization.OtlpSerialization> =>
  Layer.effect(
    OtlpSerialization.OtlpSerialization,
    Effect.map(OtlpSerialization.OtlpSerialization, (own) => {
      const encoded = tracesEncoder()
      return {
        ...own,
        metrics: (data) => own.metrics(described(data)),
        ...(protocol === "http/protobuf" && {
          traces: (data: OtlpTracer.TraceData) =>
            HttpBody.uint8Array(encoded(data), "application/x-protobuf"),
        }),
      }
    }),
  ).pipe(Layer.provide(layers[protocol]))
