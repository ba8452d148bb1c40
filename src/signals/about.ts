import { Effect, References } from "effect"
import type { Attribute } from "./names.ts"

/** What a span says. Attributes without a value are left out. */
export type Facts = { readonly [Name in Attribute]?: string | number | undefined }

/** What a span and the log records below it say. */
type Known = { readonly [Name in Attribute]?: string | number }

/** Adds what became known to the current span. */
export const note = (facts: Facts): Effect.Effect<void> =>
  Effect.withFiber(({ cache: { span } }) => {
    if (span?._tag !== "Span") return Effect.void
    for (const [name, value] of Object.entries(facts)) if (value !== undefined) span.attribute(name, value)
    return Effect.void
  })

/** Lets the current span and every log record of an effect say what it is about. */
export const about =
  (facts: Known) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.withFiber((fiber) => {
      const { span } = fiber.cache
      if (span?._tag === "Span")
        for (const [name, value] of Object.entries(facts)) span.attribute(name, value)
      const outer = fiber.getRef(References.CurrentLogAnnotations)
      return Effect.provideService(effect, References.CurrentLogAnnotations, { ...outer, ...facts })
    })

/** For a method whose first argument is the id of what it is about. */
export const aboutIts =
  (attribute: Attribute) =>
  <A, E, R>(
    effect: Effect.Effect<A, E, R>,
    ...[id]: readonly [id: string, ...ReadonlyArray<unknown>]
  ): Effect.Effect<A, E, R> =>
    about({ [attribute]: id })(effect)
