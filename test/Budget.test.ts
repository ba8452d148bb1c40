import { describe, expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Gates, Jobs } from "effect-ionq"
import { type BudgetOptions, type CostReport, CurrentBudget } from "effect-ionq/Budget"
import * as Emulator from "effect-ionq/emulator"
import type { SubmitOptions } from "effect-ionq/Jobs"
import type { Services } from "effect-ionq/Layer"
import type { JobChanges, JobRequest } from "effect-ionq/schema/JobRequest"
import { inTime } from "effect-ionq/emulator"
import { bell, makeJob, multi } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import type { Stub, StubAnswer, StubRequest } from "./utils/stub.ts"

const emulated = <A, E>(effect: Effect.Effect<A, E, Services>, options: Emulator.Options = {}) =>
  Effect.provide(inTime(effect), Emulator.layerIonQ(options))

/** What the jobs of the budget in force cost or hold. */
const spent = Effect.map(CurrentBudget, (budget) => budget?.spent)

describe("Jobs.withBudget", () => {
  const forte = (gates = 1): JobRequest & { type: "ionq.circuit.v1" } => ({
    ...bell,
    backend: "qpu.forte-1",
    shots: 1000,
    input: { gateset: "qis", qubits: 2, circuit: Array.from({ length: gates }, () => Gates.cnot(0, 1)) },
  })
  const priceOf = Effect.gen(function* () {
    const estimate = yield* (yield* Jobs).estimate({
      backend: "qpu.forte-1",
      qubits: 2,
      shots: 1000,
      "2q_gates": 1,
      error_mitigation: true,
    })
    return { price: estimate.estimated_total_cost ?? 0, unit: estimate.estimated_unit ?? "" }
  })

  it.effect("submits until the next job would go past it, whatever runs at the same time", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { price, unit } = yield* priceOf
      expect(price).toBeGreaterThan(0)
      const results = yield* Jobs.withBudget({ max: 3.5 * price, unit })(
        Effect.forEach([1, 2, 3, 4, 5], () => Effect.result(jobs.submit(forte())), {
          concurrency: "unbounded",
        }),
      )
      expect(results.filter(({ _tag }) => _tag === "Success")).toHaveLength(3)
      const refused = results.filter(({ _tag }) => _tag === "Failure")
      expect(refused).toMatchObject([
        { failure: { _tag: "BudgetExceededError", unit, max: 3.5 * price, estimated: price } },
        { failure: { _tag: "BudgetExceededError" } },
      ])
      expect(yield* Stream.runCollect(jobs.list())).toHaveLength(3)
      // Outside there is no limit.
      yield* jobs.submit(forte())
    }).pipe(emulated),
  )

  it.effect("reports the estimate beside the cost, and charges the cost", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { price, unit } = yield* priceOf
      const reports: Array<CostReport> = []
      const run = yield* Jobs.withBudget({
        max: 1.5 * price,
        unit,
        onCost: (report) => Effect.sync(() => void reports.push(report)),
      })(jobs.run(forte()))
      expect(run.cost).toEqual({ jobId: run.job.id, estimated: price, actual: expect.any(Number), unit })
      expect(reports).toEqual([run.cost])
    }).pipe(emulated),
  )

  it.effect("is charged to the one around it, too", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { price, unit } = yield* priceOf
      const inner = Jobs.withBudget({ max: 10 * price, unit })(jobs.submit(forte()))
      const error = yield* Jobs.withBudget({ max: 1.5 * price, unit })(
        Effect.andThen(inner, Effect.flip(inner)),
      )
      expect(error).toMatchObject({ _tag: "BudgetExceededError", max: 1.5 * price })
    }).pipe(emulated),
  )

  it.effect("gives back what was refused, and refuses what it cannot know", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { price, unit } = yield* priceOf
      yield* Jobs.withBudget({ max: 1.5 * price, unit })(
        Effect.gen(function* () {
          yield* Effect.flip(jobs.submit({ ...forte(), session_id: "none" }))
          yield* jobs.submit(bell)
          const { id } = yield* jobs.submit(forte())
          expect(yield* Effect.flip(jobs.clone(id))).toMatchObject({ _tag: "BudgetExceededError" })
        }),
      )
      const qasm = {
        type: "ionq.qasm3.v1",
        backend: "qpu.forte-1",
        input: { data: "OPENQASM 3.0; qubit q; bit c; c = measure q; if (c) x q;" },
      } as const
      expect(yield* Effect.flip(Jobs.withBudget({ max: 1e9, unit })(jobs.submit(qasm)))).toMatchObject({
        _tag: "BudgetExceededError",
        message: expect.stringContaining("the gates of the program cannot be counted: 1:"),
      })
      expect(
        yield* Effect.flip(Jobs.withBudget({ max: 1e9, unit: "qct" })(jobs.submit(forte()))),
      ).toMatchObject({
        message: expect.stringContaining(`in ${unit}`),
      })
    }).pipe(emulated),
  )

  it.effect("is not charged for a submission that has its job already", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { price, unit } = yield* priceOf
      const before = yield* jobs.submit(forte(), { submissionId: "before" })
      yield* Effect.gen(function* () {
        const first = yield* jobs.submit(forte(), { submissionId: "within" })
        expect(yield* spent).toBe(price)
        // There is no room for another job, and none is made.
        expect(yield* jobs.submit(forte(), { submissionId: "within" })).toEqual(first)
        expect((yield* jobs.submit(forte(), { submissionId: "before" })).id).toBe(before.id)
        expect(yield* spent).toBe(price)
        yield* jobs.run(forte(), { submissionId: "within" })
        yield* jobs.run(forte(), { submissionId: "within" })
        yield* jobs.clone(first.id, {}, { submissionId: "within" })
        expect(yield* spent).toBe(price)
      }).pipe(Jobs.withBudget({ max: 1.5 * price, unit }), Jobs.withBudget({ max: 1.5 * price, unit }))
      expect(yield* Stream.runCollect(jobs.list())).toHaveLength(2)
    }).pipe(emulated),
  )

  it.effect("is charged once for one id that is submitted many times at once", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { price, unit } = yield* priceOf
      yield* Effect.gen(function* () {
        const all = yield* Effect.all(
          Array.from({ length: 5 }, () => jobs.submit(forte(), { submissionId: "one" })),
          { concurrency: "unbounded" },
        )
        expect(new Set(all.map(({ id }) => id)).size).toBe(1)
        expect(yield* spent).toBe(price)
      }).pipe(Jobs.withBudget({ max: 1.5 * price, unit }))
    }).pipe(emulated),
  )

  it.effect("holds a job once whose answer was lost, and which is found", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { price, unit } = yield* priceOf
      yield* Effect.gen(function* () {
        yield* jobs.submit(forte())
        expect(yield* spent).toBe(price)
        expect(yield* Effect.flip(jobs.submit(forte()))).toMatchObject({ _tag: "BudgetExceededError" })
      }).pipe(Jobs.withBudget({ max: 1.5 * price, unit }))
      expect(yield* Stream.runCollect(jobs.list())).toHaveLength(1)
    }).pipe((effect) =>
      emulated(effect, {
        faults: {
          rules: [{ method: "POST", path: "/jobs", times: 1, fault: { kind: "lose", processed: true } }],
        },
      }),
    ),
  )

  it.effect.each([Number.NaN, -1, Number.POSITIVE_INFINITY])("refuses to keep one of %s", (max) =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      for (const request of [bell, forte()]) {
        const error = yield* Effect.flip(Jobs.withBudget({ max, unit: "usd" })(jobs.submit(request)))
        expect(error).toMatchObject({ _tag: "InvalidRequestError", field: "budget.max" })
      }
      expect(yield* Stream.runCollect(jobs.list())).toEqual([])
    }).pipe(emulated),
  )

  it.effect("takes no negative estimate and no negative cost for money back", () =>
    withStub(
      ({ path }) => ({
        status: 200,
        body: path.includes("/estimate")
          ? { estimated_total_cost: -5, estimated_unit: "usd" }
          : { id: "j", status: "submitted" },
      }),
      (stub) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          const error = yield* Effect.flip(jobs.submit(forte()))
          expect(error).toMatchObject({ _tag: "BudgetExceededError" })
          expect(stub.requests.map(({ method }) => method)).toEqual(["GET"])
          expect(yield* spent).toBe(0)
        }).pipe(Jobs.withBudget({ max: 1, unit: "usd" })),
    ),
  )
})

/** A machine that is not free, over a stub: what was asked for an estimate, and what is answered. */
describe("the money of a budget", () => {
  const machine = "qpu.forte-1"
  const query = (request: Partial<JobRequest> & object) =>
    ({ ...bell, backend: machine, ...request }) as JobRequest

  interface Answers {
    readonly estimate?: unknown
    readonly cost?: StubAnswer
    readonly posts?: ReadonlyArray<StubAnswer>
    readonly job?: object
    readonly list?: StubAnswer
  }

  /** Answers as IonQ; each posted job has an id of its own. */
  const server = ({ estimate, cost, posts = [], job = {}, list }: Answers = {}) => {
    let posted = 0
    return ({ method, path }: StubRequest): StubAnswer => {
      if (path.includes("/estimate")) {
        return { status: 200, body: estimate ?? { estimated_total_cost: 2, estimated_unit: "usd" } }
      }
      if (path.endsWith("/cost")) return cost ?? { status: 200, body: { cost: { value: 3, unit: "usd" } } }
      if (method === "POST") {
        return posts[posted++] ?? { status: 201, body: { id: `job-${posted}`, status: "ready" } }
      }
      const id = /\/jobs\/([^/?]+)$/.exec(path)?.[1]
      if (id === undefined) return list ?? { status: 200, body: { jobs: [], next: null } }
      return { status: 200, body: { ...makeJob({ id, backend: machine }), ...job } }
    }
  }

  const withMoney = <A, E>(answers: Answers, use: (stub: Stub) => Effect.Effect<A, E, Services>) =>
    withStub(server(answers), (stub) => inTime(use(stub)))
  const usd = (max: number, more: Partial<BudgetOptions> = {}) =>
    Jobs.withBudget({ max, unit: "usd", ...more })
  const submit = (request: JobRequest, options: SubmitOptions = {}) =>
    Effect.flatMap(Jobs, (jobs) => jobs.submit(request, options))
  const paths = ({ requests }: Stub) => requests.map(({ method, path }) => `${method} ${path.split("?")[0]}`)

  /** What IonQ is asked for an estimate of. */
  const asked = (use: Effect.Effect<unknown, unknown, Services>, answers: Answers = {}) =>
    Effect.gen(function* () {
      let found: Record<string, string> | undefined
      yield* withMoney(answers, ({ requests }) =>
        Effect.map(Effect.exit(use), () => {
          const path = requests.find((request) => request.path.includes("/estimate"))?.path
          found = path === undefined ? undefined : Object.fromEntries(new URL(path, "http://l").searchParams)
        }),
      )
      return found
    })

  const circuit = (gates: ReadonlyArray<object>, input: object = {}, more: object = {}) =>
    query({ input: { gateset: "qis", circuit: gates, ...input }, ...more } as object)
  const base = { backend: machine, type: "ionq.circuit.v1", shots: "100", error_mitigation: "false" }
  const requests: ReadonlyArray<readonly [string, JobRequest, Record<string, string>]> = [
    [
      "a Bell pair",
      circuit([Gates.h(0), Gates.cnot(0, 1)]),
      { qubits: "2", "1q_gates": "1", "2q_gates": "1" },
    ],
    [
      "a wider register",
      circuit([Gates.h(0)], { qubits: 7 }),
      { qubits: "7", "1q_gates": "1", "2q_gates": "0" },
    ],
    [
      "a gate on three targets",
      circuit([{ gate: "h", targets: [0, 4, 2] }]),
      { qubits: "5", "1q_gates": "3", "2q_gates": "0" },
    ],
    [
      "a Toffoli gate",
      circuit([{ gate: "x", target: 2, controls: [0, 1] }]),
      { qubits: "3", "1q_gates": "0", "2q_gates": "6" },
    ],
    [
      "three controls",
      circuit([{ gate: "x", target: 2, controls: [0, 1, 3] }]),
      { qubits: "4", "1q_gates": "0", "2q_gates": "18" },
    ],
    [
      "terms of Pauli operators",
      circuit([
        Gates.pauliexp({
          targets: [0, 1, 2],
          terms: ["XYZ", "ZIX", "IZI", "III"],
          coefficients: [1, 1, 1, 1],
          time: 1,
        }),
      ]),
      { qubits: "3", "1q_gates": "0", "2q_gates": "6" },
    ],
    ["500 shots", circuit([Gates.h(0)], {}, { shots: 500 }), { shots: "500", error_mitigation: "true" }],
    ["499 shots", circuit([Gates.h(0)], {}, { shots: 499 }), { shots: "499", error_mitigation: "false" }],
    [
      "500 shots of native gates",
      circuit([Gates.gpi(0, 0)], { gateset: "native" }, { shots: 500 }),
      { shots: "500", error_mitigation: "false" },
    ],
    [
      "debiasing that is off",
      circuit([Gates.h(0)], {}, { shots: 500, settings: { error_mitigation: { debiasing: false } } }),
      { shots: "500", error_mitigation: "false" },
    ],
    [
      "debiasing that is on",
      circuit([Gates.h(0)], {}, { settings: { error_mitigation: { debiasing: true } } }),
      { error_mitigation: "true" },
    ],
    ["a session", circuit([Gates.h(0)], {}, { session_id: "s" }), { session: "true" }],
    [
      "a program in OpenQASM",
      query({
        type: "ionq.qasm3.v1",
        shots: 600,
        input: {
          data: 'OPENQASM 3.0; include "stdgates.inc"; qubit[4] q; h q; for int i in [0:2] cx q[i], q[3];',
        },
      } as object),
      {
        type: "ionq.qasm3.v1",
        qubits: "4",
        "1q_gates": "4",
        "2q_gates": "3",
        shots: "600",
        error_mitigation: "true",
      },
    ],
    [
      "a program of native gates",
      query({
        type: "ionq.qasm3.v1",
        shots: 600,
        input: { data: "OPENQASM 3.0; qubit[2] q; gpi(0.5) q; ms(0, 0) q[0], q[1];" },
      } as object),
      { type: "ionq.qasm3.v1", "1q_gates": "2", "2q_gates": "1", shots: "600", error_mitigation: "false" },
    ],
    [
      "many circuits",
      { ...multi, backend: machine, input: { ...multi.input, qubits: 2 } },
      { type: multi.type, qubits: "2", "1q_gates": "2", "2q_gates": "0" },
    ],
  ]
  for (const [name, request, expected] of requests) {
    it.effect(`is estimated for ${name}`, () =>
      Effect.gen(function* () {
        const found = yield* asked(usd(10)(submit(request)))
        expect(found).toMatchObject({ ...base, ...expected })
        if (!("session" in expected)) expect(found).not.toHaveProperty("session")
      }),
    )
  }

  it.effect("is not estimated for the simulator, for a dry run, and where there is no budget", () =>
    Effect.gen(function* () {
      expect(yield* asked(usd(10)(submit(bell)))).toBeUndefined()
      expect(yield* asked(usd(10)(submit(query({ dry_run: true }))))).toBeUndefined()
      expect(yield* asked(submit(query({})))).toBeUndefined()
      expect(yield* asked(usd(10)(submit(query({ dry_run: false }))))).toBeDefined()
    }),
  )

  const clone = (changes: JobChanges = {}) =>
    usd(10)(Effect.flatMap(Jobs, (jobs) => jobs.clone("original", changes)))
  const counted = { stats: { qubits: 3, gate_counts: { "1q": 4, "2q": 5 } }, shots: 700 }
  const clones: ReadonlyArray<readonly [string, object, JobChanges, Record<string, string> | undefined]> = [
    [
      "as the job was counted",
      counted,
      {},
      {
        backend: machine,
        qubits: "3",
        "1q_gates": "4",
        "2q_gates": "5",
        shots: "700",
        error_mitigation: "true",
      },
    ],
    ["with other shots", counted, { shots: 499 }, { shots: "499", error_mitigation: "false" }],
    ["with 500 shots", counted, { shots: 500 }, { shots: "500", error_mitigation: "true" }],
    ["without shots", { ...counted, shots: null }, {}, { shots: "100", error_mitigation: "false" }],
    ["on another machine", counted, { backend: "qpu.aria-1" }, { backend: "qpu.aria-1" }],
    [
      "with the debiasing of the job",
      { ...counted, settings: { error_mitigation: { debiasing: false } } },
      {},
      { error_mitigation: "false" },
    ],
    [
      "with debiasing of its own",
      { ...counted, settings: { error_mitigation: { debiasing: false } } },
      { settings: { error_mitigation: { debiasing: true } } },
      { error_mitigation: "true" },
    ],
    [
      "with no gates of a kind",
      { stats: { qubits: 1, gate_counts: {} } },
      {},
      { "1q_gates": "0", "2q_gates": "0" },
    ],
    ["not on the simulator", counted, { backend: "simulator" }, undefined],
    ["not as a dry run, like the job", { ...counted, dry_run: true }, {}, undefined],
    ["for money, of a dry run", { ...counted, dry_run: true }, { dry_run: false }, { "1q_gates": "4" }],
    ["not as a dry run of its own", counted, { dry_run: true }, undefined],
    ["not where the gates are not known", { stats: { qubits: 1 } }, {}, undefined],
    ["not where the gates are null", { stats: { qubits: 1, gate_counts: null } }, {}, undefined],
  ]
  for (const [name, job, changes, expected] of clones) {
    it.effect(`of a clone is estimated ${name}`, () =>
      Effect.gen(function* () {
        const found = yield* asked(clone(changes), { job })
        if (expected === undefined) expect(found).toBeUndefined()
        else expect(found).toMatchObject(expected)
      }),
    )
  }

  it.effect("of a clone is estimated without qubits where the job shows none", () =>
    Effect.gen(function* () {
      for (const stats of [{ gate_counts: {} }, { qubits: null, gate_counts: {} }]) {
        const found = yield* asked(clone(), { job: { stats } })
        expect(found).toMatchObject({ "1q_gates": "0" })
        expect(found).not.toHaveProperty("qubits")
      }
    }),
  )

  it.effect("of a clone whose gates are not known is refused, and a free one is not", () =>
    Effect.gen(function* () {
      yield* withMoney({ job: { stats: { qubits: 1 } } }, (stub) =>
        Effect.gen(function* () {
          expect(yield* Effect.flip(clone())).toMatchObject({
            _tag: "BudgetExceededError",
            message: expect.stringContaining("ionq.circuit.v1 are unknown"),
            max: 10,
            unit: "usd",
            spent: 0,
          })
          expect(paths(stub)).toEqual(["GET /v0.4/jobs/original"])
          expect((yield* clone({ backend: "simulator" })).id).toBe("job-1")
        }),
      )
    }),
  )

  it.effect("may be all that there is, and no more", () =>
    withMoney({}, () =>
      Effect.gen(function* () {
        yield* submit(query({}))
        yield* submit(query({}))
        expect(yield* spent).toBe(4)
        expect(yield* Effect.flip(submit(query({})))).toMatchObject({
          message: "The job would cost 2 usd, and 4 of 4 are spent",
          max: 4,
          unit: "usd",
          spent: 4,
          estimated: 2,
        })
      }).pipe(usd(4)),
    ),
  )

  for (const [name, estimate, message] of [
    ["of before September 2026", { estimated_cost: 2, cost_unit: "usd" }, undefined],
    ["of nothing", { estimated_total_cost: 0, estimated_unit: "usd" }, undefined],
    ["without a cost", { estimated_unit: "usd" }, "IonQ gives no price"],
    ["whose cost is null", { estimated_total_cost: null, estimated_unit: "usd" }, "IonQ gives no price"],
    ["that is negative", { estimated_total_cost: -1, estimated_unit: "usd" }, "IonQ estimates -1"],
    ["in another unit", { estimated_total_cost: 1, estimated_unit: "qct" }, "IonQ estimates in qct"],
    ["without a unit", { estimated_total_cost: 1 }, "IonQ estimates in no unit"],
  ] as const) {
    it.effect(`an estimate ${name} ${message === undefined ? "is taken" : "is refused"}`, () =>
      withMoney({ estimate }, () =>
        Effect.gen(function* () {
          const result = yield* Effect.result(submit(query({})))
          expect(result).toMatchObject(
            message === undefined
              ? { success: { id: "job-1" } }
              : { failure: { message: `The budget of 4 usd cannot be kept: ${message}`, max: 4, spent: 0 } },
          )
        }).pipe(usd(4)),
      ),
    )
  }

  const lost: StubAnswer = { code: "ECONNRESET" }
  for (const [name, posts, options, held] of [
    ["a refusal", [{ status: 400 }], {}, 0],
    ["a response that was lost, without an id", [lost], { submissionId: false }, 2],
    ["three responses that were lost", [lost, lost, lost], {}, 2],
    ["a request that never left", [{ code: "ECONNREFUSED" }], { submissionId: false }, 0],
    ["a response that was lost, and a second request", [lost], {}, 2],
  ] as const) {
    it.effect(`${held} is held after ${name}`, () =>
      withMoney({ posts }, () =>
        Effect.gen(function* () {
          yield* Effect.exit(submit(query({}), options))
          expect(yield* spent).toBe(held)
        }).pipe(usd(4)),
      ),
    )
  }

  it.effect("is not held by a submission that sends nothing", () =>
    withMoney({ list: { status: 401 } }, () =>
      Effect.gen(function* () {
        expect(yield* Effect.flip(submit(query({}), { submissionId: "x" }))).toMatchObject({
          reason: "unreachable",
        })
        expect(yield* spent).toBe(0)
      }).pipe(usd(4)),
    ),
  )

  it.effect("is that of the budget around where that has less", () =>
    withMoney({}, () =>
      Effect.gen(function* () {
        expect(yield* Effect.flip(submit(query({})).pipe(usd(100), usd(1)))).toMatchObject({ max: 1 })
        expect(yield* Effect.flip(submit(query({})).pipe(usd(1), usd(100)))).toMatchObject({ max: 1 })
        expect(yield* Effect.flip(submit(bell).pipe(usd(1), usd(NaN)))).toMatchObject({ field: "budget.max" })
      }),
    ),
  )

  const run = Effect.flatMap(Jobs, (jobs) => jobs.complete(jobs.submit(query({}))))
  /** What is spent in a budget and in that around it after a run, and the costs that both were told. */
  const settled = (answers: Answers) =>
    Effect.gen(function* () {
      const told: Array<readonly [string, CostReport]> = []
      const onCost = (name: string) => (report: CostReport) =>
        Effect.sync(() => void told.push([name, report]))
      let found: ReadonlyArray<number | undefined> = []
      yield* withMoney(answers, () =>
        Effect.gen(function* () {
          const inner = yield* Effect.andThen(Effect.exit(run), spent).pipe(
            usd(10, { onCost: onCost("inner") }),
          )
          found = [inner, yield* spent]
        }).pipe(usd(20, { onCost: onCost("outer") })),
      )
      return { found, told }
    })
  const report = (actual: number | undefined) => ({ jobId: "job-1", estimated: 2, actual, unit: "usd" })

  for (const [name, answers, actual] of [
    ["by IonQ's word", {}, 3],
    ["that is nothing", { cost: { status: 200, body: { cost: { value: 0, unit: "usd" } } } }, 0],
    [
      "in another unit is not taken",
      { cost: { status: 200, body: { cost: { value: 3, unit: "qct" } } } },
      undefined,
    ],
    [
      "that is negative is not taken",
      { cost: { status: 200, body: { cost: { value: -3, unit: "usd" } } } },
      undefined,
    ],
    ["that IonQ does not say", { cost: { status: 200, body: { cost: null } } }, undefined],
    ["that cannot be read", { cost: { status: 404 } }, undefined],
    ["of a job that failed", { job: { status: "failed" } }, 3],
    ["of a job that was canceled", { job: { status: "canceled" } }, 3],
  ] as const) {
    it.effect(`the cost ${name}: ${actual ?? "the estimate stays"}`, () =>
      Effect.gen(function* () {
        const { found, told } = yield* settled(answers)
        expect(found).toEqual([actual ?? 2, actual ?? 2])
        expect(told).toEqual([
          ["inner", report(actual)],
          ["outer", report(actual)],
        ])
      }),
    )
  }

  it.effect("is asked for once, and not where nothing is held", () =>
    withMoney({}, (stub) =>
      Effect.gen(function* () {
        const costs = () => paths(stub).filter((path) => path.endsWith("/cost")).length
        const jobs = yield* Jobs
        const { id } = yield* run
        yield* jobs.complete(Effect.succeed({ id, status: "ready" }))
        yield* jobs.complete(jobs.submit(bell))
        expect(costs()).toBe(1)
      }).pipe(usd(10)),
    ),
  )

  it.effect("is not asked for without a budget", () =>
    withMoney({}, (stub) =>
      Effect.gen(function* () {
        yield* run
        expect(paths(stub).filter((path) => /cost|estimate/.test(path))).toEqual([])
      }),
    ),
  )

  it.effect("is that of one run of the effect", () =>
    withMoney({}, () =>
      Effect.gen(function* () {
        const limited = usd(2)(submit(query({})))
        yield* limited
        yield* limited
      }),
    ),
  )
})
