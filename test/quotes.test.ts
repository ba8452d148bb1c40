import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Circuit, CurrentSession, Gates, Jobs } from "effect-ionq"
import type { Services } from "effect-ionq/Layer"
import type { CircuitJobRequest, JobRequest } from "effect-ionq/schema/JobRequest"
import { inTime } from "effect-ionq/emulator"
import { bell, makeJob } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import type { Stub, StubRequest } from "./utils/stub.ts"

const machine = "qpu.forte-1"
const request: CircuitJobRequest = {
  type: "ionq.circuit.v1",
  backend: machine,
  shots: 600,
  input: { gateset: "qis", circuit: [Gates.h(0), Gates.cnot(0, 1)] },
}
const program = 'OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; h q[0]; cx q[0], q[1];'
const counted = {
  backend: machine,
  type: "ionq.circuit.v1",
  qubits: 2,
  shots: 600,
  "1q_gates": 1,
  "2q_gates": 1,
  error_mitigation: true,
}

/** Answers as IonQ, and keeps what it was asked for. */
const withIonQ = <A, E>(
  use: (jobs: Jobs["Service"], asked: () => ReadonlyArray<string>) => Effect.Effect<A, E, Services>,
  { job = {}, estimate = {} }: { readonly job?: object; readonly estimate?: object } = {},
) => {
  let made = 0
  return withStub(
    ({ method, path }: StubRequest) => {
      if (path.includes("/estimate")) {
        return { status: 200, body: { estimated_total_cost: 2, estimated_unit: "usd", ...estimate } }
      }
      if (method === "POST") return { status: 201, body: { id: `made-${made++}`, status: "ready" } }
      return { status: 200, body: { ...makeJob({ id: "original", backend: machine }), ...job } }
    },
    (stub: Stub) =>
      inTime(
        Effect.gen(function* () {
          const asked = () =>
            stub.requests.map(({ method, path }) => `${method} ${path.split("?")[0]?.replace("/v0.4", "")}`)
          return yield* use(yield* Jobs, asked)
        }),
      ),
  )
}

describe("Jobs.quote", () => {
  it.effect("prices a request, a circuit and a program alike", () =>
    withIonQ((jobs, asked) =>
      Effect.gen(function* () {
        const expected = { free: false, query: counted, cost: 2, unit: "usd" }
        expect(yield* jobs.quote(request)).toMatchObject(expected)
        const options = { backend: machine, shots: 600 }
        expect(yield* jobs.quote(Circuit.bell(), options)).toMatchObject(expected)
        expect(yield* jobs.quote(program, options)).toMatchObject(expected)
        expect(yield* jobs.quote(program, { ...options, session: true, "2q_gates": 7 })).toMatchObject({
          query: { ...counted, session: true, "2q_gates": 7 },
        })
        expect(asked()).toEqual(Array.from({ length: 4 }, () => "GET /jobs/estimate"))
      }),
    ),
  )

  it.effect("counts what is free, and asks nothing", () =>
    withIonQ((jobs, asked) =>
      Effect.gen(function* () {
        for (const free of [bell, { ...request, dry_run: true }] satisfies ReadonlyArray<JobRequest>) {
          const quote = yield* jobs.quote(free)
          expect(quote).toMatchObject({ free: true, query: { "2q_gates": 1 } })
          expect(quote).not.toHaveProperty("estimate")
        }
        expect(asked()).toEqual([])
      }),
    ),
  )

  it.effect("says why it cannot count", () =>
    withIonQ((jobs, asked) =>
      Effect.gen(function* () {
        expect(yield* jobs.quote("qubit q; warp q;", { backend: machine })).toEqual({
          type: "ionq.circuit.v1",
          free: false,
          uncounted: expect.stringMatching(/^the gates of the program cannot be counted: 1:10: .*warp/),
        })
        expect(asked()).toEqual([])
      }),
    ),
  )

  it.effect("refuses what submit would refuse, and joins the session in force", () =>
    withIonQ((jobs) =>
      Effect.gen(function* () {
        expect(yield* Effect.flip(jobs.quote({ ...request, shots: 0 }))).toMatchObject({
          _tag: "InvalidRequestError",
          field: "shots",
        })
        const within = Effect.provideService(jobs.quote(request), CurrentSession.CurrentSession, {
          id: "s",
          backend: machine,
        })
        expect(yield* within).toMatchObject({ query: { ...counted, session: true } })
      }),
    ),
  )

  it.effect("leaves a budget nothing to ask, for a job of the same size", () =>
    withIonQ((jobs, asked) =>
      Effect.gen(function* () {
        const quote = yield* jobs.quote(request)
        yield* jobs.submit({ ...request, name: "same size" }, { quote })
        expect(asked()).toEqual(["GET /jobs/estimate", "POST /jobs"])
        yield* jobs.submit({ ...request, shots: 700 }, { quote })
        expect(asked().slice(2)).toEqual(["GET /jobs/estimate", "POST /jobs"])
        const error = yield* Effect.flip(jobs.submit(request, { quote }))
        expect(error).toMatchObject({ _tag: "BudgetExceededError", estimated: 2, spent: 4 })
        expect(asked()).toHaveLength(4)
      }).pipe(Jobs.withBudget({ max: 5, unit: "usd" })),
    ),
  )

  it.effect("without a price keeps no budget", () =>
    withIonQ(
      (jobs) =>
        Effect.gen(function* () {
          const quote = yield* jobs.quote(request)
          expect(quote).not.toHaveProperty("cost")
          expect(yield* Effect.flip(jobs.submit(request, { quote }))).toMatchObject({
            _tag: "BudgetExceededError",
            message: expect.stringContaining("gives no price"),
          })
        }).pipe(Jobs.withBudget({ max: 5, unit: "usd" })),
      { estimate: { estimated_total_cost: null } },
    ),
  )
})

describe("Jobs.quoteClone", () => {
  const job = { stats: { qubits: 3, gate_counts: { "1q": 4, "2q": 5 } }, shots: 700 }

  it.effect("prices a clone by the gates that IonQ counted, and reads its job once", () =>
    withIonQ(
      (jobs, asked) =>
        Effect.gen(function* () {
          const quote = yield* jobs.quoteClone("original", { shots: 499 })
          expect(quote).toMatchObject({
            query: { qubits: 3, "1q_gates": 4, "2q_gates": 5, shots: 499, error_mitigation: false },
            cost: 2,
          })
          yield* jobs.clone("original", { shots: 499 }, { quote })
          expect(asked()).toEqual(["GET /jobs/original", "GET /jobs/estimate", "POST /jobs/original/clone"])
        }).pipe(Jobs.withBudget({ max: 5, unit: "usd" })),
      { job },
    ),
  )

  it.effect("is asked for anew for another clone", () =>
    withIonQ(
      (jobs, asked) =>
        Effect.gen(function* () {
          const quote = yield* jobs.quoteClone("original")
          yield* jobs.move("original", { backend: "qpu.aria-1" }, { quote })
          yield* jobs.clone("other", {}, { quote })
          expect(asked().slice(2)).toEqual([
            "GET /jobs/estimate",
            "POST /jobs/original/move",
            "GET /jobs/other",
            "POST /jobs/other/clone",
          ])
        }).pipe(Jobs.withBudget({ max: 5, unit: "usd" })),
      { job },
    ),
  )
})
