import { type Context, Effect, Metric } from "effect"
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
 * The largest number of series of one metric in a process. It limits the memory if a server keeps sending new
 * attribute values. Further measurements are recorded with the attribute `otel.metric.overflow`.
 */
const mostSeries = 1000
const overflow = { "otel.metric.overflow": "true" }

/** One metric with the attributes of its measurements. */
export type Series = Metric.Metric<number, unknown>

/**
 * The series of a metric, as a tree by the values of their attributes. A metric's attributes always have the same
 * order. A tree needs no key of all values, which would be a new string for every measurement.
 */
interface Branch {
  readonly next: Map<string | undefined, Branch>
  series: Series | undefined
}

/** All series of a metric. Each is created once. */
interface Tree extends Branch {
  size: number
}

const trees = new Map<MetricName, Tree>()

/** Forgets all series. For tests, because the limit holds for the whole process. */
export const forgetSeries = (): void => trees.clear()

const make = (name: MetricName, attributes: Readonly<Record<string, string>>): Series => {
  const bounds = boundaries[name]
  return bounds === undefined
    ? Metric.counter(name, { attributes, incremental: !upDown.has(name) })
    : Metric.histogram(name, { attributes, boundaries: bounds })
}

/** The series of a metric with these attributes. */
export const seriesOf = (name: MetricName, labels: Labels): Series => {
  let tree = trees.get(name)
  if (tree === undefined) trees.set(name, (tree = { next: new Map(), series: undefined, size: 0 }))
  const isFull = tree.size >= mostSeries
  let place: Branch = tree
  for (const value of Object.values(labels)) {
    let next = place.next.get(value)
    if (next === undefined) {
      if (isFull) return make(name, overflow)
      place.next.set(value, (next = { next: new Map(), series: undefined }))
    }
    place = next
  }
  if (place.series !== undefined) return place.series
  if (isFull) return make(name, overflow)
  const given = Object.entries(labels).filter((label): label is [string, string] => label[1] !== undefined)
  tree.size++
  return (place.series = make(name, Object.fromEntries(given)))
}

/** Records a measurement in the registry of a context. */
export const measureUnsafe = (
  context: Context.Context<never>,
  name: MetricName,
  value: number,
  labels: Labels = {},
): void => seriesOf(name, labels).updateUnsafe(value, context)

/** Records a measurement: adds to a counter, or to a bucket of a histogram. */
export const measure = (name: MetricName, value: number, labels?: Labels): Effect.Effect<void> =>
  Effect.withFiber(({ context }) => {
    measureUnsafe(context, name, value, labels)
    return Effect.void
  })
