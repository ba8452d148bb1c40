import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Logger } from "effect"
import { inTime } from "effect-ionq/emulator"
import { withStub } from "../utils/client.ts"
import type { StubAnswer, StubRequest } from "../utils/stub.ts"
import { submit } from "../utils/submissions.ts"

describe("an interrupted submission", () => {
  const warningsOf = (
    answer: (request: StubRequest, index: number) => StubAnswer,
    after: "1 second" | "20 seconds",
  ) =>
    Effect.gen(function* () {
      const warnings: Array<string> = []
      const logger = Logger.layer([Logger.make(({ message }) => void warnings.push(String(message)))])
      yield* withStub(answer, () =>
        Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(submit({ submissionId: "x", settle: "10 seconds" }))
          yield* inTime(Effect.sleep(after))
          yield* Fiber.interrupt(fiber)
        }),
      ).pipe(Effect.provide(logger))
      return warnings
    })

  it.effect("leaves a warning while it is looked for, and none before anything was sent", () =>
    Effect.gen(function* () {
      expect(yield* warningsOf(() => "silence", "20 seconds")).toEqual([])
      const lost = ({ method }: StubRequest, index: number): StubAnswer => {
        if (method === "POST") return { code: "ECONNRESET" }
        return index === 0 ? { status: 200, body: { jobs: [], next: null } } : "silence"
      }
      for (const after of ["1 second", "20 seconds"] as const) {
        expect(yield* warningsOf(lost, after)).toEqual([
          expect.stringMatching(/^Submission x was interrupted in flight/),
        ])
      }
    }),
  )
})
