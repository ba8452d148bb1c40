import { Predicate, Schema, type SchemaAST, SchemaGetter } from "effect"

/** A field that the server may leave out or send as null; both mean "nothing". */
export const maybe = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** The words of an {@link openWord}, kept on its AST. */
const wordsKey = "effect-ionq/words"

/** A word that the server owns: the known ones complete in an editor, a new one is kept as it came. */
export const openWord = <const Words extends ReadonlyArray<string>>(...words: Words) =>
  Schema.Union([Schema.Literals(words), Schema.StringForLiteralAutocomplete]).annotate({ [wordsKey]: words })

export const wordsOf = (ast: SchemaAST.AST): ReadonlyArray<string> | undefined => {
  const words = ast.annotations?.[wordsKey]
  return Array.isArray(words) ? words : undefined
}

/**
 * A record of finite numbers. Its keys are strings in any JSON, so only the values are looked at, and nothing is copied:
 * a distribution can have a million entries.
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
