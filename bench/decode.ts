/**
 * What does it cost to decode an answer, as a multiple of `JSON.parse` of the same text?
 *
 * The decoder is the client's own: parse, look through the whole value, look for drift.
 */
import { JobPage } from "effect-ionq/schema/Job"
import { Probabilities } from "effect-ionq/schema/Result"
import { decoder } from "../src/client/decode.ts"
import { medians } from "./measure.ts"
import { exampleJob } from "./exampleJob.ts"

const qubits = 20
const page = JSON.stringify({ jobs: Array.from({ length: 25 }, () => exampleJob), next: null })
const states = Array.from({ length: 2 ** qubits }, (_, state) => [state, (state + 1) / 2 ** (2 * qubits - 1)])
const distribution = JSON.stringify(Object.fromEntries(states))

const cases = [
  { name: "page of 25 jobs", text: page, schema: JobPage, rounds: 15, runs: 400, limit: 2.0 },
  { name: "2^20 probabilities", text: distribution, schema: Probabilities, rounds: 7, runs: 1, limit: 1.6 },
] as const

for (const { name, text, schema, rounds, runs, limit } of cases) {
  const decode = decoder(schema)
  const { parse = NaN, all = NaN } = medians(
    { parse: () => JSON.parse(text), all: () => decode(text) },
    { rounds, runs },
  )
  const ratio = all / parse
  console.log(
    `${name}: ${ratio.toFixed(2)} x JSON.parse (at most ${limit.toFixed(1)}; ${(text.length / 1e3).toFixed(0)} kB)`,
  )
  if (!(ratio <= limit)) process.exitCode = 1
}
