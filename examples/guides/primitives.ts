/** The code of docs/primitives.md. */
import { Console, Effect, Stream } from "effect"
import { Circuit, Estimator, Gates, Observable, Sampler, Sweep } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import * as Simulator from "effect-ionq/simulator"

// #region scan
const energy = Observable.sum(
  [
    [0.5, "ZZ"],
    [0.25, "XI"],
    [0.25, "IX"],
  ],
  { qubit0: "left" },
)
const ansatz = Circuit.qis(2, [Gates.ry(0, Circuit.param("theta")), Gates.cnot(0, 1)])

const scan = Estimator.run(ansatz, {
  observables: [energy],
  sweep: Sweep.linspace("theta", 0, Math.PI, 50),
  precision: 0.05,
}).pipe(
  Sampler.orFail,
  Stream.runForEach(({ point, values, standardErrors }) => Console.log(point, values, standardErrors)),
)

const here = scan.pipe(Effect.provide(Estimator.layer), Effect.provide(Simulator.layerSampler()))
const there = scan.pipe(
  Effect.provide(Estimator.layer),
  Effect.provide(Sampler.layerIonQ({ backend: "qpu.forte-1" })),
)
// #endregion

await Effect.runPromise(here)
await Effect.runPromise(Effect.provide(there, Emulator.layerIonQ({ timing: "instant" })))
