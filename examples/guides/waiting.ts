/** The code of docs/waiting.md. */
import { Console, Effect, Fiber, Schedule, Stream } from "effect"
import { Circuit, Jobs, Polling } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"

const request = Effect.fromResult(Circuit.toRequest(Circuit.bell(), { backend: "simulator" }))

// #region later
const later = Effect.gen(function* () {
  const [jobs, polling] = [yield* Jobs, yield* Polling]
  const { id } = yield* jobs.submit(yield* request)
  // Another process may continue from here, with the id.
  const job = yield* polling.await(id, { timeout: "1 day", schedule: Schedule.spaced("10 millis") })
  yield* Console.log(job.status)
})
// #endregion

// #region many
const many = Effect.gen(function* () {
  const [jobs, polling] = [yield* Jobs, yield* Polling]
  const one = yield* request
  const submitted = yield* Effect.all([jobs.submit(one), jobs.submit(one), jobs.submit(one)])
  const ids = submitted.map(({ id }) => id)
  yield* polling.awaitAll(ids).pipe(Stream.runForEach(({ jobId, result }) => Console.log(jobId, result._tag)))
})
// #endregion

// #region interrupt
const interrupted = Effect.gen(function* () {
  const jobs = yield* Jobs
  const running = yield* Effect.forkChild(jobs.run(yield* request, { onInterrupt: "cancelIfNotStarted" }))
  yield* Fiber.interrupt(running) // cancels the job, if it has not started
})
// #endregion

const all = Effect.all([later, many, interrupted], { discard: true })
await Effect.runPromise(Effect.provide(all, Emulator.layerIonQ({ timing: "instant" })))
