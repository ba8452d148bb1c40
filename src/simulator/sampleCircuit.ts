/**
 * Circuits of any width, measured shot by shot. The first method that can simulate the circuit is used.
 *
 * @since 0.2.0
 */
import { Effect, Result } from "effect"
import * as Random from "../random/generator.ts"
import { frames, misreadWide } from "./pauliFrames.ts"
import { fail, type MethodOptions, planning } from "./chooseMethod.ts"
import { measuring, measuringIdeally } from "./measureWithNoise.ts"
import { type Method, type Samples, strideOf } from "./Samples.ts"
import { checkShots, type ShotOptions } from "./drawShots.ts"
import { type Simulatable, type SimulatedCircuit, wired } from "./SimulatedCircuit.ts"
import type { SimulationError } from "./SimulationError.ts"
import { listed, measured, stepsOf } from "./stabilizer.ts"
import { drawNoisy, drawWide, runSparse } from "./WideRun.ts"
import { mostAmplitudes, type WideAmplitudes } from "./WideSparse.ts"

/**
 * How to sample. `maxQubits` limits only the method `dense`.
 *
 * @category options
 * @since 0.2.0
 */
export interface SampleOptions extends MethodOptions, ShotOptions {}

/**
 * The exact outcomes of measuring all qubits, by ascending state. `states` has `stride` words for each outcome, in
 * the layout of `Samples`.
 *
 * @category models
 * @since 0.2.0
 */
export interface FewOutcomes {
  readonly qubits: number
  readonly method: Method
  readonly stride: number
  readonly states: Uint32Array
  readonly probabilities: Float64Array
}

type Sampled = Result.Result<Samples, SimulationError>

function* sampling(circuit: SimulatedCircuit, options: SampleOptions): Generator<void, Sampled, void> {
  const { shots, seed, model } = options
  const countable = checkShots(options)
  if (Result.isFailure(countable)) return Result.fail(countable.failure)
  const planned = yield* planning(circuit, options)
  if (Result.isFailure(planned)) return Result.fail(planned.failure)
  const plan = planned.success
  const { qubits, method } = plan
  const whole = (words: Uint32Array): Samples => ({ qubits, method, shots, stride: strideOf(qubits), words })
  if (plan.method === "dense") {
    const dense =
      model === undefined ? measuringIdeally(circuit, options) : measuring(circuit, { ...options, model })
    return Result.map(yield* dense, whole)
  }
  const next = Random.make(seed)
  const drawn =
    plan.method === "stabilizer"
      ? Result.succeed(yield* frames(plan.circuit.gates, measured(plan.circuit, qubits), shots, next))
      : model === undefined
        ? Result.succeed(drawWide(plan.state, shots, next))
        : yield* drawNoisy(plan.steps, qubits, model, { shots, next })
  if (Result.isFailure(drawn)) return Result.fail(drawn.failure)
  if (model?.readout !== undefined) misreadWide(drawn.success, qubits, model.readout, next)
  return Result.succeed(whole(drawn.success))
}

type Few = Result.Result<FewOutcomes, SimulationError>

function* finding(
  circuit: SimulatedCircuit,
  options: Omit<MethodOptions, "model">,
): Generator<void, Few, void> {
  const planned = yield* planning(circuit, options)
  if (Result.isFailure(planned)) return Result.fail(planned.failure)
  const plan = planned.success
  const { method, qubits } = plan
  let state: WideAmplitudes
  if (plan.method === "sparse") state = plan.state
  else if (plan.method === "stabilizer") {
    const space = measured(plan.circuit, qubits)
    if (2 ** space.directions.length > mostAmplitudes) {
      return fail(
        "NotEnoughQubits",
        `Measuring the circuit gives one of 2^${space.directions.length} states, the limit of a list is ${mostAmplitudes}`,
      )
    }
    state = listed(space)
  } else {
    const steps = yield* stepsOf(circuit, qubits, undefined)
    if (Result.isFailure(steps)) return Result.fail(steps.failure)
    const run = yield* runSparse(steps.success, qubits)
    if (Result.isFailure(run)) return Result.fail(run.failure)
    state = run.success
  }
  const { words, re, im, count } = state
  const probabilities = Float64Array.from({ length: count }, (_, i) => re[i]! * re[i]! + im[i]! * im[i]!)
  return Result.succeed({ qubits, method, stride: strideOf(qubits), states: words, probabilities })
}

const atOnce = <A>(work: Generator<void, A, void>): A => {
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
  }
}

const inTurns = <A, E>(make: () => Generator<void, Result.Result<A, E>, void>): Effect.Effect<A, E> =>
  Effect.suspend(() => {
    const work = make()
    return Effect.gen(function* () {
      for (;;) {
        const { done, value } = work.next()
        if (done === true) return yield* Effect.fromResult(value)
        yield* Effect.yieldNow
      }
    })
  })

/**
 * The method that {@link sample} would use for a circuit. Fails as `sample` does if no method can simulate it. If only
 * the sparse method is left, the circuit is run, because the number of nonzero amplitudes is not known before.
 *
 * **Example** (A Clifford circuit)
 *
 * ```ts
 * const method = Simulator.methodFor(Circuit.ghz(64)) // stabilizer
 * ```
 *
 * @category running
 * @since 0.2.0
 */
export const methodFor = (
  circuit: Simulatable,
  options: MethodOptions = {},
): Result.Result<Method, SimulationError> =>
  Result.map(
    Result.flatMap(wired(circuit), (plain) => atOnce(planning(plain, options))),
    ({ method }) => method,
  )

/**
 * Samples a circuit synchronously. Fails as {@link sample} does.
 *
 * **Example** (Ten shots)
 *
 * ```ts
 * const samples = Simulator.sampleNow(Circuit.bell(), { shots: 10, seed: 7 })
 * ```
 *
 * @category running
 * @since 0.2.0
 */
export const sampleNow = (circuit: Simulatable, options: SampleOptions): Sampled =>
  Result.flatMap(wired(circuit), (plain) => atOnce(sampling(plain, options)))

/**
 * Measures all qubits of a circuit of up to 256 qubits shot by shot, with or without noise. Three methods are tried
 * in order: a stabilizer state if all gates are Clifford gates, all amplitudes for up to `maxQubits` qubits, and the
 * nonzero amplitudes if there are at most 65,536. The same seed gives the same shots. Other fibers run in between,
 * and it can be interrupted.
 *
 * **Details**
 *
 * A gate counts as a Clifford gate if its matrix differs from one by at most 1e-9. This includes rotations by
 * multiples of a quarter turn, in QIS and native circuits. The stabilizer method supports Pauli noise (depolarizing,
 * phase damping) and readout errors, by Pauli frames. A million shots take seconds. Amplitude damping needs all
 * amplitudes.
 *
 * Fails as `measure` does, and with `NotEnoughQubits` if no method can simulate the circuit. The message has the
 * reason for each method.
 *
 * **Example** (A wide machine)
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const model = { oneQubit: 0.0005, twoQubit: 0.01, qubits: 64 }
 *   const samples = yield* Simulator.sample(Circuit.ghz(64), { shots: 1_000_000, seed: 7, model })
 *   const { states, stride } = Simulator.countSamples(samples)
 *   return Simulator.stateAt(states, stride, 0)
 * })
 * ```
 *
 * @category running
 * @since 0.2.0
 */
export const sample: (
  circuit: Simulatable,
  options: SampleOptions,
) => Effect.Effect<Samples, SimulationError> = Effect.fn("Simulator.sample")(function* (
  circuit: Simulatable,
  options: SampleOptions,
) {
  const plain = yield* Effect.fromResult(wired(circuit))
  return yield* inTurns(() => sampling(plain, options))
})

/**
 * The exact outcomes of a circuit of up to 256 qubits. Fails with `NotEnoughQubits` if there are more than 65,536
 * outcomes, or if no method can simulate the circuit.
 *
 * **Example** (The two outcomes of a Bell pair)
 *
 * ```ts
 * const program = Effect.map(Simulator.fewOutcomes(Circuit.bell()), ({ probabilities }) => probabilities) // 0.5 and 0.5
 * ```
 *
 * @category running
 * @since 0.2.0
 */
export const fewOutcomes: (
  circuit: Simulatable,
  options?: Omit<MethodOptions, "model">,
) => Effect.Effect<FewOutcomes, SimulationError> = Effect.fn("Simulator.fewOutcomes")(function* (
  circuit: Simulatable,
  options: Omit<MethodOptions, "model"> = {},
) {
  const plain = yield* Effect.fromResult(wired(circuit))
  return yield* inTurns(() => finding(plain, options))
})
