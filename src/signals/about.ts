import { Effect, References } from "effect"
import type { Attribute } from "./names.ts"

/** What spans and log records say. Attributes without a value are left out. */
export type Facts = { readonly [Name in Attribute]?: string | number | undefined }

const known = (facts: Facts): Record<string, unknown> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))

/** Adds what became known to the current span. */
export const note = (facts: Facts): Effect.Effect<void> => Effect.annotateCurrentSpan(known(facts))

/** Lets the current span and every log record of an effect say what it is about. */
export const about =
  (facts: Facts) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.withFiber((fiber) => {
      const all = known(facts)
      const { span } = fiber.cache
      if (span?._tag === "Span") for (const [name, value] of Object.entries(all)) span.attribute(name, value)
      return Effect.updateService(effect, References.CurrentLogAnnotations, (outer) => ({ ...outer, ...all }))
    })

/** For a method whose first argument is the id of what it is about. */
export const aboutIts =
  (attribute: Attribute) =>
  <A, E, R>(
    effect: Effect.Effect<A, E, R>,
    ...[id]: readonly [id: string, ...ReadonlyArray<unknown>]
  ): Effect.Effect<A, E, R> =>
    about({ [attribute]: id })(effect)
