/** A job's statuses as they change, and all jobs as a stream that asks for a page when it is pulled. */
import { Console, Effect, Schedule, Stream } from "effect"
import { Gates, Jobs, Polling } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { runMain } from "effect-ionq/node"

const program = Effect.gen(function* () {
  const jobs = yield* Jobs
  const polling = yield* Polling

  for (let qubit = 0; qubit < 3; qubit++) {
    const { id } = yield* jobs.submit({
      type: "ionq.circuit.v1",
      name: `flip qubit ${qubit}`,
      backend: "simulator",
      input: { gateset: "qis", qubits: 3, circuit: [Gates.x(qubit)] },
    })
    yield* polling
      .watch(id, { schedule: Schedule.spaced("50 millis"), timeout: "10 seconds" })
      .pipe(Stream.runForEach((job) => Console.log(job.name, job.status)))
  }

  const names = yield* jobs.list({ status: "completed", pageSize: 2 }).pipe(
    Stream.map((job) => job.name),
    Stream.runCollect,
  )
  yield* Console.log("newest first:", names)
})

program.pipe(Effect.provide(Emulator.layerIonQ()), runMain)
