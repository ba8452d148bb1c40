import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { IonQClient } from "effect-ionq"
import type { UsageQuery } from "effect-ionq/IonQApi"
import type { WireJobRequest } from "effect-ionq/schema/JobRequest"
import { TestClock } from "effect/testing"
import { bell, flip, nativeFlip, organizationId } from "../utils/builders.ts"
import { after, create, emulated } from "../utils/emulator.ts"

const costOf = Effect.fnUntraced(function* (uuid: string) {
  return yield* (yield* IonQClient).jobs.cost({ params: { uuid } })
})

/** 40 gates of one qubit and 60 of two. */
const large: WireJobRequest = {
  ...flip,
  shots: 2000,
  input: {
    gateset: "qis",
    qubits: 2,
    circuit: [
      { gate: "h", targets: [0, 1] },
      ...Array.from({ length: 38 }, () => ({ gate: "t", target: 0 })),
      ...Array.from({ length: 60 }, () => ({ gate: "cnot", control: 0, target: 1 })),
    ],
  },
}

describe("one rate card", () => {
  it.effect("an estimate, the estimated cost and the cost of a job are the same", () =>
    Effect.gen(function* () {
      const client = yield* IonQClient
      const { id } = yield* create(large)
      const estimate = yield* client.jobs.estimate({
        query: {
          backend: "qpu.forte-1",
          shots: 2000,
          "1q_gates": 40,
          "2q_gates": 60,
          error_mitigation: true,
        },
      })
      // 2,000 shots of 40 gates for 0.0002 and 60 for 0.001.
      expect(estimate.estimated_total_cost).toBeCloseTo(136, 9)
      const before = yield* costOf(id)
      expect(before).toEqual({
        dry_run: false,
        estimated_cost: { value: estimate.estimated_total_cost, unit: "usd" },
      })
      const job = yield* after(id, "1 second")
      expect((yield* costOf(id)).cost).toEqual(before.estimated_cost)
      expect(job.predicted_execution_duration_ms).toBe(300)
      expect(estimate.estimated_quantum_compute_time_us).toBe(
        (job.stats as { readonly billed_quantum_compute_time_us?: number }).billed_quantum_compute_time_us,
      )
    }).pipe(emulated()),
  )

  it.effect("a small job costs the least that a job does, which is more with error mitigation", () =>
    Effect.gen(function* () {
      const value = (request: WireJobRequest) =>
        Effect.flatMap(create(request), ({ id }) =>
          Effect.map(costOf(id), ({ estimated_cost }) => estimated_cost?.value),
        )
      const off = { settings: { error_mitigation: { debiasing: false } } }
      expect(yield* value(flip)).toBe(97.5)
      expect(yield* value({ ...flip, ...off })).toBe(12.5)
      expect(yield* value({ ...flip, shots: 499 })).toBe(12.5)
      expect(yield* value(nativeFlip)).toBe(12.5)
      expect(yield* value(bell)).toBeUndefined()
    }).pipe(emulated()),
  )

  it.effect("the simulator costs nothing, which is shown before October 2026", () =>
    Effect.gen(function* () {
      const { id } = yield* create(bell)
      expect((yield* costOf(id)).estimated_cost?.value).toBe(0)
    }).pipe(emulated({ generation: "2026-09" })),
  )

  it.effect("a dry run is priced, costs nothing and measures nothing; the simulator runs it", () =>
    Effect.gen(function* () {
      const dry = yield* create({ ...flip, dry_run: true })
      expect(yield* after(dry.id, "1 second")).toMatchObject({
        status: "completed",
        dry_run: true,
        results: null,
        started_at: null,
        execution_duration_ms: 0,
        stats: { predicted_quantum_compute_time_us: 380_000 },
      })
      expect(yield* costOf(dry.id)).toEqual({
        dry_run: true,
        estimated_cost: { value: 97.5, unit: "usd" },
        cost: { value: 0, unit: "usd" },
      })
      const ideal = yield* create({ ...bell, dry_run: true })
      expect((yield* after(ideal.id, "1 second")).results).not.toBeNull()
      const wrong = yield* create({
        ...flip,
        dry_run: true,
        input: { gateset: "qis", qubits: 1, circuit: [] },
      })
      expect((yield* after(wrong.id, "1 second")).failure?.code).toBe("InvalidInput")
    }).pipe(emulated()),
  )
})

describe("usage", () => {
  const usage = Effect.fnUntraced(function* (query: Partial<UsageQuery> = {}) {
    const all = {
      start_date: "2026-01-01",
      end_date: "2027-01-01",
      group_by: "project",
      modality: "daily",
    } as const
    const client = yield* IonQClient
    return yield* client.account.usage({ params: { organizationId }, query: { ...all, ...query } })
  })

  /** Jobs on a Wednesday, on the Thursday after it, and a week and a day later, in the next month. */
  const submitted = Effect.gen(function* () {
    for (const day of ["2026-07-29", "2026-07-30", "2026-08-06"]) {
      yield* TestClock.setTime(Date.parse(day))
      yield* create({ ...flip, name: day })
      yield* create(bell)
    }
    yield* create({ ...flip, dry_run: true })
    const canceled = yield* create(flip)
    yield* (yield* IonQClient).jobs.cancel({ params: { uuid: canceled.id } })
    yield* TestClock.adjust("1 second")
  })

  it.effect("counts what completed jobs cost on QPUs, by day, week and month", () =>
    Effect.gen(function* () {
      yield* submitted
      const periods = (query: Partial<UsageQuery>) =>
        Effect.map(usage(query), ({ usage_data }) =>
          usage_data?.map(({ from, job_count, amount }) => [from?.slice(0, 10), job_count, amount]),
        )
      expect(yield* periods({})).toEqual([
        ["2026-08-06", 1, 97.5],
        ["2026-07-30", 1, 97.5],
        ["2026-07-29", 1, 97.5],
      ])
      expect(yield* periods({ modality: "weekly" })).toEqual([
        ["2026-08-03", 1, 97.5],
        ["2026-07-27", 2, 195],
      ])
      expect(yield* periods({ modality: "monthly" })).toEqual([
        ["2026-08-01", 1, 97.5],
        ["2026-07-01", 2, 195],
      ])
      expect(yield* periods({ end_date: "2026-07-30" })).toEqual([["2026-07-29", 1, 97.5]])
      expect(yield* usage()).toMatchObject({ amount_total: 292.5, job_count: 3, time_us_total: 900_000 })
    }).pipe(emulated()),
  )

  it.effect("groups them by job, project and user", () =>
    Effect.gen(function* () {
      yield* submitted
      const groups = (group_by: UsageQuery["group_by"]) =>
        Effect.map(usage({ group_by, modality: "monthly" }), ({ usage_data }) =>
          usage_data?.[1]?.group_usages?.map(({ group_name, amount }) => [group_name, amount]),
        )
      expect(yield* groups("job")).toEqual([
        ["2026-07-30", 97.5],
        ["2026-07-29", 97.5],
      ])
      expect(yield* groups("project")).toEqual([["emulator", 195]])
      expect(yield* groups("user")).toEqual([["emulator", 195]])
    }).pipe(emulated()),
  )
})
