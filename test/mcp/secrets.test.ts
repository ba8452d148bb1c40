import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { inTime } from "effect-ionq/emulator"
import { Secrets } from "../../src/cli/terminal/scrub.ts"
import { bell } from "../utils/builders.ts"
import { generations, startServer } from "./talk.ts"

const key = "key-5f0e7a91c2"

/** The key where a model or a job may have put it. */
const hostile = `OPENQASM 3.0; include "${key}.inc"; qubit q;`

const bellProgram = 'OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; h q[0]; cx q[0], q[1];'

describe("the key", () => {
  it.effect.each(generations)(
    "is in no answer of a tool or a resource, and in no question, %s",
    (generation) =>
      inTime(
        Effect.scoped(
          Effect.gen(function* () {
            const talk = yield* startServer({
              generation,
              budget: 100,
              person: "declines",
              emulator: { apiKeys: [Redacted.make(key)] },
            })
            const job = yield* talk.submitElsewhere({ ...bell, name: `my ${key}`, metadata: { [key]: key } })
            const { result } = yield* talk.ask("tools/list")
            const args: Readonly<Record<string, object>> = {
              explain_error: { error: `401 for ${key}` },
              search_docs: { query: key },
              list_backends: {},
              get_backend: { backend: key },
              list_jobs: {},
              get_job: { job },
              get_results: { job },
              cancel_job: { job: key },
            }
            const rest = { circuit: hostile, backend: key, shots: 100, requestId: key, name: key }
            const taken = ["circuit", "backend", "shots", "requestId", "name"] as const
            for (const { name, inputSchema } of result?.tools ?? []) {
              const known = JSON.stringify(inputSchema)
              const fit = Object.fromEntries(
                taken.filter((each) => known.includes(`"${each}"`)).map((each) => [each, rest[each]]),
              )
              const own =
                name === "convert_circuit"
                  ? { to: "json" }
                  : name === "compile_circuit"
                    ? { target: "ms" }
                    : {}
              yield* talk.tool(name, { ...(args[name] ?? fit), ...own })
              yield* talk.tool(name, { [key]: key })
            }
            const { circuit: _, backend: __, ...hidden } = rest
            yield* talk.tool("submit_job", { ...hidden, circuit: bellProgram, backend: "qpu.forte-1" })
            expect(talk.questions.filter((question) => question.includes("<redacted>"))).toHaveLength(1)
            for (const uri of [
              `ionq://jobs/${job}`,
              `ionq://jobs/${key}`,
              `ionq://backends/${key}`,
              "ionq://docs/guide",
            ]) {
              yield* talk.ask("resources/read", { uri })
            }
            expect(talk.written.length).toBeGreaterThan(34)
            expect(talk.written.filter((line) => line.includes(key))).toEqual([])
          }),
        ),
      ).pipe(Effect.provideService(Secrets, new Set([key]))),
  )
})
