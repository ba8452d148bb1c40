/** The code of docs/qpi.md. */
import { Console, Effect, Layer } from "effect"
import { Circuit, Distribution } from "effect-ionq"
import { Credentials, Qpi, QpiJobs } from "effect-ionq/qpi"
import * as QpiEmulator from "effect-ionq/qpi/emulator"

// #region program
const program = Effect.gen(function* () {
  const jobs = yield* QpiJobs
  const { results } = yield* jobs.run({ qpu: "mock-1", circuits: Circuit.bell(), shots: 100 })
  for (const entry of results.entries) {
    if (entry.kind === "counts")
      yield* Console.log(Distribution.toBitstrings(entry.counts, { qubit0: "left" }))
  }
})

const layer = Qpi.layer({
  url: "https://qpi.example.com",
  credentials: Credentials.userPassword("me@example.com", "..."),
})
// #endregion

// An emulator answers for any host.
const emulator = QpiEmulator.layer({
  users: [{ email: "me@example.com", password: "..." }],
  qpus: [{ name: "mock-1" }],
  times: { dispatch: 10, run: 10 },
})
await Effect.runPromise(Effect.provide(program, Layer.provide(layer, emulator)))
