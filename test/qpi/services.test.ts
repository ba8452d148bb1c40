import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted, Stream } from "effect"
import { Circuit, Distribution } from "effect-ionq"
import {
  Auth,
  Credentials,
  Drivers,
  Events,
  Notifications,
  QpiJobs,
  QpiUsers,
  Qpus,
  TimeRequests,
  TimeSlots,
  Tokens,
} from "effect-ionq/qpi"
import * as Emulator from "effect-ionq/qpi/emulator"
import { TestClock } from "effect/testing"
import { inTime } from "../utils/clock.ts"

const bell = Circuit.bell()

describe("jobs", () => {
  it.effect("run, and give their results", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const { job, results } = yield* jobs.run({ qpu: "emulator", circuits: bell, shots: 100 })
        expect(job.status).toBe("completed")
        const [entry] = results.entries
        if (entry?.kind !== "counts") throw new Error("no counts")
        expect(entry.counts.total).toBe(100)
        expect(Distribution.get(entry.counts, 0) + Distribution.get(entry.counts, 3)).toBe(100)
      }).pipe(Effect.provide(Emulator.layerQpi())),
    ),
  )
})
