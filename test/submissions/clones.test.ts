import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Jobs } from "effect-ionq"
import { inTime } from "effect-ionq/emulator"
import { bell } from "../utils/builders.ts"
import { key, atServer, onEmulator } from "../utils/submissions.ts"

describe("Jobs.clone and Jobs.move", () => {
  for (const endpoint of ["clone", "move"] as const) {
    it.effect(`${endpoint} once, although its answer is lost, with the metadata of both`, () =>
      onEmulator(
        Effect.gen(function* () {
          const jobs = yield* Jobs
          const { id } = yield* jobs.submit({ ...bell, metadata: { lab: "7", run: "1" } })
          const made = yield* inTime(jobs[endpoint](id, { backend: "qpu.aria-1", metadata: { run: "2" } }))
          expect(made.id).not.toBe(id)
          expect(yield* atServer).toHaveLength(2)
          const { metadata } = yield* jobs.get(made.id)
          expect(metadata).toMatchObject({ lab: "7", run: "2" })
          expect(metadata?.[key]).not.toBe((yield* jobs.get(id)).metadata?.[key])
          // The original keeps its own id.
          expect((yield* jobs.resume(metadata?.[key] ?? "")).id).toBe(made.id)
        }),
        { rules: [{ fault: { kind: "lose", processed: true }, method: "POST", path: "/jobs/" }] },
      ),
    )
  }

  it.effect("an eleventh key of metadata is refused, the original's and the submission's counted", () =>
    onEmulator(
      Effect.gen(function* () {
        const jobs = yield* Jobs
        const metadata = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, "v"]))
        const { id } = yield* jobs.submit({ ...bell, metadata })
        yield* jobs.clone(id)
        const error = yield* Effect.flip(jobs.clone(id, { metadata: { more: "v" } }))
        expect(error).toMatchObject({ _tag: "InvalidRequestError", field: "metadata", limit: 10 })
        expect(error.message).toContain(key)
      }),
    ),
  )
})
