import { Context, Effect, type Fiber, Tracer } from "effect"
import { measure } from "../signals/metrics.ts"

/** Where a wait belongs: its span, and who traces it. */
export interface Trace {
  readonly span: Tracer.AnySpan
  readonly tracer: Tracer.Tracer
}

/** The trace of the fiber that waits; undefined if it is in none. */
export const traceOf = ({ cache: { span }, context }: Fiber.Fiber<unknown, unknown>): Trace | undefined =>
  span === undefined ? undefined : { span, tracer: Context.get(context, Tracer.Tracer) }

interface Asked {
  readonly trace: Trace | undefined
}

/**
 * A poll in a span of its own. The fiber that sends it belongs to no wait: the span is a child of the first one, and has
 * links to the others.
 */
export const traced = <A, E, R>(
  jobIds: ReadonlyArray<string>,
  asked: ReadonlyArray<Asked>,
  poll: (span: Tracer.Span) => Effect.Effect<A, E, R>,
): Effect.Effect<A, E, R> => {
  const [first, ...others] = new Map(
    asked.flatMap(({ trace }) => (trace === undefined ? [] : [[trace.span, trace] as const])),
  ).values()
  const attributes = {
    "ionq.poll.jobs": jobIds.length,
    ...(jobIds.length === 1 ? { "ionq.job.id": jobIds[0] } : {}),
  }
  const links = others.map(({ span }) => ({ span, attributes: {} }))
  const belongs = first === undefined ? { root: true } : { parent: first.span }
  const inSpan = Effect.useSpan("Polling.poll", { attributes, links, ...belongs }, (span) =>
    Effect.provideService(poll(span), Tracer.ParentSpan, span),
  )
  return Effect.andThen(
    Effect.andThen(measure("ionq.polls", 1), measure("ionq.poll.jobs", jobIds.length)),
    first === undefined ? inSpan : Effect.provideService(inSpan, Tracer.Tracer, first.tracer),
  )
}

/** Leads from a wait to the poll that ended it, unless that is its child already. */
export const linkEnd = (wait: Trace | undefined, poll: Tracer.Span | undefined): void => {
  if (wait?.span._tag !== "Span" || poll === undefined) return
  if (poll.parent._tag === "Some" && poll.parent.value === wait.span) return
  wait.span.addLinks([{ span: poll, attributes: {} }])
}
