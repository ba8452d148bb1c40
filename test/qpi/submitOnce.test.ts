import { expect, it } from "@effect/vitest"
import { Effect, Semaphore } from "effect"
import { submitOnce } from "../../src/qpi/jobs/submitOnce.ts"
import type { Job } from "effect-ionq/qpi/schema/Job"

it.effect("searches after it has waited for the rate limit, so that nothing is sent on an old search", () =>
  Effect.gen(function* () {
    const steps: Array<string> = []
    const step = (name: string) => Effect.sync(() => void steps.push(name))
    // The submission hands the job on and reads nothing of it.
    const job = { id: "made" } as Job
    const submitted = yield* submitOnce({
      submissionId: "row",
      isKnown: true,
      retries: 0,
      rateLimit: step("turn"),
      find: Effect.as(step("search"), undefined),
      send: Effect.as(step("request"), job),
      slots: Semaphore.makeUnsafe(1),
    })
    expect(submitted).toEqual({ job, wasSent: true })
    expect(steps).toEqual(["turn", "search", "request"])
  }),
)
