/** A Bell pair on the embedded emulator: no key, no network. */
import { Console, Effect } from "effect"
import { Distribution, Gates, Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { runMain } from "effect-ionq/node"

const program = Effect.gen(function* () {
  const jobs = yield* Jobs
  const { job, probabilities } = yield* jobs.run({
    type: "ionq.circuit.v1",
    backend: "simulator",
    input: { gateset: "qis", qubits: 2, circuit: [Gates.h(0), Gates.cnot(0, 1)] },
  })
  yield* Console.log(job.id, Distribution.toBitstrings(probabilities, { qubit0: "left" })) // 00 and 11
})

program.pipe(Effect.provide(Emulator.layerIonQ()), runMain)
