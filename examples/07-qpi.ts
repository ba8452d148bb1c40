/** One circuit on two platforms: IonQ's emulator, and QPI's. No key, no network. */
import { Console, Effect, Layer } from "effect"
import { Circuit, Distribution, Jobs, Results } from "effect-ionq"
import * as IonQEmulator from "effect-ionq/emulator"
import { runMain } from "effect-ionq/node"
import { QpiJobs } from "effect-ionq/qpi"
import * as QpiEmulator from "effect-ionq/qpi/emulator"

const circuit = Circuit.ghz(3)

const onIonQ = Effect.gen(function* () {
  const jobs = yield* Jobs
  const request = yield* Effect.fromResult(Circuit.toRequest(circuit, { backend: "simulator" }))
  const { job } = yield* jobs.run(request)
  return yield* (yield* Results).probabilities(job.id)
})

const onQpi = Effect.gen(function* () {
  const jobs = yield* QpiJobs
  const { results } = yield* jobs.run({ qpu: "emulator", circuits: circuit, shots: 1000 })
  const [entry] = results.entries
  return entry?.kind === "counts" ? entry.counts : yield* Effect.die("The circuit is measured")
})

const program = Effect.gen(function* () {
  const ionq = yield* onIonQ
  const qpi = yield* onQpi
  for (const [name, found] of Object.entries({ ionq, qpi })) {
    yield* Console.log(name, Distribution.toBitstrings(found, { qubit0: "left" })) // 000 and 111
  }
})

program.pipe(Effect.provide(Layer.merge(IonQEmulator.layerIonQ(), QpiEmulator.layerQpi())), runMain)
