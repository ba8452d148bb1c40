/** The largest cut of a graph by QAOA: a grid of angles in one job, and the best of them measured. No key, no network. */
import { Console, Effect, Stream } from "effect"
import { Circuit, Distribution, Estimator, Observable, Sampler, Sweep } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { runMain } from "effect-ionq/node"

/** A ring of six with one chord. */
const cut = Observable.maxCut([
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 4],
  [4, 5],
  [5, 0],
  [0, 3],
])
const ansatz = Circuit.qaoa(cut)

const program = Effect.gen(function* () {
  const sweep = Sweep.product(
    Sweep.linspace("gamma0", -Math.PI / 2, Math.PI / 2, 21),
    Sweep.linspace("beta0", 0, Math.PI / 2, 21),
  )
  const points = yield* Stream.runCollect(
    Sampler.orFail(Estimator.run(ansatz, { observables: [cut], sweep })),
  )
  const best = points.reduce((a, b) => ((b.values[0] ?? 0) > (a.values[0] ?? 0) ? b : a))
  yield* Console.log(
    `${points.length} points; the best cuts ${best.values[0]?.toFixed(3)} of 7 edges on average`,
  )

  const [found] = yield* Stream.runCollect(
    Sampler.orFail(Sampler.run(ansatz, { sweep: Sweep.rows([best.point]) })),
  )
  if (found === undefined) return
  yield* Console.log(Distribution.draw(found.distribution, { qubit0: "left", top: 4, columns: 60 }))
})

program.pipe(
  Effect.provide(Estimator.layer),
  Effect.provide(Sampler.layerIonQ({ backend: "simulator" })),
  Effect.provide(Emulator.layerIonQ({ timing: "instant" })),
  runMain,
)
