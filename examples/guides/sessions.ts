/** The code of docs/sessions.md. */
import { Console, Effect, Stream } from "effect"
import { Circuit, Distribution, Jobs, Sessions } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"

const backend = "qpu.forte-1"

// #region with
const work = Effect.gen(function* () {
  const jobs = yield* Jobs
  const request = yield* Effect.fromResult(Circuit.toRequest(Circuit.bell(), { backend, shots: 500 }))
  const { job, probabilities } = yield* jobs.run(request) // joins the session automatically
  yield* Console.log(Distribution.top(probabilities, 2).length, "states")
  return job.session_id ?? ""
})

const program = Effect.gen(function* () {
  const sessions = yield* Sessions
  const settings = { job_count_limit: 5, duration_limit_min: 10, cost_limit: { unit: "usd", value: 500 } }
  const id = yield* work.pipe(sessions.with({ backend, settings }, { onClose: "cancelQueued" }))
  yield* Console.log((yield* sessions.get(id)).status)
  const names = yield* Stream.runCollect(Stream.map(sessions.jobs(id), (job) => job.status))
  yield* Console.log(names)
})
// #endregion

// #region open
const scoped = Effect.gen(function* () {
  const sessions = yield* Sessions
  const { id } = yield* sessions.open({ backend }) // ends with the scope
  yield* sessions.attach(id)(work) // also from another process
}).pipe(Effect.scoped)
// #endregion

// #region reap
const reap = Effect.gen(function* () {
  const sessions = yield* Sessions
  const { found } = yield* sessions.reap({ olderThan: "1 hour" }) // lists them
  yield* Console.log(found.length, "sessions were left behind")
  yield* sessions.reap({ olderThan: "1 hour", dryRun: false }) // ends them
})
// #endregion

const all = Effect.all([program, scoped, reap], { discard: true })
await Effect.runPromise(Effect.provide(all, Emulator.layerIonQ({ timing: "instant" })))
