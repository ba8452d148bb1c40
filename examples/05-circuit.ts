/** A circuit with a parameter: drawn, compiled for two machines, and run once for each value, without a key. */
import { Console, Effect } from "effect"
import { Circuit, Compiler, Distribution, Gates, Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { runMain } from "effect-ionq/node"

const theta = Circuit.param("theta")

const circuit = Circuit.qis(3).pipe(
  Circuit.append(Gates.rx(0, theta)),
  Circuit.append(Gates.cnot(0, 1)),
  Circuit.append(Gates.controlled(Gates.x(2), 0, 1)),
)

const program = Effect.gen(function* () {
  yield* Console.log(Circuit.draw(circuit))

  const jobs = yield* Jobs
  for (const value of [0, Math.PI / 2, Math.PI]) {
    const bound = Circuit.bind(circuit, { theta: value })
    const request = yield* Effect.fromResult(Circuit.toRequest(bound, { backend: "simulator" }))
    const { probabilities } = yield* jobs.run(request)
    yield* Console.log(
      `theta = ${value.toFixed(2)}:`,
      Distribution.toBitstrings(probabilities, { qubit0: "left" }),
    )
  }

  const bound = Circuit.bind(circuit, { theta: 1 })
  for (const target of ["ms", "zz"] as const) {
    const native = yield* Effect.fromResult(Compiler.compile(bound, { target, end: "measured" }))
    yield* Console.log(`${target}:`, Circuit.counts(native).byName, `depth ${Circuit.depth(native)}`)
  }
})

program.pipe(Effect.provide(Emulator.layerIonQ()), runMain)
