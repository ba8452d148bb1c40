/** Every way in which a run can end, as types: the compiler knows what is left to handle. */
import { Console, Effect } from "effect"
import { Gates, Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { runMain } from "effect-ionq/node"

const program = Effect.gen(function* () {
  const jobs = yield* Jobs

  // Wider than the emulator simulates: taken, and then failed with IonQ's code.
  yield* jobs
    .run({
      type: "ionq.circuit.v1",
      backend: "simulator",
      input: { gateset: "qis", qubits: 40, circuit: [Gates.h(39)] },
    })
    .pipe(
      Effect.catchTag("JobFailedError", ({ failure }) => Console.log(`failed with ${failure?.code}`)),
      Effect.catchTag("JobTimeoutError", ({ jobId, lastStatus }) =>
        Console.log(`${jobId} is still ${lastStatus}`),
      ),
    )

  yield* jobs
    .get("no-such-job")
    .pipe(Effect.catchTag("NotFoundError", ({ status, message }) => Console.log(`${status}: ${message}`)))
})

program.pipe(Effect.provide(Emulator.layerIonQ()), runMain)
