/** The code of docs/telemetry.md. Needs IONQ_API_KEY. */
import { Console, Effect } from "effect"
import { Circuit, IonQ, Jobs } from "effect-ionq"
import * as Telemetry from "effect-ionq/telemetry"

const program = Effect.gen(function* () {
  const jobs = yield* Jobs
  const request = yield* Effect.fromResult(Circuit.toRequest(Circuit.bell(), { backend: "simulator" }))
  const { job } = yield* jobs.run(request)
  yield* Console.log(job.status)
})

// #region export
const exporting = program.pipe(
  Effect.provide(IonQ.layerFetch()),
  Effect.provide(Telemetry.layerOtlp({ serviceName: "vqe" })),
)
// #endregion

await Effect.runPromise(exporting)
