/** The code of docs/agents.md. Needs IONQ_API_KEY. */
import { Console, Effect } from "effect"
import { Circuit, Distribution, IonQ, Jobs } from "effect-ionq"

const program = Effect.gen(function* () {
  const jobs = yield* Jobs
  const request = yield* Effect.fromResult(Circuit.toRequest(Circuit.bell(), { backend: "simulator" }))
  const { job, probabilities } = yield* jobs.run(request)
  yield* Console.log(job.id, Distribution.toBitstrings(probabilities, { qubit0: "left" }))
})

await program.pipe(Effect.provide(IonQ.layerFetch()), Effect.runPromise)
