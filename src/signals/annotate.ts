import { Context, Effect, References, Tracer } from "effect"
import type { Attribute } from "./names.ts"

/** Attributes of a span. Attributes without a value are left out. */
export type Facts = { readonly [Name in Attribute]?: string | number | undefined }

/** The attributes of a span and of the log records below it. */
type Known = { readonly [Name in Attribute]?: string | number }

const write = (span: Tracer.Span, facts: Facts): void => {
  for (const name of Object.keys(facts) as Array<Attribute>) {
    const value = facts[name]
    if (value !== undefined) span.attribute(name, value)
  }
}

/** Adds attributes to the current span, e.g. when a value is only known after a call. */
export const note = (facts: Facts): Effect.Effect<void> =>
  Effect.withFiber(({ cache: { span } }) => {
    if (span?._tag !== "Span") return Effect.void
    write(span, facts)
    return Effect.void
  })

/** Adds attributes, e.g. the id of a job, to the current span and to every log record of an effect. */
export const about =
  (facts: Known) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.updateContext(effect, (context: Context.Context<R>) => {
      const span = Context.getOrUndefined(context, Tracer.ParentSpan)
      if (span?._tag === "Span") write(span, facts)
      const outer = Context.get(context, References.CurrentLogAnnotations)
      return Context.add(context, References.CurrentLogAnnotations, { ...outer, ...facts })
    })

/** Like {@link about}, for a method whose first argument is the value of the attribute. */
export const aboutIts =
  (attribute: Attribute) =>
  <A, E, R>(
    effect: Effect.Effect<A, E, R>,
    ...[id]: readonly [id: string, ...ReadonlyArray<unknown>]
  ): Effect.Effect<A, E, R> =>
    about({ [attribute]: id })(effect)
