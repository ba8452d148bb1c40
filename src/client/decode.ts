import { Effect, Schema, SchemaAST } from "effect"
import type { Drift } from "../Drift.ts"
import { lookAt } from "./look.ts"

/** A value, and what was new in it. */
export interface Decoded {
  readonly value: unknown
  readonly drift: ReadonlyArray<Omit<Drift, "endpoint">>
}

const none: Decoded["drift"] = []

/**
 * From the text of an answer to its value; fails with words for people. The value is the JSON itself, looked through
 * once; only what does not surely fit goes through the schema, which says what is wrong.
 */
export const decoder = (schema: Schema.Top): ((text: string) => Effect.Effect<Decoded, string>) => {
  // The contract wraps its schemas for JSON, which their types already are: no answer is decoded into something else.
  const plain = Schema.toType(schema)
  if (SchemaAST.isVoid(plain.ast)) return () => Effect.succeed({ value: undefined, drift: none })
  const decode = Schema.decodeUnknownEffect(plain)
  const look = lookAt(plain)
  return (text) =>
    Effect.flatMap(parse(text), (json) => {
      let known = true
      const fits = look(json, undefined, () => void (known = false))
      const drift = known ? none : driftIn(json)
      return fits
        ? Effect.succeed({ value: json, drift })
        : Effect.mapBoth(decode(json), {
            onFailure: (error) => error.message,
            onSuccess: (value): Decoded => ({ value, drift }),
          })
    })

  /** A second look, which keeps the paths. */
  function driftIn(json: unknown): Decoded["drift"] {
    const drift: Array<Omit<Drift, "endpoint">> = []
    look(json, "", (kind, path = "", value) => void drift.push({ kind, path, value }))
    return drift
  }
}

const parse = (text: string): Effect.Effect<unknown, string> =>
  Effect.try({ try: (): unknown => JSON.parse(text), catch: () => "not JSON, or cut" })
