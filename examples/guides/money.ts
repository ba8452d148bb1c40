/** The code of docs/money.md. */
import { Console, Effect } from "effect"
import { Circuit, Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"

const request = Effect.fromResult(Circuit.toRequest(Circuit.ghz(4), { backend: "qpu.forte-1", shots: 500 }))

// #region quote
const quote = Effect.gen(function* () {
  const jobs = yield* Jobs
  const { free, cost, unit, query } = yield* jobs.quote(yield* request)
  yield* Console.log(free ? "free" : `${cost} ${unit} for`, query)
})
// #endregion

// #region budget
const series = Effect.gen(function* () {
  const jobs = yield* Jobs
  const one = yield* request
  for (let i = 0; i < 10; i++) yield* jobs.run(one)
}).pipe(
  Jobs.withBudget({
    max: 150,
    unit: "usd",
    onCost: ({ jobId, estimated, actual }) => Console.log(`${jobId}: ${estimated} estimated, ${actual} paid`),
  }),
  Effect.catchTag("BudgetExceededError", ({ spent, max }) => Console.log(`stopped at ${spent} of ${max}`)),
)
// #endregion

// #region ids
const once = Effect.gen(function* () {
  const jobs = yield* Jobs
  const row = { id: "order-4711" } // of your database
  const { id } = yield* jobs.submit(yield* request, { submissionId: row.id })
  const again = yield* jobs.submit(yield* request, { submissionId: row.id })
  yield* Console.log(id === again.id ? "one job" : "two jobs")
})
// #endregion

// #region unknown
const careful = Effect.gen(function* () {
  const jobs = yield* Jobs
  return yield* jobs.submit(yield* request)
}).pipe(
  Effect.map(({ id }) => id),
  Effect.catchTag("SubmissionUnknownError", ({ submissionId, reason }) =>
    Effect.gen(function* () {
      yield* Console.log(`There may be a job (${reason})`)
      const jobs = yield* Jobs
      return (yield* Effect.delay(jobs.resume(submissionId), "1 minute")).id
    }),
  ),
)
// #endregion

const all = Effect.all([quote, series, once, careful], { discard: true })
await Effect.runPromise(Effect.provide(all, Emulator.layerIonQ({ timing: "instant" })))
