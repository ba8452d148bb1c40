import { Schema } from "effect"

/** A field that the server may leave out or send as null; both mean "nothing". */
export const maybe = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** A word that the server owns: the known ones complete in an editor, a new one is kept as it came. */
export const openWord = <const Words extends ReadonlyArray<string>>(...words: Words) =>
  Schema.Union([Schema.Literals(words), Schema.StringForLiteralAutocomplete])
