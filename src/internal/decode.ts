import { Effect, Schema } from "effect"
import * as SchemaJITCompiler from "effect/schema/SchemaJITCompiler"
import type { Drift } from "../Drift.ts"
import { driftWalk } from "./drift.ts"

/** A value, and what was new in it. */
export interface Decoded {
  readonly value: unknown
  readonly drift: ReadonlyArray<Omit<Drift, "endpoint">>
}

/** From the text of an answer to its value; fails with words for people. */
export const decoder = (schema: Schema.Top): ((text: string) => Effect.Effect<Decoded, string>) => {
  // Falls back to interpreting where a platform forbids code from strings.
  SchemaJITCompiler.enable(schema.ast)
  // No schema of the contract needs a service to decode.
  const decode = Schema.decodeUnknownEffect(schema as unknown as Schema.Codec<unknown>)
  const walk = driftWalk(schema)
  return (text) =>
    Effect.flatMap(parse(text), (json) =>
      Effect.mapBoth(decode(json), {
        onFailure: (error) => error.message,
        onSuccess: (value) => {
          const drift: Array<Omit<Drift, "endpoint">> = []
          walk(json, "", (kind, path, word) => void drift.push({ kind, path, value: word }))
          return { value, drift }
        },
      }),
    )
}

const parse = (text: string): Effect.Effect<unknown, string> =>
  Effect.try({ try: (): unknown => JSON.parse(text), catch: () => "not JSON, or cut" })
