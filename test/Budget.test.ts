import { describe, expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Gates, Jobs } from "effect-ionq"
import { type CostReport, CurrentBudget } from "effect-ionq/Budget"
import * as Emulator from "effect-ionq/emulator"
import type { Services } from "effect-ionq/Layer"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { bell } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import { inTime } from "./utils/clock.ts"

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
        input: { data: "OPENQASM 3.0;" },
      } as const
      expect(yield* Effect.flip(Jobs.withBudget({ max: 1e9, unit })(jobs.submit(qasm)))).toMatchObject({
        _tag: "BudgetExceededError",
        message: expect.stringContaining("not known"),
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
