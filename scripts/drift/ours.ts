/** What we say: our contract, and the formats of results and circuits that `Results` reads, which no endpoint names. */
import { Schema } from "effect"
import { IonQApi } from "effect-ionq/IonQApi"
import { NativeProgram } from "effect-ionq/schema/Circuit"
import * as Result from "effect-ionq/schema/Result"
import { OpenApi } from "effect/http-api"
import { type Facts, factsOf } from "./facts.ts"

const { formats } = Result

const read = Schema.Struct({
  [formats.probabilitiesV1]: Result.Probabilities,
  [formats.probabilitiesV2]: Result.ProbabilitiesV2,
  [formats.histogramV1]: Result.Histogram,
  [formats.histogramV2]: Result.HistogramV2,
  [formats.shotsV1]: Result.ShotsV1,
  // Its shots are read one after the other.
  [formats.shotsV2]: Schema.Struct({ shots: Schema.Array(Result.ShotV2) }),
  [formats.probabilitiesByChild]: Result.ProbabilitiesByChild,
  [formats.native]: NativeProgram,
  [formats.qasm3]: Schema.String,
})

export const ourFacts = (): Facts => {
  const { schema, definitions } = Schema.toJsonSchemaDocument(Schema.toCodecJson(read))
  const { formats } = factsOf({ components: { schemas: { FormatsCatalog: schema } }, $defs: definitions })
  return { ...factsOf(OpenApi.fromApi(IonQApi)), formats }
}
