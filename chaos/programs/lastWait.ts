/** A program whose last wait ends, or is left, long before the next poll is due. It prints how long it lived after that. */
import { Effect, Fiber, ManagedRuntime, Schedule } from "effect"
import { Jobs, Polling } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import type { JobRequest } from "effect-ionq/schema/JobRequest"

const request: JobRequest = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: { gateset: "qis", qubits: 1, circuit: [{ gate: "h", target: 0 }] },
}

const [, , end, style] = process.argv

let over = 0
process.on("exit", () => console.log(Math.round(performance.now() - over)))

const program = Effect.gen(function* () {
  const jobs = yield* Jobs
  const polling = yield* Polling
  const { id } = yield* jobs.submit(request)
  const wait = polling.await(id, {
    schedule: end === "completed" ? Schedule.spaced("50 millis") : Schedule.spaced("10 seconds"),
    timeout: end === "timed out" ? "300 millis" : "1 minute",
  })
  if (end !== "interrupted") return yield* Effect.exit(wait)
  const fiber = yield* Effect.forkChild(wait)
  yield* Effect.sleep("300 millis")
  return yield* Fiber.interrupt(fiber)
}).pipe(
  Effect.ensuring(
    Effect.sync(() => {
      over = performance.now()
    }),
  ),
)

const emulator = Emulator.layerIonQ({
  timing: end === "completed" ? { submittedFor: 0, readyFor: 100, startedFor: 100 } : { readyFor: "1 hour" },
})

// A runtime that nobody disposes of must not keep its program alive either.
await (style === "runtime"
  ? ManagedRuntime.make(emulator).runPromise(program)
  : Effect.runPromise(Effect.provide(program, emulator)))
