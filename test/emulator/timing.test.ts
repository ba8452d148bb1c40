import { describe, expect, it } from "@effect/vitest"
import { type Duration, Effect, Random } from "effect"
import { Backends } from "effect-ionq"
import { TestClock } from "effect/testing"
import { bell, flip, multi } from "../utils/builders.ts"
import { after, create, emulated, see } from "../utils/emulator.ts"

const millis = (iso: string | null | undefined) => Date.parse(iso ?? "")

describe("how jobs move on the clock", () => {
  it.effect("instant: a job is completed when it is submitted", () =>
    Effect.gen(function* () {
      const { id } = yield* create(bell)
      expect(yield* see(id)).toMatchObject({ status: "completed", execution_duration_ms: 0 })
    }).pipe(emulated({ timing: "instant" })),
  )

  it.effect("the same times for each job", () =>
    Effect.gen(function* () {
      const { id } = yield* create(bell)
      expect(yield* see(id)).toMatchObject({
        status: "submitted",
        predicted_wait_time_ms: 7_000,
        predicted_execution_duration_ms: 300,
      })
      expect((yield* after(id, "5 seconds")).status).toBe("ready")
      expect((yield* after(id, "2 seconds")).status).toBe("started")
      expect((yield* after(id, "300 millis")).status).toBe("completed")
    }).pipe(emulated({ timing: { submittedFor: "5 seconds", readyFor: "2 seconds" } })),
  )

  it.effect("realistic: a machine takes one job after the other, as long as its gates and shots do", () =>
    Effect.gen(function* () {
      const queueTime = (yield* (yield* Backends).get("qpu.forte-1")).average_queue_time ?? 0
      expect(queueTime).toBeGreaterThan(60_000)
      const first = yield* create(flip)
      const second = yield* create({ ...flip, shots: 10_000 })
      const elsewhere = yield* create({ ...flip, backend: "qpu.aria-1" })
      expect((yield* see(first.id)).predicted_wait_time_ms).toBeGreaterThan(queueTime)
      yield* TestClock.adjust("3 hours")
      const [a, b, c] = [yield* see(first.id), yield* see(second.id), yield* see(elsewhere.id)]
      expect([a.status, b.status, c.status]).toEqual(["completed", "completed", "completed"])
      expect(millis(b.started_at)).toBeGreaterThanOrEqual(millis(a.completed_at))
      // 1,000 shots of one gate of 0.11 ms between 0.27 ms of reset and readout, and two seconds around them.
      expect(a.predicted_execution_duration_ms).toBe(2_380)
      expect(b.predicted_execution_duration_ms).toBe(5_800)
      for (const job of [a, b, c]) {
        const [predicted, actual] = [job.predicted_execution_duration_ms, job.execution_duration_ms]
        expect(actual).toBe(millis(job.completed_at) - millis(job.started_at))
        // A tenth more or less, in whole milliseconds.
        expect(Math.abs((actual ?? 0) - (predicted ?? 0))).toBeLessThanOrEqual((predicted ?? 0) / 10 + 0.5)
      }
      // Each is drawn, and one may be just as long as predicted.
      expect([a, b, c].some((job) => job.execution_duration_ms !== job.predicted_execution_duration_ms)).toBe(
        true,
      )
      expect(a.stats).toMatchObject({
        predicted_quantum_compute_time_us: 380_000,
        billed_quantum_compute_time_us: 380_000,
      })
      const free = yield* create(bell)
      expect((yield* after(free.id, "1 second")).status).toBe("completed")
    }).pipe(emulated({ timing: "realistic" }), Random.withSeed("realistic")),
  )

  it.effect("a script decides of single jobs, by their request and number", () =>
    Effect.gen(function* () {
      const slow = yield* create({ ...bell, name: "slow" })
      const quick = yield* create(bell)
      const third = yield* create(bell)
      expect((yield* see(slow.id)).status).toBe("submitted")
      expect((yield* see(quick.id)).status).toBe("completed")
      expect((yield* after(third.id, "1 minute")).status).toBe("started")
      expect(yield* after(third.id, "1 minute")).toMatchObject({
        status: "failed",
        started_at: "1970-01-01T00:00:00.000Z",
        completed_at: "1970-01-01T00:02:00.000Z",
        failure: { code: "QuantumComputerError", message: "The ion is gone" },
      })
      expect((yield* after(slow.id, "1 hour")).status).toBe("completed")
    }).pipe(
      emulated({
        timing: "instant",
        script: ({ name }, index) => {
          if (name === "slow") return { submittedFor: "1 hour" }
          const failure = { code: "QuantumComputerError", message: "The ion is gone" } as const
          return index === 2 ? { startedFor: "2 minutes", failure } : undefined
        },
      }),
    ),
  )

  it.effect("the circuits of a multi-circuit job run one after the other within its time", () =>
    Effect.gen(function* () {
      const { id } = yield* create(multi)
      const [first = "", second = ""] = (yield* see(id)).child_job_ids ?? []
      const statuses = (time: Duration.Input) =>
        Effect.gen(function* () {
          yield* TestClock.adjust(time)
          return yield* Effect.forEach([id, first, second], (job) =>
            Effect.map(see(job), ({ status }) => status),
          )
        })
      expect(yield* statuses("250 millis")).toEqual(["ready", "ready", "ready"])
      expect(yield* statuses("100 millis")).toEqual(["started", "started", "ready"])
      expect(yield* statuses("100 millis")).toEqual(["started", "completed", "started"])
      expect(yield* statuses("150 millis")).toEqual(["completed", "completed", "completed"])
      expect(yield* see(second)).toMatchObject({
        parent_job_id: id,
        started_at: "1970-01-01T00:00:00.450Z",
        execution_duration_ms: 150,
      })
    }).pipe(emulated()),
  )
})
