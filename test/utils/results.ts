/** Results of a job `j`, read from a server that answers a few paths. */
import { Effect } from "effect"
import { Distribution, Results } from "effect-ionq"
import type { CircuitJob } from "effect-ionq/schema/Job"
import { formats } from "effect-ionq/schema/Result"
import { makeJob } from "./builders.ts"
import { withStub } from "./client.ts"
import type { StubAnswer } from "./stub.ts"

export const link = (format: string) => ({ [format]: { id: format, format, media_type: "application/json" } })
export const url = (kind: string) => ({ [kind]: { url: `/v0.4/jobs/j/results/${kind}` } })

/** Reads from a server that answers these paths and nothing else. */
export const reading = <A, E>(
  answers: Readonly<Record<string, unknown>>,
  read: (results: Results["Service"]) => Effect.Effect<A, E>,
) =>
  withStub(
    ({ path }): StubAnswer => {
      const name = path.replace(/^\/v0\.4\/jobs\/j\//, "")
      return Object.hasOwn(answers, name) ? { status: 200, body: answers[name] } : { status: 404 }
    },
    ({ requests }) =>
      Effect.map(Effect.flatMap(Results, read), (value) => ({
        value,
        asked: requests.map(({ path }) => path),
      })),
  )

export const job = (fields: Partial<CircuitJob>) => makeJob({ id: "j", stats: { qubits: 3 }, ...fields })

export const { toBitstrings, toDecimals } = Distribution

export const v1 = { "1": 1 }
export const registers = { output_all: { "100": 1 }, c: { "1": 1 } }
export const all = {
  [`artifacts/${formats.probabilitiesV2}`]: { probabilities: { registers } },
  [`artifacts/${formats.probabilitiesV1}`]: v1,
  "results/probabilities": v1,
}
