/** A Bell pair on the embedded emulator: no key, no network. */
import { Console, Effect } from "effect"
import { Circuit, Distribution, Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"

const program = Effect.gen(function* () {
  const jobs = yield* Jobs
  const request = yield* Effect.fromResult(Circuit.toRequest(Circuit.bell(), { backend: "simulator" }))
  const { job, probabilities } = yield* jobs.run(request)
  yield* Console.log(job.status)
  yield* Console.log(Distribution.draw(probabilities, { qubit0: "left" }))
})

await Effect.runPromise(Effect.provide(program, Emulator.layerIonQ()))
