/**
 * What does it cost to decode an answer, as a multiple of `JSON.parse` of the same text, and of Effect's own decoder for the
 * schema, compiled?
 *
 * The decoder is the client's own: parse, look through the whole value, look for drift. Effect's is asked for what is new, too:
 * as far as it can say, by refusing unknown fields (new words it cannot tell from known ones).
 */
import { Schema } from "effect"
import { JobPage } from "effect-ionq/schema/Job"
import { Probabilities } from "effect-ionq/schema/Result"
import { enable } from "effect/schema/SchemaJITCompiler"
import { decoder } from "../src/client/decode.ts"
import { medians } from "./measure.ts"
import { exampleJob } from "./exampleJob.ts"

const qubits = 20
const page = JSON.stringify({ jobs: Array.from({ length: 25 }, () => exampleJob), next: null })
const states = Array.from({ length: 2 ** qubits }, (_, state) => [state, (state + 1) / 2 ** (2 * qubits - 1)])
const distribution = JSON.stringify(Object.fromEntries(states))

const cases = [
  { name: "page of 25 jobs", text: page, schema: JobPage, rounds: 15, runs: 400, limit: 2.0, least: 1.5 },
  {
    name: "2^20 probabilities",
    text: distribution,
    schema: Probabilities,
    rounds: 7,
    runs: 1,
    limit: 1.6,
    least: undefined,
  },
] as const

/** Effect's decoder, compiled. */
const compiled = (schema: Schema.Codec<unknown>, onExcessProperty: "ignore" | "error") => {
  enable(schema.ast)
  return Schema.decodeUnknownResult(schema, { onExcessProperty })
}

for (const { name, text, schema, rounds, runs, limit, least } of cases) {
  const decode = decoder(schema)
  const plain = Schema.toType(schema)
  const [keeping, refusing] = [compiled(plain, "ignore"), compiled(plain, "error")]
  const {
    parse = NaN,
    all = NaN,
    kept = NaN,
    refused = NaN,
  } = medians(
    {
      parse: () => JSON.parse(text),
      all: () => decode(text),
      kept: () => keeping(JSON.parse(text)),
      refused: () => refusing(JSON.parse(text)),
    },
    { rounds, runs },
  )
  const ratio = all / parse
  console.log(
    `${name}: ${ratio.toFixed(2)} x JSON.parse (at most ${limit.toFixed(1)}; ${(text.length / 1e3).toFixed(0)} kB)`,
  )
  console.log(
    `  Effect's compiled decoder ${(kept / all).toFixed(2)} x ours, ${(refused / all).toFixed(2)} x with unknown fields refused${least === undefined ? "" : ` (at least ${least})`}`,
  )
  if (!(ratio <= limit) || (least !== undefined && !(refused / all >= least))) process.exitCode = 1
}
