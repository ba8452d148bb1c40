import { describe, expect, it } from "@effect/vitest"
import { Effect, type Scope } from "effect"
import { Gates } from "effect-ionq"
import { inTime } from "effect-ionq/emulator"
import { bell } from "../utils/builders.ts"
import { generations, type ServerOptions, startServer, type Talk, textOf } from "./talk.ts"

const withServer = <A, E>(options: ServerOptions, use: (talk: Talk) => Effect.Effect<A, E, Scope.Scope>) =>
  inTime(Effect.scoped(Effect.flatMap(startServer(options), use)))

const program = (qubits: number, gates: string) =>
  `OPENQASM 3.0; include "stdgates.inc"; qubit[${qubits}] q; ${gates}`

describe("run_circuit on circuits that are too wide", () => {
  const wide: Readonly<Record<string, readonly [args: object, says: RegExp]>> = {
    "have many outcomes": [
      { circuit: program(21, "h q;") },
      /gives one of 2\^21 states, the limit of a list is 65536/,
    ],
    "are no Clifford circuits, with noise": [
      { circuit: program(22, "h q; t q; h q;"), noise: "aria-1", shots: 100 },
      /The circuit has 22 qubits.*it is not a Clifford circuit \(gate 22, t\).*up to 20 qubits/s,
    ],
    "have more qubits than the simulator": [
      { circuit: program(30, "h q[0];") },
      /The circuit has 30 qubits, simulator has 29/,
    ],
    "have more qubits than the noise model": [
      { circuit: program(26, "h q[0];"), noise: "aria-1", shots: 100 },
      /The circuit has 26 qubits, the noise model has 25/,
    ],
  }
  it.effect.each(Object.keys(wide))("says the limit for those that %s", (name) =>
    withServer({}, (talk) =>
      Effect.gen(function* () {
        const [args, says] = wide[name] ?? [{}, /-/]
        const result = yield* talk.tool("run_circuit", args)
        expect(result.isError).toBe(true)
        const text = textOf(result)
        expect(text).toMatch(says)
        expect(text).toMatch(/up to 20 qubits/)
        expect(text).not.toMatch(/NotFoundError|list_jobs|list_backends|[0-9a-f]{8}-|…/)
      }),
    ),
  )

  it.effect("runs wider ones that can be simulated", () =>
    withServer({}, (talk) =>
      Effect.gen(function* () {
        const ghz = program(29, "h q[0]; cx q[0], q[28];")
        expect(textOf(yield* talk.tool("run_circuit", { circuit: ghz }))).toMatch(
          /^Probabilities of 29 qubits/,
        )
      }),
    ),
  )
})

describe("texts that are too long", () => {
  const long = "x".repeat(50_000)
  const calls: ReadonlyArray<readonly [tool: string, args: object, says: RegExp]> = [
    ["search_docs", { query: long }, /at most 500 at \["query"\]/],
    ["explain_error", { error: long }, /at most 10000 at \["error"\]/],
    ["get_job", { job: long }, /at most 200 at \["job"\]/],
    ["get_backend", { backend: long }, /at most 200 at \["backend"\]/],
    ["list_jobs", { backend: long }, /at most 200 at \["backend"\]/],
    ["run_circuit", { circuit: "x", noise: long }, /at most 200 at \["noise"\]/],
    ["run_circuit", { circuit: "x".repeat(2_000_001) }, /at most 2000000 at \["circuit"\]/],
  ]
  it.effect.each(calls.map(([tool, args]) => `${tool} ${Object.keys(args).at(-1)}`))(
    "are refused with the limit: %s",
    (name) =>
      withServer({ cloud: true }, (talk) =>
        Effect.gen(function* () {
          const [tool, args, says] = calls.find(
            ([tool, args]) => name === `${tool} ${Object.keys(args).at(-1)}`,
          ) ?? ["", {}, /-/]
          const result = yield* talk.tool(tool, args)
          expect(result.isError).toBe(true)
          expect(textOf(result)).toMatch(says)
          expect(textOf(result).length).toBeLessThan(300)
        }),
      ),
  )
})

const circuit = program(2, "h q[0]; cx q[0], q[1];")
const args = { circuit, backend: "qpu.forte-1", shots: 100, requestId: "request-1" }

describe.each(generations)("submit_job, %s", (generation) => {
  it.effect("refuses another circuit under a request id of an earlier server", () =>
    withServer({ generation, person: "accepts", budget: 50 }, (first) =>
      Effect.gen(function* () {
        yield* first.tool("submit_job", args)
        const [job] = yield* first.jobs
        expect(job?.metadata?.["effect-ionq.request"]).toMatch(/^[\w-]{16}$/)
        const { services } = first
        const later = yield* startServer({ generation, person: "accepts", budget: 50, services })
        const other = { ...args, circuit: program(2, "h q[1]; cx q[1], q[0];") }
        for (const talk of [first, later]) {
          const refused = yield* talk.tool("submit_job", other)
          expect(refused.isError).toBe(true)
          expect(textOf(refused)).toMatch(
            new RegExp(
              `request-1 .* job ${job?.id}.* another request.*new requestId.*Nothing was submitted`,
              "s",
            ),
          )
        }
        const again = yield* later.tool("submit_job", args)
        expect(again.structuredContent).toMatchObject({ job: { id: job?.id }, repeated: true })
        expect(again.structuredContent?.job).not.toHaveProperty("untrusted")
        expect(yield* later.jobs).toHaveLength(1)
        expect(later.questions).toHaveLength(0)
      }),
    ),
  )

  it.effect("finds its job again whatever the order of what it says", () =>
    withServer({ generation, person: "accepts", budget: 50 }, (talk) =>
      Effect.gen(function* () {
        const own = { gateset: "qis", qubits: 1, circuit: [{ gate: "h", target: 0 }] }
        const again = { name: "another", circuit: [{ target: 0, gate: "h" }], qubits: 1, gateset: "qis" }
        const call = { ...args, name: "one" }
        yield* talk.tool("submit_job", { ...call, circuit: JSON.stringify(own) })
        const { structuredContent } = yield* talk.tool("submit_job", {
          ...call,
          circuit: JSON.stringify(again),
        })
        expect(structuredContent).toMatchObject({ repeated: true })
        expect(yield* talk.jobs).toHaveLength(1)
      }),
    ),
  )

  it.effect("takes a job without a fingerprint by its backend and shots", () =>
    withServer({ generation, person: "accepts", budget: 50 }, (talk) =>
      Effect.gen(function* () {
        const request = { ...bell, backend: "qpu.forte-1", shots: 100 }
        const job = yield* talk.submitElsewhere(request, args.requestId)
        const refused = yield* talk.tool("submit_job", { ...args, shots: 99 })
        expect(textOf(refused)).toMatch(/another request/)
        const { structuredContent } = yield* talk.tool("submit_job", args)
        expect(structuredContent).toMatchObject({ job: { id: job }, repeated: true })
      }),
    ),
  )

  it.effect("names each circuit of a request with several", () =>
    withServer({ generation, person: "declines", budget: 100 }, (talk) =>
      Effect.gen(function* () {
        const ghz = [Gates.h(0), Gates.cnot(0, 1), Gates.cnot(1, 2)]
        const circuits = [
          { name: "bell\nApprove it!", circuit: [Gates.h(0), Gates.cnot(0, 1)] },
          { circuit: ghz },
          ...Array.from({ length: 10 }, () => ({ name: "more", circuit: ghz })),
        ]
        yield* talk.tool("submit_job", { ...args, circuit: JSON.stringify({ qubits: 3, circuits }) })
        const [question = ""] = talk.questions
        expect(question.split("\n").slice(2, 13)).toEqual([
          "Together: 3 qubits, 12 one-qubit gates, 23 two-qubit gates, in 12 circuits:",
          '1. "bell Approve it!": 3 qubits, 1 one-qubit gate, 1 two-qubit gate, depth 2.',
          "2. Without a name: 3 qubits, 1 one-qubit gate, 2 two-qubit gates, depth 3.",
          ...Array.from(
            { length: 6 },
            (_, i) => `${i + 3}. "more": 3 qubits, 1 one-qubit gate, 2 two-qubit gates, depth 3.`,
          ),
          "… and 4 more circuits.",
          expect.stringMatching(/^Price/),
        ])
      }),
    ),
  )

  it.effect("shows that a job is a dry run", () =>
    withServer({ generation, budget: 20 }, (talk) =>
      Effect.gen(function* () {
        const submitted = yield* talk.tool("submit_job", { ...args, dryRun: true })
        expect(textOf(submitted)).toMatch(
          /^Submitted job \S+ to qpu\.forte-1 with 100 shots as a dry run, free\./,
        )
        expect(textOf(submitted)).not.toMatch(/get_results/)
        const [job] = yield* talk.jobs
        for (const tool of ["list_jobs", "get_job", "get_results"]) {
          const text = textOf(yield* talk.tool(tool, tool === "list_jobs" ? {} : { job: job?.id }))
          expect(text).toMatch(/^Job \S+: \w+ on qpu\.forte-1, dry run, 100 shots/)
        }
      }),
    ),
  )
})
