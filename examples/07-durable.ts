/** A run that outlives its process: stopped in the middle and taken up again, it submits no circuit twice. */
import { Console, Effect, Layer, Stream } from "effect"
import { Distribution, Jobs } from "effect-ionq"
import { Durable } from "effect-ionq/durable"
import * as Emulator from "effect-ionq/emulator"
import { runMain } from "effect-ionq/node"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const requests = [0.2, 0.4, 0.6, 0.8, 1].map((theta) => ({
  type: "ionq.circuit.v1" as const,
  backend: "simulator" as const,
  name: `ry ${theta}`,
  input: {
    gateset: "qis" as const,
    qubits: 1,
    circuit: [{ gate: "ry" as const, target: 0, rotation: theta }],
  },
}))

/** What one process does with the run. A real one has IonQ below it in place of the emulator. */
const file = join(mkdtempSync(join(tmpdir(), "runs-")), "runs.sqlite")
const process = Durable.layerEmbedded({ file })

const first = Effect.gen(function* () {
  const run = yield* (yield* Durable).start("rotations", requests)
  // The first process ends when all is submitted, and long before it is done.
  while ((yield* run.progress).submitted < requests.length) yield* Effect.sleep("50 millis")
  yield* Console.log("the first process ends", yield* run.progress)
}).pipe(Effect.provide(process))

const second = Effect.gen(function* () {
  const run = yield* (yield* Durable).attach("rotations")
  for (const { name, result } of yield* run.await) {
    const { probabilities } = yield* Effect.fromResult(result)
    yield* Console.log(name, Distribution.toBitstrings(probabilities, { qubit0: "left" }))
  }
  const jobs = yield* Stream.runCollect((yield* Jobs).list())
  yield* Console.log(`${jobs.length} jobs for ${requests.length} circuits`)
}).pipe(Effect.provide(Layer.fresh(process)))

Effect.andThen(first, second).pipe(
  Effect.provide(Emulator.layerIonQ({ timing: { readyFor: "2 seconds" } })),
  runMain,
)
