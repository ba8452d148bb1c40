/** A quote, and a budget. Needs IONQ_API_KEY. */
import { Console, Effect } from "effect"
import { Circuit, IonQ, Jobs } from "effect-ionq"

const program = Effect.gen(function* () {
  const jobs = yield* Jobs
  const options = { backend: "qpu.forte-1", shots: 500 }
  const request = yield* Effect.fromResult(Circuit.toRequest(Circuit.bell(), options))
  const { cost, unit } = yield* jobs.quote(request)
  yield* Console.log(`It would cost ${cost} ${unit}`)
  yield* jobs.run(request, { submissionId: "bell-1" }).pipe(Jobs.withBudget({ max: 1, unit: "usd" }))
}).pipe(Effect.catchTag("BudgetExceededError", ({ message }) => Console.log(message)))
await Effect.runPromise(Effect.provide(program, IonQ.layerFetch()))
