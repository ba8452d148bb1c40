/** One program on several machines: one line says which. No key, no network. */
import { Console, Effect, Layer, Stream } from "effect"
import { Circuit, Estimator, Observable, Sampler } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { runMain } from "effect-ionq/node"
import { layerSampler } from "effect-ionq/qpi"
import * as QpiEmulator from "effect-ionq/qpi/emulator"
import * as Simulator from "effect-ionq/simulator"

const ghz = Circuit.ghz(4)
const observables = [
  Observable.pauli("XXXX", { qubit0: "left" }),
  Observable.multiply(Observable.z(0), Observable.z(3)),
]

const program = Effect.gen(function* () {
  const plan = yield* Estimator.plan(ghz, { observables, shots: 1000 })
  const [point] = yield* Stream.runCollect(Sampler.orFail(Estimator.run(ghz, { observables, shots: 1000 })))
  const values = point?.values.map(
    (value, i) => `${value.toFixed(3)} ± ${point.standardErrors[i]?.toFixed(3)}`,
  )
  const price = plan.price === undefined ? "no price" : `${plan.price.amount} ${plan.price.unit}`
  return `XXXX ${values?.[0]}   Z0 Z3 ${values?.[1]}   (${plan.circuits} circuits, ${plan.jobs} jobs, ${price})`
})

const ionq = Emulator.layerIonQ({ timing: "instant" })

const machines = {
  "this machine": Simulator.layerSampler(),
  "this machine, with noise": Simulator.layerSampler({ noise: "aria-1", seed: 1 }),
  "IonQ's simulator": Layer.provide(Sampler.layerIonQ({ backend: "simulator" }), ionq),
  "a QPU of IonQ": Layer.provide(Sampler.layerIonQ({ backend: "qpu.forte-1" }), ionq),
  "a processor of QPI": Layer.provide(layerSampler({ qpu: "emulator" }), QpiEmulator.layerQpi({ seed: 1 })),
}

Effect.forEach(
  Object.entries(machines),
  ([name, machine]) =>
    Effect.flatMap(program.pipe(Effect.provide(Estimator.layer), Effect.provide(machine)), (line) =>
      Console.log(`${name.padEnd(26)}${line}`),
    ),
  { discard: true },
).pipe(runMain)
