import { Predicate, Schema, type SchemaAST, SchemaGetter, SchemaTransformation } from "effect"

/** A field that the server may omit or send as null; both mean "nothing". */
export const maybe = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** The annotation key of {@link loose}. */
const looseKey = "effect-ionq/loose"

/**
 * A part of a response that must not make the rest unreadable: unreadable optional fields and list items are dropped.
 * They are reported as drift, and only a strict client rejects the response.
 */
export const loose = <S extends Schema.Top>(schema: S): S["Rebuild"] => schema.annotate({ [looseKey]: true })

export const isLoose = (ast: SchemaAST.AST): boolean => ast.annotations?.[looseKey] === true

/** The annotation key under which an {@link openWord} keeps its words. */
const wordsKey = "effect-ionq/words"

/**
 * A string with known values that the server may extend: known values are completed by editors, a new one is kept as
 * it is.
 */
export const openWord = <const Words extends ReadonlyArray<string>>(...words: Words) =>
  Schema.Union([Schema.Literals(words), Schema.StringForLiteralAutocomplete]).annotate({ [wordsKey]: words })

export const wordsOf = (ast: SchemaAST.AST): ReadonlyArray<string> | undefined => {
  const words = ast.annotations?.[wordsKey]
  return Array.isArray(words) ? words : undefined
}

/**
 * A record of finite numbers. Its keys are strings in any JSON, so only the values are checked, and nothing is
 * copied: a distribution can have a million entries.
 */
export const finiteRecord = Schema.declare(
  (u): u is { readonly [key: string]: number } => {
    if (!Predicate.isObject(u) || Array.isArray(u)) return false
    for (const value of Object.values(u)) if (!Number.isFinite(value)) return false
    return true
  },
  {
    expected: "an object of finite numbers",
    toCodecJson: () =>
      Schema.link<{ readonly [key: string]: number }>()(Schema.Record(Schema.String, Schema.Finite), {
        decode: SchemaGetter.passthrough(),
        encode: SchemaGetter.passthrough(),
      }),
  },
)

/**
 * A part of a request that is sent unchanged. It has to be a JSON value, because any other value would be sent as
 * another one, such as `null` for `NaN`, or not at all.
 */
export const anyJson = Schema.Unknown.check(
  Schema.makeFilter(Schema.is(Schema.Json), { expected: "JSON value" }),
)

/**
 * `true` and `false` in upper or lower case. Without its flag `u`, the OpenAPI document would not contain the
 * pattern.
 */
export const flagPattern = /^(?:[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$/u

/** A boolean in a query: sent as `true` and `false`, and read in any case. */
export const queryFlag = Schema.String.check(Schema.isPattern(flagPattern)).pipe(
  Schema.decodeTo(
    Schema.Boolean,
    SchemaTransformation.transform({
      decode: (word): boolean => word.toLowerCase() === "true",
      encode: (flag) => (flag ? "true" : "false"),
    }),
  ),
)
