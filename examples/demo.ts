/**
 * A Bell pair and a GHZ state, submitted, watched and read. Runs on the embedded emulator, or with `--cloud` and
 * `IONQ_API_KEY` on IonQ's free simulator.
 */
import { Console, Effect, Schedule, Stream } from "effect"
import { Distribution, Gates, Jobs, Polling, Results } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import * as IonQNode from "effect-ionq/node"

const cloud = process.argv.includes("--cloud")

const circuits = [
  { name: "Bell pair", qubits: 2, circuit: [Gates.h(0), Gates.cnot(0, 1)] },
  { name: "GHZ state", qubits: 3, circuit: [Gates.h(0), Gates.cnot(0, 1), Gates.cnot(1, 2)] },
]

const run = Effect.fn(function* ({ name, qubits, circuit }: (typeof circuits)[number]) {
  const jobs = yield* Jobs
  const polling = yield* Polling
  const results = yield* Results

  const { id } = yield* jobs.submit({
    type: "ionq.circuit.v1",
    name,
    backend: "simulator",
    input: { gateset: "qis", qubits, circuit },
  })
  yield* Console.log(`\n${name}  job ${id}`)

  const schedule = Schedule.spaced(cloud ? "1 second" : "25 millis")
  yield* polling.watch(id, { schedule }).pipe(Stream.runForEach((job) => Console.log(`  ${job.status}`)))
  yield* polling.await(id)

  const histogram = Distribution.draw(yield* results.probabilities(id), { qubit0: "left", columns: 50 })
  for (const line of histogram.split("\n")) yield* Console.log(`  ${line}`)
})

const program = Effect.gen(function* () {
  yield* Console.log(cloud ? "IonQ Quantum Cloud, simulator" : "Embedded emulator: no key, no network")
  yield* Effect.forEach(circuits, run, { discard: true })
})

program.pipe(
  Effect.provide(cloud ? IonQNode.layer({ userAgent: "effect-ionq-demo" }) : Emulator.layerIonQ()),
  Effect.catch((error) =>
    Effect.andThen(
      Console.error(`${error._tag}: ${error.message}`),
      Effect.sync(() => (process.exitCode = 1)),
    ),
  ),
  IonQNode.runMain,
)
