/** The code of docs/durable.md for SQLite. Needs IONQ_API_KEY; its files are in the folder in which it is started. */
import { Console, Effect, Layer, Stream } from "effect"
import { Circuit, Distribution, Estimator, Gates, Jobs, Observable, Sweep } from "effect-ionq"
import { Durable, layerSampler } from "effect-ionq/durable"
import * as IonQNode from "effect-ionq/node"
import { QpiDurable } from "effect-ionq/qpi/durable"
import * as QpiEmulator from "effect-ionq/qpi/emulator"
import type { CircuitJobRequest } from "effect-ionq/schema/JobRequest"

const ansatz = Circuit.qis(2, [Gates.ry(0, Circuit.param("theta")), Gates.cnot(0, 1)])
const sweep = Sweep.linspace("theta", 0, Math.PI, 3)
const h2 = Observable.pauli("XX", { qubit0: "left" })

// #region sweep
const scan = Estimator.run(ansatz, { observables: [h2], sweep, submissionId: "vqe-8" }).pipe(
  Stream.runCollect,
  Effect.provide(Estimator.layer),
  Effect.provide(layerSampler({ backend: "qpu.forte-1", shots: 1000 })),
  Effect.provide(Durable.layerEmbedded({ file: "runs.sqlite" })),
)
// #endregion

const points = await Effect.runPromise(Effect.provide(scan, IonQNode.layer()))
console.log(`${points.length} points`)

// #region watch
const watching = Durable.layerClient.pipe(Layer.provide(Durable.layerSqlite({ file: "runs.sqlite" })))
// #endregion

// #region forget
const cleanUp = (before: Date) =>
  Effect.gen(function* () {
    const durable = yield* Durable
    for (const { name, endedAt } of yield* durable.list({ open: false })) {
      if (endedAt !== undefined && endedAt < before) yield* durable.forget(name)
    }
  })
// #endregion

const names = Effect.gen(function* () {
  const durable = yield* Durable
  yield* Console.log((yield* durable.list()).map(({ name, done }) => `${name}: ${done}`))
})
const kept = Effect.andThen(cleanUp(new Date("2020-01-01")), names)
const forgotten = Effect.andThen(cleanUp(new Date("2100-01-01")), names)
await Effect.runPromise(
  Effect.andThen(kept, forgotten).pipe(Effect.provide(watching), Effect.provide(IonQNode.layer())),
)

// #region qpi
const onQpi = Effect.gen(function* () {
  const durable = yield* QpiDurable
  const run = yield* durable.start("scan-7", [{ qpu: "mock-1", circuits: Circuit.bell(), shots: 100 }])
  return yield* run.await
}).pipe(Effect.provide(QpiDurable.layerEmbedded({ file: "qpi-runs.sqlite" })))
// #endregion

const qpi = QpiEmulator.layerQpi({ qpus: [{ name: "mock-1" }], times: { dispatch: 10, run: 10 } })
for (const { result } of await Effect.runPromise(Effect.provide(onQpi, qpi))) console.log("QPI", result._tag)

// #region step
/** A step that may be repeated at any time, in any process. It takes and gives what JSON can hold. */
const step = (request: CircuitJobRequest, id: string, since: number) =>
  Jobs.use((jobs) =>
    jobs.run(request, { submissionId: id, submittedSince: new Date(since), timeout: "12 hours" }),
  ).pipe(
    Effect.map(({ job, probabilities }) => ({
      jobId: job.id,
      probabilities: Distribution.toDecimals(probabilities),
    })),
    Effect.provide(IonQNode.layer()),
    Effect.runPromise,
  )
// #endregion

const request = await Effect.runPromise(
  Effect.fromResult(Circuit.toRequest(Circuit.bell(), { backend: "simulator" })),
)
const began = Date.now()
const first = await step(request, "workflow-1", began)
const repeated = await step(request, "workflow-1", began)
console.log(first.jobId === repeated.jobId ? "one job" : "two jobs", first.probabilities)

const requests = [0, 1].map((i) => ({ ...request, name: `pair ${i}` }))

// #region run
const program = Effect.gen(function* () {
  const durable = yield* Durable
  const run = yield* durable.start("vqe-7", requests) // the same name is the same run
  yield* Stream.runForEach(run.outcomes, ({ index, result }) => Console.log(index, result))
})

program.pipe(
  Effect.provide(Durable.layerEmbedded({ file: "runs.sqlite" })),
  Effect.provide(IonQNode.layer()),
  IonQNode.runMain,
)
// #endregion
