import { Context, Effect, type Fiber, Tracer } from "effect"
import type { Facts } from "./about.ts"
import type { spans } from "./names.ts"

/** Where a caller belongs: its span, and who traces it. */
export interface Trace {
  readonly span: Tracer.AnySpan
  readonly tracer: Tracer.Tracer
}

/** The trace of a fiber; undefined if it is in none. */
export const traceOf = ({ cache: { span }, context }: Fiber.Fiber<unknown, unknown>): Trace | undefined =>
  span === undefined ? undefined : { span, tracer: Context.get(context, Tracer.Tracer) }

/**
 * What is done once for many callers, in a span of its own. The fiber that does it belongs to none of them: the span is a
 * child of the first one's, and has links to the others.
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

/** Leads from a caller to what was done for it, unless that is its child already. */
export const linkTo = (caller: Trace | undefined, done: Tracer.Span | undefined): void => {
  if (caller?.span._tag !== "Span" || done === undefined) return
  if (done.parent._tag === "Some" && done.parent.value === caller.span) return
  caller.span.addLinks([{ span: done, attributes: {} }])
}
