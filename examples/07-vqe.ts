/** The ground state of the hydrogen molecule by VQE: gradients by parameter shift, on the emulator. No key, no network. */
import { Console, Effect, Stream } from "effect"
import { Circuit, Estimator, Gates, Jobs, Observable, Sampler, Sweep } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { runMain } from "effect-ionq/node"

/** H2 at a distance of 0.735 Å, in two qubits; energies in hartree, without the repulsion of the nuclei. */
const energy = Observable.sum(
  [
    [-1.052373245772859, "II"],
    [0.39793742484318045, "IZ"],
    [-0.39793742484318045, "ZI"],
    [-0.01128010425623538, "ZZ"],
    [0.18093119978423156, "XX"],
  ],
  { qubit0: "right" },
)
const ansatz = Circuit.qis(2, [Gates.x(0), Gates.ry(1, Circuit.param("theta")), Gates.cnot(1, 0)])
const exact = -1.8572750302023797

const program = Effect.gen(function* () {
  const sweep = Sweep.linspace("theta", -Math.PI, Math.PI, 200)
  const { circuits, jobs, price } = yield* Estimator.plan(ansatz, { observables: [energy], sweep })
  yield* Console.log(
    `${sweep.size} points: ${circuits} circuits, ${jobs} job, ${price?.amount} ${price?.unit}`,
  )
  const points = yield* Stream.runCollect(
    Sampler.orFail(Estimator.run(ansatz, { observables: [energy], sweep })),
  )
  yield* Console.log(Estimator.draw(points, { title: "Energy of H2 in hartree", columns: 64 }))

  let theta = 1
  for (let step = 1; step <= 12; step++) {
    const { gradient } = yield* Estimator.gradient(ansatz, { observable: energy, at: { theta } })
    theta -= 0.6 * (gradient["theta"] ?? 0)
  }
  const [found] = yield* Stream.runCollect(
    Sampler.orFail(Estimator.run(ansatz, { observables: [energy], sweep: Sweep.points("theta", [theta]) })),
  )
  yield* Console.log(`after 12 steps: theta ${theta.toFixed(4)}, energy ${found?.values[0]?.toFixed(6)}`)
  yield* Console.log(`exact: ${exact.toFixed(6)}`)

  const all = yield* Stream.runCollect((yield* Jobs).list())
  yield* Console.log(`${all.filter(({ type }) => type === "ionq.multi-circuit.v1").length} jobs in all`)
})

program.pipe(
  Effect.provide(Estimator.layer),
  Effect.provide(Sampler.layerIonQ({ backend: "simulator" })),
  Effect.provide(Emulator.layerIonQ({ timing: "instant" })),
  runMain,
)
