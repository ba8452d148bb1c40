import { Tracer } from "effect"

const samplers = ["always_on", "always_off", "traceidratio"] as const
type Root = (typeof samplers)[number]

/** OpenTelemetry's samplers. After `parentbased_`, a span with a parent is sampled as its parent is. */
export type Sampler = Root | `parentbased_${Root}`

/** Which traces are exported. */
export interface Sampling {
  readonly sampler: Sampler
  /** The part of the traces, for a sampler by trace id. */
  readonly ratio: number
}

export const isSampler = (text: string): text is Sampler =>
  samplers.some((name) => text === name || text === `parentbased_${name}`)

/** The part of its range that the random end of a trace id lies at, so that all spans of a trace agree. */
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
      // What has a span of this process as its parent was decided with that one.
      if (parent._tag === "Some" && (isByParent || parent.value._tag === "Span")) return tracer.span(options)
      const off = () => tracer.span({ ...options, sampled: false })
      if (root === "always_off") return off()
      const span = tracer.span({ ...options, sampled: true })
      // One that is not sampled gets another span, whose trace nobody else knows yet.
      return isChosen(span.traceId) ? span : off()
    },
  })
}
