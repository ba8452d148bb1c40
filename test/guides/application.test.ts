/** The code of docs/testing.md. */
// #region test
import { expect, it } from "@effect/vitest"
import { Effect, Result, Stream } from "effect"
import { Circuit, Distribution, IonQError, Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"

/** The application: it flips a coin on a quantum computer. */
const flip = Effect.gen(function* () {
  const jobs = yield* Jobs
  const request = yield* Effect.fromResult(Circuit.toRequest(Circuit.bell(), { backend: "simulator" }))
  const { probabilities } = yield* jobs.run(request)
  return Distribution.get(probabilities, 0)
})

it.effect("is fair", () =>
  Effect.gen(function* () {
    expect(yield* flip).toBeCloseTo(0.5)
  }).pipe(Effect.provide(Emulator.layerIonQ({ timing: "instant" }))),
)
// #endregion

// #region clock
it.effect("waits for an hour in the queue, in no time", () =>
  Effect.gen(function* () {
    expect(yield* Emulator.inTime(flip, "1 minute")).toBeCloseTo(0.5)
  }).pipe(Effect.provide(Emulator.layerIonQ({ timing: { readyFor: "1 hour" } }))),
)
// #endregion

// #region fate
it.effect("says what went wrong", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(flip)
    expect(error).toMatchObject({ _tag: "JobFailedError", failure: { code: "QuantumComputerError" } })
  }).pipe(
    Effect.provide(
      Emulator.layerIonQ({
        timing: "instant",
        script: () => ({ failure: { code: "QuantumComputerError" } }),
      }),
    ),
  ),
)
// #endregion

// #region fault
it.effect("makes one job, although the answer to its submission is lost", () =>
  Effect.gen(function* () {
    yield* Emulator.inTime(flip)
    const jobs = yield* Jobs
    expect(yield* Stream.runCollect(jobs.list())).toHaveLength(1)
  }).pipe(
    Effect.provide(
      Emulator.layerIonQ({
        timing: "instant",
        faults: {
          rules: [{ method: "POST", path: "/jobs", times: 1, fault: { kind: "lose", processed: true } }],
        },
      }),
    ),
  ),
)
// #endregion

// #region stub
it.effect("retries later when there are too many requests", () =>
  Effect.gen(function* () {
    const jobs = yield* Jobs
    const stub = Jobs.of({ ...jobs, run: () => Effect.fail(IonQError.fromStatus(429)) })
    const result = yield* Effect.result(Effect.provideService(flip, Jobs, stub))
    expect(Result.getOrThrow(Result.flip(result))._tag).toBe("RateLimitError")
  }).pipe(Effect.provide(Emulator.layerIonQ({ timing: "instant" }))),
)
// #endregion
