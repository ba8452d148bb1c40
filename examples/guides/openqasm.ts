/** The code of docs/openqasm.md. */
import { Console, Effect } from "effect"
import { Circuit, Distribution, Jobs, Qasm } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"

// #region read
const text = `
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
  const jobs = yield* Jobs
  const { circuit, registers } = yield* Effect.fromResult(Qasm.parse(text))
  const request = yield* Effect.fromResult(Circuit.toRequest(circuit, { backend: "simulator" }))
  const { probabilities } = yield* jobs.run(request)
  const result = yield* Effect.fromResult(Distribution.remap(probabilities, registers["result"] ?? []))
  yield* Console.log(Distribution.toBitstrings(result, { qubit0: "left" }))
})
// #endregion

// #region error
const broken = Effect.fromResult(Qasm.parse("OPENQASM 3.0;\nqubit q;\ncy q;")).pipe(
  Effect.catchTag("QasmError", ({ message }) => Console.log(message)),
)
// #endregion

// #region write
const printed = Effect.gen(function* () {
  const version3 = yield* Effect.fromResult(Qasm.print(Circuit.ghz(3), { version: 3 }))
  const version2 = yield* Effect.fromResult(
    Qasm.print(Circuit.ghz(3), { version: 2, registers: { c: [0, 1, 2] } }),
  )
  yield* Console.log(version3, version2)
})
// #endregion

// #region job
const whole = Effect.gen(function* () {
  const jobs = yield* Jobs
  // The program itself is the job: measurements and resets in its middle run, too.
  const { probabilities } = yield* jobs.run({
    type: "ionq.qasm3.v1",
    backend: "simulator",
    shots: 1000,
    noise: { model: "aria-1" },
    input: { data: text },
  })
  yield* Console.log(probabilities.width)
})
// #endregion

const all = Effect.all([program, broken, printed, whole], { discard: true })
await Effect.runPromise(Effect.provide(all, Emulator.layerIonQ({ timing: "instant" })))
