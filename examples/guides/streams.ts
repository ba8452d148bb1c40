/** The code of docs/streams.md. */
import { Console, Effect, Result, Stream } from "effect"
import { Circuit, Distribution, Gates, Jobs, Polling, Results } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"

// #region runAll
const angles = Array.from({ length: 8 }, (_, i) => (i * Math.PI) / 8)

const sweep = Effect.gen(function* () {
  const jobs = yield* Jobs
  const requests = yield* Effect.forEach(angles, (angle) =>
    Effect.fromResult(Circuit.toRequest(Circuit.qis(1, [Gates.rx(0, angle)]), { backend: "simulator" })),
  )
  yield* jobs.runAll(requests, { concurrency: 4 }).pipe(
    Stream.runForEach(({ index, result }) =>
      Result.match(result, {
        onSuccess: ({ probabilities }) => Console.log(angles[index], Distribution.toDecimals(probabilities)),
        onFailure: (error) => Console.log(angles[index], error._tag),
      }),
    ),
  )
})
// #endregion

// #region multi
const multi = Effect.gen(function* () {
  const jobs = yield* Jobs
  const circuits = [Circuit.bell(), Circuit.ghz(3), Circuit.qft(3)]
  const request = yield* Effect.fromResult(Circuit.toRequest(circuits, { backend: "simulator" }))
  const widths = yield* jobs.runAll([request]).pipe(
    Stream.map(({ circuit, result }) => [circuit, Result.getOrThrow(result).probabilities.width]),
    Stream.runCollect,
  )
  yield* Console.log(widths)
})
// #endregion

// #region watch
const watch = Effect.gen(function* () {
  const [jobs, polling] = [yield* Jobs, yield* Polling]
  const request = yield* Effect.fromResult(Circuit.toRequest(Circuit.bell(), { backend: "simulator" }))
  const { id } = yield* jobs.submit(request)
  yield* polling.watch(id).pipe(Stream.runForEach(({ status }) => Console.log(status)))
})
// #endregion

// #region shots
const shots = Effect.gen(function* () {
  const [jobs, results] = [yield* Jobs, yield* Results]
  const options = { backend: "simulator", shots: 1000, noise: { model: "aria-1" } } as const
  const { job } = yield* jobs.run(yield* Effect.fromResult(Circuit.toRequest(Circuit.bell(), options)))
  const first = yield* results.shots(job).pipe(Stream.take(5), Stream.runCollect)
  yield* Console.log(first.length, "shots, and nothing more is read")
})
// #endregion

// #region list
const list = Effect.gen(function* () {
  const jobs = yield* Jobs
  const newest = yield* jobs.list({ status: "completed", pageSize: 100 }).pipe(
    Stream.filter((job) => job.backend === "simulator"),
    Stream.take(3),
    Stream.runCollect,
  )
  yield* Console.log(newest.length, "jobs")
})
// #endregion

const all = Effect.all([sweep, multi, watch, shots, list], { discard: true })
await Effect.runPromise(Effect.provide(all, Emulator.layerIonQ({ timing: "instant" })))
