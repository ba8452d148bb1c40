/** The code of docs/errors.md. */
import { Console, Effect, Schedule } from "effect"
import { CallOptions, Gates, IonQError, Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"

const request = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: { gateset: "qis", qubits: 40, circuit: [Gates.rx(39, 0.3)] },
} as const

// #region catch
const program = Effect.gen(function* () {
  const jobs = yield* Jobs
  return yield* jobs.run(request)
}).pipe(
  Effect.tap(({ probabilities }) => Console.log(probabilities)),
  Effect.catchTag("JobFailedError", ({ jobId, failure }) => Console.log(jobId, "failed:", failure?.code)),
  Effect.catchTag("JobTimeoutError", ({ jobId, lastStatus }) =>
    Console.log(jobId, "is still", lastStatus, "and continues"),
  ),
)
// #endregion

// #region all
const loud = Effect.gen(function* () {
  const jobs = yield* Jobs
  return yield* jobs.get("no-such-job")
}).pipe(
  Effect.catchIf(IonQError.isIonQError, (error) =>
    Console.log(error._tag, error.isRetryable ? "may be temporary" : "is permanent"),
  ),
)
// #endregion

// #region options
const patient = Effect.gen(function* () {
  const jobs = yield* Jobs
  return yield* jobs.estimate({ backend: "qpu.forte-1", qubits: 2, shots: 500 })
}).pipe(
  CallOptions.withOptions({ timeout: "5 seconds", retries: 5, headers: { "x-team": "lab" } }),
  // A longer schedule of your own, around all attempts of the client.
  Effect.retry({ schedule: Schedule.exponential("1 second"), times: 3, while: (error) => error.isRetryable }),
)
// #endregion

// #region heads
const heads = Effect.gen(function* () {
  const jobs = yield* Jobs
  const [, [head]] = yield* CallOptions.withResponses(jobs.get("no-such-job").pipe(Effect.ignore))
  yield* Console.log(head?.status, head?.requestId !== undefined)
})
// #endregion

// #region constructed
const constructed = Effect.fail(IonQError.fromStatus(429)).pipe(
  Effect.catchTag("RateLimitError", ({ status }) => Console.log("raised by a test:", status)),
)
// #endregion

const all = Effect.all([program, loud, patient, heads, constructed], { discard: true })
await Effect.runPromise(Effect.provide(all, Emulator.layerIonQ({ timing: "instant" })))
