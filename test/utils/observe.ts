import { Layer, Logger, References, Tracer } from "effect"

/** A tracer that keeps every span. */
export const keepSpans = () => {
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    },
  })
  return { spans, tracer }
}

/** Keeps every span, and hands on every line that is logged, whatever its level. */
export const observe = (onLog: (line: Logger.Options<unknown>) => void) => {
  const { spans, tracer } = keepSpans()
  const layer = Layer.mergeAll(
    Logger.layer([Logger.make(onLog)]),
    Layer.succeed(References.MinimumLogLevel, "Trace"),
    Layer.succeed(Tracer.Tracer, tracer),
  )
  return { spans, layer }
}
