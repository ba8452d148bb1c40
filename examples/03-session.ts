/** A session as a resource: it ends when its scope closes, however the work in it goes. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect } from "effect"
import { Gates, Jobs, Sessions } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"

const backend = "qpu.forte-1"

const work = Effect.gen(function* () {
  const sessions = yield* Sessions
  const jobs = yield* Jobs
  const session = yield* sessions.open({ backend, settings: { duration_limit_min: 10 } })
  yield* Console.log(`opened, ${session.status}`)
  const { probabilities } = yield* jobs.run({
    type: "ionq.circuit.v1",
    backend,
    session_id: session.id,
    shots: 500,
    input: { gateset: "native", circuit: [Gates.gpi2(0, 0), Gates.ms(0, 1)] },
  })
  yield* Console.log(probabilities)
  return session.id
})

const program = Effect.gen(function* () {
  const id = yield* Effect.scoped(work)
  const { status } = yield* (yield* Sessions).get(id)
  yield* Console.log(`after the scope, ${status}`)
})

program.pipe(Effect.provide(Emulator.layerIonQ()), NodeRuntime.runMain)
