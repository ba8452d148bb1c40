/** The code of docs/simulator.md. */
import { Console, Effect, Result } from "effect"
import { Circuit, Gates, Observable } from "effect-ionq"
import * as Simulator from "effect-ionq/simulator"

// #region run
const state = Result.getOrThrow(Simulator.run(Circuit.bell())) // re and im, one number for each state
const probabilities = Simulator.probabilitiesOf(state)
const energy = Simulator.expectation(state, Observable.sum([[1, "ZZ"]], { qubit0: "left" }))
// #endregion

// #region large
const large = Effect.gen(function* () {
  const state = yield* Simulator.simulate(Circuit.qft(16), { maxQubits: 24, threads: 2 })
  const outcomes = Simulator.outcomesOf(state)
  return yield* Effect.fromResult(Simulator.countsOf(outcomes, { shots: 1_000_000, seed: 7 }))
})
// #endregion

// #region noise
const noisy = Effect.gen(function* () {
  const model = yield* Effect.fromResult(Simulator.noiseModel("forte-1"))
  const shots = yield* Simulator.measure(Circuit.ghz(5), { model, shots: 10_000, seed: 7 })
  const { states, counts } = Simulator.tally(shots)
  yield* Console.log("states that were seen:", states.length, "the most frequent:", Math.max(...counts))
})
// #endregion

// #region model
const own = Effect.gen(function* () {
  const gate = yield* Effect.fromResult(Simulator.relaxation({ t1: 10, t2: 1, time: 0.0006 })) // seconds
  const model: Simulator.NoiseModel = {
    oneQubit: 0.0005,
    twoQubit: 0.0133,
    qubits: 10,
    amplitudeDamping: { oneQubit: 0, twoQubit: gate.amplitudeDamping },
    phaseDamping: { oneQubit: 0, twoQubit: gate.phaseDamping },
    readout: { zeroAsOne: 0.002, oneAsZero: 0.005 },
  }
  const shots = yield* Simulator.measure(Circuit.ghz(3), { model, shots: 1000, seed: 7 })
  const rho = yield* Simulator.densityMatrix(Circuit.ghz(3), { model }) // exact, up to 10 qubits
  yield* Console.log(shots.length, rho.qubits)
})
// #endregion

// #region wide
const wide = Effect.gen(function* () {
  const model = { oneQubit: 0.0005, twoQubit: 0.01, qubits: 64 }
  const samples = yield* Simulator.sample(Circuit.ghz(64), { shots: 10_000, seed: 7, model })
  yield* Console.log(samples.method, samples.qubits)
})
// #endregion

// #region job
const job = Circuit.toRequest(Circuit.qis(1, [Gates.h(0)]), {
  backend: "simulator",
  shots: 1000,
  noise: { model: "aria-1", seed: 7 },
})
// #endregion

const program = Effect.gen(function* () {
  yield* Console.log(probabilities, energy, Result.isSuccess(job))
  yield* Console.log("outcomes:", (yield* large).states.length)
  yield* Effect.all([noisy, own, wide], { discard: true })
})
await Effect.runPromise(program)
