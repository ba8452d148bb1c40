/**
 * Circuits measured shot by shot, with noise.
 *
 * @since 0.1.0
 */
import { Effect, Result } from "effect"
import * as Random from "../internal/random.ts"
import { finder } from "../internal/sampler.ts"
import { errorsOf, type PauliError, withNoise } from "./Channel.ts"
import { compile } from "./compile.ts"
import { engineOf, fitting, type Options } from "./engines.ts"
import { execute, prepare, stepper } from "./Execution.ts"
import { Code, type Program } from "./layout.ts"
import type { NoiseModel } from "./NoiseModel.ts"
import { slotConstants, slotConstantsWord } from "./PassBody.ts"
import { checkShots, outcomesOf, type ShotOptions } from "./Sampling.ts"
import { check, defaultLimit, type SimulatedCircuit } from "./SimulatedCircuit.ts"
import { simplified, withoutSwaps } from "./simplify.ts"
import type { SimulationError } from "./SimulationError.ts"
import { denseState, type StateVector } from "./StateVector.ts"

/**
 * How to measure with noise.
 *
 * @category options
 * @since 0.1.0
 */
export interface NoiseOptions extends Options, ShotOptions {
  readonly model: NoiseModel
}

/** Shots that have the same errors. */
interface Trajectory {
  readonly errors: ReadonlyArray<PauliError>
  readonly shots: Array<number>
}

type Measured = Result.Result<Uint32Array, SimulationError>

/** Work that comes back now and then, so that other things can happen. */
type Work = Generator<void, Measured, void>

/** So many shots are drawn at a time. */
const batch = 2 ** 16

function* measuring(circuit: SimulatedCircuit, options: NoiseOptions): Work {
  const { model, shots, seed } = options
  const whole = Result.flatMap(checkShots(options), () =>
    check(circuit, Math.min(options.maxQubits ?? defaultLimit, model.qubits)),
  )
  if (Result.isFailure(whole)) return Result.fail(whole.failure)
  const { qubits, parts } = whole.success
  const noisy = withNoise(parts, model)
  const next = Random.make(seed)
  const draw = errorsOf(noisy.channels, next)
  const trajectories = new Map<string, Trajectory>()
  const uniforms = new Float64Array(shots)
  for (let shot = 0; shot < shots; shot++) {
    const errors = draw()
    uniforms[shot] = next()
    const key = errors.map(({ slot, pauli }) => slot * 4 + pauli).join()
    const found = trajectories.get(key)
    if (found === undefined) trajectories.set(key, { errors, shots: [shot] })
    else found.shots.push(shot)
    if (shot % batch === batch - 1) yield
  }
  const states = new Uint32Array(shots)
  const assign = (state: StateVector, of: ReadonlyArray<number>) => {
    const outcomes = outcomesOf(state)
    const find = finder(outcomes.sums, of.length)
    for (const shot of of) {
      const place = find(uniforms[shot]!)
      states[shot] = outcomes.states?.[place] ?? place
    }
  }

  const engine = engineOf(options.engine)
  const clean = trajectories.get("")
  trajectories.delete("")
  if (clean !== undefined) {
    const begun = fitting(qubits, () =>
      execute(prepare(simplified(parts), qubits, options.tileQubits), engine),
    )
    if (Result.isFailure(begun)) return Result.fail(begun.failure)
    const execution = begun.success
    try {
      while (execution.step()) yield
      assign(execution.view(), clean.shots)
    } finally {
      execution.release()
    }
  }
  if (trajectories.size === 0) return Result.succeed(states)
  const program = compile(withoutSwaps(noisy.steps), qubits, options.tileQubits)
  const made = fitting(qubits, () => engine.make(program))
  if (Result.isFailure(made)) return Result.fail(made.failure)
  const runner = made.success
  const zero = { states: [0], re: [1], im: [0] }
  let spent = 0
  try {
    for (const { errors, shots: of } of trajectories.values()) {
      for (const error of errors) put(program, error, runner.patch)
      runner.start(zero)
      const step = stepper(program, runner, zero, engine.stepSize)
      while (step()) yield
      assign(denseState(qubits, runner.view()), of)
      for (const { slot } of errors) runner.patch(program.slots[slot]!, [Code.skip])
      spent += 2 ** qubits * parts.length
      if (spent < engine.stepSize) continue
      spent = 0
      yield
    }
  } finally {
    runner.release()
  }
  return Result.succeed(states)
}

/** Puts a Pauli matrix into its slot. */
const put = (
  program: Program,
  { slot, pauli }: PauliError,
  patch: (word: number, values: number[]) => void,
) => {
  const word = program.slots[slot]!
  const constants = program.words[word + slotConstantsWord]!
  if (pauli === 1) patch(word, [Code.x])
  else patch(word, [pauli === 2 ? Code.anti : Code.scale])
  patch(word + slotConstantsWord, [pauli === 3 ? constants + slotConstants.z : constants])
}

/**
 * Measures a circuit with noise, before it returns: see `measure`.
 *
 * @category running
 * @since 0.1.0
 */
export const measureNow = (circuit: SimulatedCircuit, options: NoiseOptions): Measured => {
  const work = measuring(circuit, options)
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
  }
}

/**
 * Measures a circuit shot by shot under a noise model, and gives each shot's decimal state in their order. Errors are drawn for
 * each shot, and the circuit runs once with them; shots with the same errors, and all those without, share a run. The
 * same seed gives the same shots on every platform. Other fibers run in between, and it can be interrupted.
 *
 * **Details**
 *
 * A gate on several targets is one gate for each, a `pauliexp` one for each of its terms, and `nop` is none. A gate on more
 * than two qubits has the noise of two qubits on each neighbouring pair of them, targets first. Measurement itself makes no errors.
 *
 * Fails as `Simulator.run` does, with `NotEnoughQubits` for a circuit that is wider than the model, and with `InvalidInput` for
 * shots or a seed that is no whole number.
 *
 * @category running
 * @since 0.1.0
 */
export const measure = Effect.fn("Simulator.measure")(function* (
  circuit: SimulatedCircuit,
  options: NoiseOptions,
): Effect.fn.Return<Uint32Array, SimulationError> {
  const work = measuring(circuit, options)
  const measured = yield* Effect.gen(function* () {
    for (;;) {
      const { done, value } = work.next()
      if (done === true) return value
      yield* Effect.yieldNow
    }
  }).pipe(Effect.onInterrupt(() => Effect.sync(() => void work.return(Result.succeed(new Uint32Array())))))
  return yield* Effect.fromResult(measured)
})
