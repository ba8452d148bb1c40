/**
 * Checks that the pictures of README and guides are as the SDK draws them; `--write` draws them anew.
 *
 *     node --conditions=@effect-ionq/source scripts/pictures.ts [--write]
 */
import { Effect, Result, Stream } from "effect"
import { Circuit, Compiler, Distribution, Estimator, Gates, Observable, Sampler, Sweep } from "effect-ionq"
import * as Simulator from "effect-ionq/simulator"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const left = { qubit0: "left" } as const

const bell = Result.getOrThrow(Result.map(Simulator.run(Circuit.bell()), Simulator.probabilitiesOf))

const toffoli = Circuit.qis(3).pipe(
  Circuit.append(Gates.rx(0, Circuit.param("theta"))),
  Circuit.append(Gates.cnot(0, 1)),
  Circuit.append(Gates.controlled(Gates.x(2), 0, 1)),
)

const noisy = Effect.gen(function* () {
  const model = yield* Effect.fromResult(Simulator.noiseModel("forte-1"))
  const shots = yield* Simulator.measure(Circuit.ghz(5), { model, shots: 10_000, seed: 7 })
  const distribution = yield* Effect.fromResult(Distribution.fromShots(shots, { width: 5 }))
  return Distribution.toSvg(distribution, {
    ...left,
    top: 8,
    width: 480,
    title: "GHZ state of 5 qubits, noise of forte-1",
  })
})

const scan = Effect.gen(function* () {
  const ansatz = Circuit.qis(2, [Gates.ry(0, Circuit.param("theta")), Gates.cnot(0, 1)])
  const energy = Observable.sum(
    [
      [0.5, "XX"],
      [0.25, "ZI"],
      [0.25, "IZ"],
    ],
    left,
  )
  const points = yield* Estimator.run(ansatz, {
    observables: [energy],
    sweep: Sweep.linspace("theta", 0, 2 * Math.PI, 25),
    shots: 200,
  }).pipe(Sampler.orFail, Stream.runCollect)
  return Estimator.toSvg(
    points.toSorted((a, b) => a.index - b.index),
    { width: 560 },
  )
}).pipe(Effect.provide(Estimator.layer), Effect.provide(Simulator.layerSampler({ sampled: true, seed: 7 })))

/** Each picture by the name of its file. */
const pictures: Readonly<Record<string, Effect.Effect<string, unknown>>> = {
  "bell-circuit": Effect.succeed(Circuit.toSvg(Circuit.bell())),
  "bell-histogram": Effect.succeed(
    Distribution.toSvg(Result.getOrThrow(Distribution.fromArray(bell)), { ...left, width: 480 }),
  ),
  circuit: Effect.succeed(Circuit.toSvg(toffoli)),
  "qft-native": Effect.succeed(
    Circuit.toSvg(Result.getOrThrow(Compiler.compile(Circuit.qft(3), { target: "zz", end: "measured" }))),
  ),
  noise: noisy,
  scan: scan,
}

const folder = fileURLToPath(new URL("../docs/pictures/", import.meta.url))
const write = process.argv.includes("--write")
mkdirSync(folder, { recursive: true })
for (const [name, drawn] of Object.entries(pictures)) {
  const file = `${folder}${name}.svg`
  const svg = `${await Effect.runPromise(drawn)}\n`
  if (write) writeFileSync(file, svg)
  else if (readFileSync(file, "utf8") !== svg) {
    console.error(`docs/pictures/${name}.svg is not what the SDK draws: npm run docs:write`)
    process.exitCode = 1
  }
}
console.log(`${Object.keys(pictures).length} pictures`)
