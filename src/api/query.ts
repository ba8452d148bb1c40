import { Schema, SchemaTransformation } from "effect"

/** A list in a query: sent as repeats of the parameter, as IonQ's document has it; read as those or as `a,b`. */
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
