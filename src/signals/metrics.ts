import { Context, Effect, Metric } from "effect"
import type { Attribute, MetricName } from "./names.ts"

/** The attributes of a measurement. Those without a value are left out. */
export type Labels = { readonly [Name in Attribute]?: string | undefined }

/**
 * The upper bounds of histograms: seconds of HTTP requests (as in OpenTelemetry's conventions), seconds in a queue or
 * a run, and jobs.
 */
const request = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
const queue = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400]
const boundaries: { readonly [Name in MetricName]?: ReadonlyArray<number> } = {
  "http.client.request.duration": request,
  "ionq.job.queue.duration": queue,
  "ionq.job.execution.duration": queue,
  "ionq.poll.jobs": [1, 2, 5, 10, 20, 50, 100],
}

/** The metrics whose value may decrease. */
const upDown: ReadonlySet<MetricName> = new Set<MetricName>(["ionq.budget.spent", "ionq.session.open"])

/**
 * The largest number of series of one metric. It limits the memory if a server keeps sending new attribute values.
 * Further measurements are recorded with the attribute `otel.metric.overflow`.
 */
const mostSeries = 1000
const overflow = { "otel.metric.overflow": "true" }

type Series = Metric.Metric<number, unknown>

/** The metrics of each registry, by name and by the values of their attributes. Each is created once. */
const made = new WeakMap<Metric.MetricRegistry, Map<MetricName, Map<string, Series>>>()

const make = (name: MetricName, attributes: Readonly<Record<string, string>>): Series => {
  const bounds = boundaries[name]
  return bounds === undefined
    ? Metric.counter(name, { attributes, incremental: !upDown.has(name) })
    : Metric.histogram(name, { attributes, boundaries: bounds })
}

const seriesOf = (registry: Metric.MetricRegistry, name: MetricName, labels: Labels): Series => {
  let metrics = made.get(registry)
  if (metrics === undefined) made.set(registry, (metrics = new Map<MetricName, Map<string, Series>>()))
  let all = metrics.get(name)
  if (all === undefined) metrics.set(name, (all = new Map<string, Series>()))
  // The attributes of a metric always have the same order, so their values are a unique key.
  let key = ""
  for (const value of Object.values(labels)) key += `${value ?? ""}\n`
  let series = all.get(key)
  if (series === undefined) {
    const isFull = all.size >= mostSeries
    const given = Object.entries(labels).filter((label): label is [string, string] => label[1] !== undefined)
    series = make(name, isFull ? overflow : Object.fromEntries(given))
    if (!isFull) all.set(key, series)
  }
  return series
}

/** Records a measurement in the registry of a context. */
export const measureUnsafe = (
  context: Context.Context<never>,
  name: MetricName,
  value: number,
  labels: Labels = {},
): void => seriesOf(Context.get(context, Metric.MetricRegistry), name, labels).updateUnsafe(value, context)

/** Records a measurement: adds to a counter, or to a bucket of a histogram. */
export const measure = (name: MetricName, value: number, labels?: Labels): Effect.Effect<void> =>
  Effect.withFiber(({ context }) => {
    measureUnsafe(context, name, value, labels)
    return Effect.void
  })
