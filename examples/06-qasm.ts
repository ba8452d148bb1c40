/** A program in OpenQASM: read, run, its registers shown as it measures them, and written again. No key, no network. */
import { Console, Effect } from "effect"
import { Circuit, Distribution, Jobs, Qasm } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { runMain } from "effect-ionq/node"

const source = `
OPENQASM 3.0;
include "stdgates.inc";
gate majority a, b, c { cx c, b; cx c, a; ccx a, b, c; }
qubit[3] vote;
bit[1] result;
ry(2 * pi / 3) vote;
majority vote[0], vote[1], vote[2];
result[0] = measure vote[2];
`

const program = Effect.gen(function* () {
  const { circuit, registers } = yield* Effect.fromResult(Qasm.parse(source))
  yield* Console.log(Circuit.draw(circuit))

  const request = yield* Effect.fromResult(Circuit.toRequest(circuit, { backend: "simulator" }))
  const { probabilities } = yield* (yield* Jobs).run(request)
  yield* Console.log(Distribution.draw(probabilities, { qubit0: "left", columns: 60 }))

  for (const [name, map] of Object.entries(registers)) {
    const read = yield* Effect.fromResult(Distribution.remap(probabilities, map))
    yield* Console.log(name, Distribution.toBitstrings(read, { qubit0: "left" }))
  }
  yield* Console.log(yield* Effect.fromResult(Qasm.print(circuit, { version: 2, registers })))

  const broken = yield* Effect.flip(Effect.fromResult(Qasm.parse(source.replace("cx c, a", "cy c, d"))))
  yield* Console.log(broken.message)
})

program.pipe(Effect.provide(Emulator.layerIonQ()), runMain)
