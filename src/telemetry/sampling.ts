import { Tracer } from "effect"

const samplers = ["always_on", "always_off", "traceidratio"] as const
type Root = (typeof samplers)[number]

/** OpenTelemetry's samplers. With `parentbased_`, a span with a parent is sampled if its parent is. */
export type Sampler = Root | `parentbased_${Root}`

/** Which traces are exported. */
export interface Sampling {
  readonly sampler: Sampler
  /** The fraction of traces to export, for `traceidratio`. */
  readonly ratio: number
}

export const isSampler = (text: string): text is Sampler =>
  samplers.some((name) => text === name || text === `parentbased_${name}`)

/**
 * A number from 0 (included) to 1 (excluded), from the random end of a trace id. It is the same for all spans of a
 * trace.
 */
const placeOf = (traceId: string): number => Number.parseInt(traceId.slice(-13), 16) / 2 ** 52

/** A tracer that marks the spans of some traces as not sampled. */
export const sampled = (tracer: Tracer.Tracer, { sampler, ratio }: Sampling): Tracer.Tracer => {
  if (sampler === "parentbased_always_on") return tracer
  const isByParent = sampler.startsWith("parentbased_")
  const root = sampler.replace("parentbased_", "")
  const isChosen = (traceId: string) => root === "always_on" || placeOf(traceId) < ratio
  return Tracer.make({
    ...tracer,
    span: (options) => {
      const { parent } = options
      // A span whose parent is in this process follows its parent.
      if (parent._tag === "Some" && (isByParent || parent.value._tag === "Span")) return tracer.span(options)
      const off = () => tracer.span({ ...options, sampled: false })
      if (root === "always_off") return off()
      const span = tracer.span({ ...options, sampled: true })
      // A span that is not chosen is replaced by a new one. No other span has its trace id yet.
      return isChosen(span.traceId) ? span : off()
    },
  })
}
