/** The code of docs/first-job.md. Needs IONQ_API_KEY. */
import { Console, Effect, Option } from "effect"
import { Account, Backends, Circuit, Distribution, IonQ, Jobs } from "effect-ionq"

// #region whoami
const whoami = Effect.gen(function* () {
  const account = yield* Account
  const { key_name, project_id } = yield* account.whoami
  yield* Console.log(`The key ${key_name} of the project ${project_id}`)
})
// #endregion

// #region machines
const machines = Effect.gen(function* () {
  const backends = yield* Backends
  for (const { backend, status, qubits, average_queue_time } of yield* backends.list) {
    const minutes = Math.round((average_queue_time ?? 0) / 60_000)
    yield* Console.log(`${backend}: ${status}, ${qubits} qubits, ${minutes} minutes in the queue`)
  }
  const latest = yield* backends.latest("qpu.forte-1")
  yield* Console.log("median fidelities:", Option.getOrUndefined(latest)?.fidelity)
})
// #endregion

// #region request
const request = Effect.fromResult(
  Circuit.toRequest(Circuit.ghz(3), { backend: "qpu.forte-1", shots: 500, name: "GHZ state" }),
)
// #endregion

// #region quote
const quote = Effect.gen(function* () {
  const jobs = yield* Jobs
  const { cost, unit, estimate } = yield* jobs.quote(yield* request)
  yield* Console.log(`${cost} ${unit}, about ${estimate?.current_predicted_queue_time} ms in the queue`)
})
// #endregion

// #region rehearsal
const rehearsal = Effect.gen(function* () {
  const jobs = yield* Jobs
  const dryRun = jobs.submit({ ...(yield* request), dry_run: true })
  const { status } = yield* jobs.complete(dryRun) // checked, priced and compiled, not measured
  const noisy = { ...(yield* request), backend: "simulator", noise: { model: "forte-1" } } as const
  const { probabilities } = yield* jobs.run(noisy)
  yield* Console.log(status, Distribution.toBitstrings(probabilities, { qubit0: "left" }))
})
// #endregion

// #region run
const run = Effect.gen(function* () {
  const jobs = yield* Jobs
  const { job, probabilities } = yield* jobs.run(yield* request, {
    submissionId: "first-job-1",
    timeout: "6 hours",
    onStatus: ({ id, status }) => Console.log(id, status),
  })
  yield* Console.log(Distribution.draw(probabilities, { qubit0: "left", top: 8 }))
  const { cost } = yield* jobs.cost(job.id)
  yield* Console.log(`It cost ${cost?.value} ${cost?.unit}`)
}).pipe(Jobs.withBudget({ max: 100, unit: "usd" }))
// #endregion

const program = Effect.all([whoami, machines, quote, rehearsal, run], { discard: true })
// #region provide
await Effect.runPromise(Effect.provide(program, IonQ.layerFetch()))
// #endregion
