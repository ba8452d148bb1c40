/**
 * A scan with error bars, on a simulator with the noise of a machine: as text, and as SVG into the file that is named. No key, no
 * network.
 */
import { writeFileSync } from "node:fs"
import { Console, Effect, Stream } from "effect"
import { Circuit, Estimator, Gates, Observable, Sampler, Sweep } from "effect-ionq"
import { runMain } from "effect-ionq/node"
import * as Simulator from "effect-ionq/simulator"

const theta = Circuit.param("theta")
const circuit = Circuit.qis(2, [Gates.ry(0, theta), Gates.cnot(0, 1), Gates.rx(1, theta)])
const observables = [Observable.z(0), Observable.multiply(Observable.x(0), Observable.x(1))]

const program = Effect.gen(function* () {
  const options = { observables, sweep: Sweep.linspace("theta", 0, 2 * Math.PI, 25), precision: 0.05 }
  const plan = yield* Estimator.plan(circuit, options)
  yield* Console.log(`${plan.circuits} circuits, ${plan.shots} shots`)
  const points = yield* Stream.runCollect(Sampler.orFail(Estimator.run(circuit, options)))

  const chart = { title: "Two observables with the noise of aria-1", names: ["Z0", "X0 X1"] }
  yield* Console.log(Estimator.draw(points, { ...chart, columns: 70, rows: 17 }))
  const [, , file] = process.argv
  if (file !== undefined) writeFileSync(file, Estimator.toSvg(points, chart))
})

program.pipe(
  Effect.provide(Estimator.layer),
  Effect.provide(Simulator.layerSampler({ noise: "aria-1", seed: 1 })),
  runMain,
)
