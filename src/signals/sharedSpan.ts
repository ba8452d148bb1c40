import { Context, Effect, type Fiber, Tracer } from "effect"
import type { Facts } from "./annotate.ts"
import type { spans } from "./names.ts"

/** The span of a caller, and the tracer of that span. */
export interface Trace {
  readonly span: Tracer.AnySpan
  readonly tracer: Tracer.Tracer
}

/** The trace of a fiber; undefined if the fiber has no span. */
export const traceOf = ({ cache: { span }, context }: Fiber.Fiber<unknown, unknown>): Trace | undefined =>
  span === undefined ? undefined : { span, tracer: Context.get(context, Tracer.Tracer) }

/**
 * Runs work that many callers share in its own span. The fiber that runs it belongs to none of the callers. The span
 * is a child of the first caller's span and has links to the others.
 */
export const shared = <A, E, R>(
  name: keyof typeof spans,
  attributes: Facts,
  callers: ReadonlyArray<{ readonly trace: Trace | undefined }>,
  work: (span: Tracer.Span) => Effect.Effect<A, E, R>,
): Effect.Effect<A, E, R> => {
  const [first, ...others] = new Map(
    callers.flatMap(({ trace }) => (trace === undefined ? [] : [[trace.span, trace] as const])),
  ).values()
  const links = others.map(({ span }) => ({ span, attributes: {} }))
  const belongs = first === undefined ? { root: true } : { parent: first.span }
  const inSpan = Effect.useSpan(name, { attributes, links, ...belongs }, (span) =>
    Effect.provideService(work(span), Tracer.ParentSpan, span),
  )
  return first === undefined ? inSpan : Effect.provideService(inSpan, Tracer.Tracer, first.tracer)
}

/**
 * Adds a link from a caller's span to the span of the work that was done for the caller. A child of the caller's span
 * gets no link.
 */
export const linkTo = (caller: Trace | undefined, done: Tracer.Span | undefined): void => {
  if (caller?.span._tag !== "Span" || done === undefined) return
  if (done.parent._tag === "Some" && done.parent.value === caller.span) return
  caller.span.addLinks([{ span: done, attributes: {} }])
}
