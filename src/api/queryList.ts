import { Schema, SchemaTransformation } from "effect"

/**
 * A list in a query. It is sent as a repeated parameter, as in IonQ's document, and is read in that form or as `a,b`.
 */
export const queryList = Schema.Union([Schema.String, Schema.Array(Schema.String)]).pipe(
  Schema.decodeTo(
    Schema.Array(Schema.String),
    SchemaTransformation.transform<ReadonlyArray<string>, string | ReadonlyArray<string>>({
      decode: (value): ReadonlyArray<string> =>
        (typeof value === "string" ? [value] : value).flatMap((part) => part.split(",")),
      encode: (values) => values,
    }),
  ),
)
