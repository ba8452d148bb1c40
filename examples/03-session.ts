/** A session as a resource: it ends with the work in it, however that goes, and what is submitted joins it by itself. */
import { Console, Effect } from "effect"
import { Distribution, Gates, Jobs, Sessions } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { runMain } from "effect-ionq/node"

const backend = "qpu.forte-1"

const work = Effect.gen(function* () {
  const jobs = yield* Jobs
  const { job, probabilities } = yield* jobs.run({
    type: "ionq.circuit.v1",
    backend,
    shots: 500,
    input: { gateset: "native", circuit: [Gates.gpi2(0, 0), Gates.nativeZz(0, 1, 0.25), Gates.gpi2(1, 0)] },
  })
  yield* Console.log(Distribution.toDecimals(probabilities))
  return job.session_id
})

const program = Effect.gen(function* () {
  const sessions = yield* Sessions
  const inSession = sessions.with({ backend, settings: { duration_limit_min: 10 } }, { onClose: "drain" })
  const id = yield* inSession(work)
  const { status } = yield* sessions.get(id ?? "")
  yield* Console.log(`after the work, ${status}`)
})

program.pipe(Effect.provide(Emulator.layerIonQ()), runMain)
