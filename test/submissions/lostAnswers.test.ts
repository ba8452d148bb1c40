import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Logger } from "effect"
import { Jobs } from "effect-ionq"
import { Fault, inTime } from "effect-ionq/emulator"
import { TestClock } from "effect/testing"
import { bell } from "../utils/builders.ts"
import { withStub } from "../utils/client.ts"
import { submit, atServer, onEmulator, post } from "../utils/submissions.ts"

describe("a submission whose answer is lost", () => {
  const faults: Record<string, Fault.Fault> = {
    "lost after it was processed": { kind: "lose", processed: true },
    "lost before it was processed": { kind: "lose", processed: false },
    cut: { kind: "cut" },
    "late, and processed at once": { kind: "delay", millis: 5000, processed: true },
    "late, and processed after the client gave up": { kind: "delay", millis: 5000, processed: false },
    "a 500 although it was processed": Fault.serverError(500, true),
    "a 500": Fault.serverError(500),
    "a 503": Fault.serverError(503),
    "a 502 in HTML although it was processed": Fault.badGateway(true),
    "a 502 in HTML": Fault.badGateway(),
    "a 520 although it was processed": Fault.unknownError(true),
    "a 520": Fault.unknownError(),
    "a 429": Fault.tooManyRequests(2),
  }
  for (const [name, fault] of Object.entries(faults)) {
    it.effect(`${name}: one job, and it is the one that is given`, () =>
      onEmulator(
        Effect.gen(function* () {
          const { id } = yield* inTime(submit())
          expect((yield* atServer).map((job) => job.id)).toEqual([id])
        }),
        post(fault),
      ),
    )
  }

  it.effect("three times is given up with the id of the submission, and nothing was made", () =>
    onEmulator(
      Effect.gen(function* () {
        const error = yield* inTime(Effect.flip(submit({ submissionId: "row-7" })))
        expect(error).toMatchObject({
          _tag: "SubmissionUnknownError",
          submissionId: "row-7",
          reason: "absent",
          isRetryable: false,
          message: expect.stringContaining("ServerError"),
        })
        expect(yield* atServer).toEqual([])
        const { id } = yield* inTime(submit({ submissionId: "row-7" }))
        expect(yield* atServer).toEqual([{ id, submission: "row-7" }])
      }),
      post(Fault.serverError(), 3),
    ),
  )

  it.effect("with no list to be had: unreachable, nothing is sent again, and resume finds it later", () =>
    onEmulator(
      Effect.gen(function* () {
        const error = yield* inTime(Effect.flip(submit()))
        expect(error).toMatchObject({ _tag: "SubmissionUnknownError", reason: "unreachable" })
        if (error._tag !== "SubmissionUnknownError") return
        const jobs = yield* Jobs
        const job = yield* jobs.resume(error.submissionId)
        expect((yield* atServer).map(({ id }) => id)).toEqual([job.id])
        expect(yield* Effect.flip(jobs.resume("another"))).toMatchObject({ reason: "absent" })
      }),
      {
        rules: [
          { fault: { kind: "lose", processed: true }, method: "POST", path: "/jobs" },
          { fault: Fault.serverError(), method: "GET", path: "/jobs", times: 27 },
        ],
      },
    ),
  )

  it.effect("without an id it is an error, and is not looked for", () =>
    onEmulator(
      Effect.gen(function* () {
        const error = yield* Effect.flip(submit({ submissionId: false }))
        expect(error).toMatchObject({ _tag: "ConnectionError", sent: "maybe" })
        expect(yield* atServer).toHaveLength(1)
      }),
      post({ kind: "lose", processed: true }),
    ),
  )

  it.effect("a refusal is what it is, after a lost answer too", () =>
    onEmulator(
      Effect.gen(function* () {
        const error = yield* inTime(Effect.flip(submit({}, { ...bell, backend: "qpu.none" })))
        expect(error).toMatchObject({ _tag: "BadRequestError" })
      }),
      post({ kind: "lose", processed: false }),
    ),
  )

  it.effect("it is not sent again before a late request had its time", () =>
    withStub(
      ({ method }) => (method === "POST" ? { status: 504 } : { status: 200, body: { jobs: [], next: null } }),
      ({ requests, times }) =>
        Effect.gen(function* () {
          yield* inTime(Effect.flip(submit({ settle: "20 seconds" })))
          const sent = times.filter((_, i) => requests[i]?.method === "POST")
          expect(sent).toEqual([0, 20_000, 40_000])
        }),
    ),
  )

  it.effect("interrupted on its way, it leaves a warning with its id", () =>
    Effect.gen(function* () {
      const warnings: Array<string> = []
      const logger = Logger.layer([Logger.make(({ message }) => void warnings.push(String(message)))])
      yield* withStub(
        () => "silence",
        () =>
          Effect.gen(function* () {
            const fiber = yield* Effect.forkChild(submit({ submissionId: false }))
            const marked = yield* Effect.forkChild(submit())
            yield* TestClock.adjust("1 second")
            yield* Fiber.interruptAll([fiber, marked])
          }),
      ).pipe(Effect.provide(logger))
      expect(warnings).toEqual([expect.stringMatching(/^Submission [0-9a-f-]{36} was interrupted/)])
    }),
  )
})
