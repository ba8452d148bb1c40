/**
 * Measuring circuits with noise, shot by shot.
 *
 * @since 0.1.0
 */
import { Effect, Result } from "effect"
import * as Random from "../random/generator.ts"
import { finder } from "../random/weighted.ts"
import { isOfPaulis } from "./noiseAfterGate.ts"
import { compile } from "./compile.ts"
import { checkOptions, engineOf, type Options } from "./engines.ts"
import { fitting } from "./memory.ts"
import { zeroState } from "./Engine.ts"
import { execute, prepare, stepper } from "./Execution.ts"
import { Code, type Program } from "./instructions.ts"
import { noisyParts } from "./gatesWithNoise.ts"
import { checkModel, type NoiseModel } from "./NoiseModel.ts"
import type { Part } from "./gateOperations.ts"
import { slotConstants, slotConstantsWord } from "./PassBody.ts"
import { misread } from "./readout.ts"
import { checkShots, outcomesOf, type ShotOptions } from "./drawShots.ts"
import { defaultLimit } from "./limits.ts"
import { check, type Simulatable, wired, type SimulatedCircuit } from "./SimulatedCircuit.ts"
import { fused, withoutSwaps } from "./fuse.ts"
import type { SimulationError } from "./SimulationError.ts"
import { errorsOf, type PauliError, withNoise } from "./pauliErrors.ts"
import { denseState, type StateVector } from "./StateVector.ts"
import { trajectories } from "./trajectories.ts"

/**
 * Options of {@link measure}.
 *
 * @category options
 * @since 0.1.0
 */
export interface NoiseOptions extends Options, ShotOptions {
  readonly model: NoiseModel
}

/** Shots with the same errors. */
interface Trajectory {
  readonly errors: ReadonlyArray<PauliError>
  readonly shots: Array<number>
}

type Measured = Result.Result<Uint32Array, SimulationError>

/** A measurement that yields after each step of some milliseconds, so that other fibers can run. */
type Work = Generator<void, Measured, void>

/** The number of shots drawn at a time. Their errors are kept until they run. */
const batch = 2 ** 16
/** The overhead of a run apart from its gates, in amplitudes times operations. */
const overhead = 2 ** 13

/** Measures a circuit with noise by the method `dense`, which stores all amplitudes. */
export function* measuring(simulatable: Simulatable, options: NoiseOptions): Work {
  const plain = wired(simulatable)
  if (Result.isFailure(plain)) return Result.fail(plain.failure)
  const circuit = plain.success
  const { model, shots, seed } = options
  const whole = checkShots(options).pipe(
    Result.flatMap(() => checkOptions(options)),
    Result.flatMap(() => checkModel(model)),
    Result.flatMap(() => check(circuit, Math.min(options.maxQubits ?? defaultLimit, model.qubits))),
  )
  if (Result.isFailure(whole)) return Result.fail(whole.failure)
  const { qubits, parts } = whole.success
  const compiled = yield* noisyParts(circuit, qubits, model)
  if (Result.isFailure(compiled)) return Result.fail(compiled.failure)
  const noisy = compiled.success
  const measured = isOfPaulis(model)
    ? yield* drawing(parts, noisy, qubits, options)
    : Result.succeed(yield* trajectories(noisy, qubits, model, { shots, seed }))
  if (Result.isSuccess(measured) && model.readout !== undefined) {
    misread(measured.success, qubits, model.readout, seed)
  }
  return measured
}

/** Draws the errors of shots before they run. Shots without errors run the original circuit. */
function* drawing(
  parts: ReadonlyArray<Part>,
  noisyParts: ReadonlyArray<Part>,
  qubits: number,
  options: NoiseOptions,
): Work {
  const { model, shots, seed, tileQubits } = options
  const engine = engineOf(options.engine)
  const noisy = withNoise(noisyParts, model)
  const make = () => {
    const program = compile(withoutSwaps(noisy.steps).operations, qubits, tileQubits)
    return { program, runner: engine.make(program) }
  }
  const states = new Uint32Array(shots)
  const uniforms = new Float64Array(Math.min(shots, batch))
  const next = Random.make(seed)
  const draw = errorsOf(noisy.places, next)
  const assign = ({ find, states: of }: Found, first: number, offsets: ReadonlyArray<number>) => {
    for (const offset of offsets) {
      const place = find(uniforms[offset]!)
      states[first + offset] = of?.[place] ?? place
    }
  }
  let clean: Found | undefined
  let made: ReturnType<typeof make> | undefined
  let spent = 0
  try {
    for (let first = 0; first < shots; first += batch) {
      const trajectories = new Map<string, Trajectory>()
      for (let offset = 0; offset < Math.min(batch, shots - first); offset++) {
        const errors = draw()
        uniforms[offset] = next()
        const key = errors.map(({ slot, pauli }) => slot * 4 + pauli).join()
        const found = trajectories.get(key)
        if (found === undefined) trajectories.set(key, { errors, shots: [offset] })
        else found.shots.push(offset)
      }
      yield
      for (const { errors, shots: offsets } of trajectories.values()) {
        if (errors.length === 0) {
          if (clean === undefined) {
            const found = yield* running(parts, qubits, options)
            if (Result.isFailure(found)) return Result.fail(found.failure)
            clean = found.success
          }
          assign(clean, first, offsets)
          continue
        }
        if (made === undefined) {
          const found = fitting(qubits, make)
          if (Result.isFailure(found)) return Result.fail(found.failure)
          made = found.success
        }
        const { program, runner } = made
        for (const error of errors) put(program, error, runner.patch)
        runner.start(zeroState)
        const step = stepper(program, runner, zeroState, engine.stepSize)
        while (step()) yield
        assign(foundIn(denseState(qubits, runner.view()), offsets.length), first, offsets)
        for (const { slot } of errors) runner.patch(program.slots[slot]!, [Code.skip])
        spent += 2 ** qubits * noisyParts.length + overhead
        if (spent < engine.stepSize) continue
        spent = 0
        yield
      }
    }
  } finally {
    made?.runner.release()
  }
  return Result.succeed(states)
}

/**
 * The outcomes of a run. `find` maps a random number from 0 to 1 to an index in `states`, or to the state itself if
 * `states` is undefined.
 */
interface Found {
  readonly find: (uniform: number) => number
  readonly states: ArrayLike<number> | undefined
}

const foundIn = (state: StateVector, finds: number): Found => {
  const { sums, states } = outcomesOf(state)
  return { find: finder(sums, finds), states }
}

/** Runs a circuit without errors and returns its outcomes. All shots without errors share this run. */
function* running(
  parts: ReadonlyArray<Part>,
  qubits: number,
  { engine, tileQubits, shots }: Options & ShotOptions,
): Generator<void, Result.Result<Found, SimulationError>, void> {
  const begun = fitting(qubits, () =>
    execute(prepare(fused(parts), qubits, { tileQubits }), engineOf(engine)),
  )
  if (Result.isFailure(begun)) return Result.fail(begun.failure)
  const execution = begun.success
  try {
    while (execution.step()) yield
    return Result.succeed(foundIn(execution.view(), shots))
  } finally {
    execution.release()
  }
}

/** Measures a circuit without noise, with all amplitudes. */
export function* measuringIdeally(circuit: SimulatedCircuit, options: Options & ShotOptions): Work {
  const { shots, seed } = options
  const whole = check(circuit, options.maxQubits)
  if (Result.isFailure(whole)) return Result.fail(whole.failure)
  const { qubits, parts } = whole.success
  const found = yield* running(parts, qubits, options)
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const { find, states: of } = found.success
  const next = Random.make(seed)
  const states = new Uint32Array(shots)
  for (let shot = 0; shot < shots; shot++) {
    const place = find(next())
    states[shot] = of?.[place] ?? place
  }
  return Result.succeed(states)
}

/** Replaces the operation in a slot by a Pauli matrix. */
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
 * Measures a circuit with noise, synchronously. Fails as {@link measure} does.
 *
 * **Example** (A thousand noisy shots)
 *
 * ```ts
 * const shots = Result.flatMap(Simulator.noiseModel("forte-1"), (model) =>
 *   Simulator.measureNow({ gateset: "qis", circuit: [Gates.h(0)] }, { model, shots: 1000, seed: 7 }),
 * )
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const measureNow = (circuit: Simulatable, options: NoiseOptions): Measured => {
  const work = measuring(circuit, options)
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
  }
}

/**
 * Measures a circuit shot by shot under a noise model, and returns the decimal state of each shot in order. Errors
 * are drawn for each shot, and the circuit runs once with them. Shots with the same errors share a run, as do all
 * shots without errors. The same seed gives the same shots with either engine. Other fibers run in between, and it
 * can be interrupted.
 *
 * **Details**
 *
 * A gate on several targets counts as one gate for each target. A `pauliexp` counts as one gate for each of its
 * terms. A `nop` does not count. A gate on more than two qubits has the noise of the native gates that it compiles
 * to. A model with amplitude damping takes a run for each shot, which is slower; up to 10 qubits, `densityMatrix`
 * gives the exact probabilities at once.
 *
 * Fails as `Simulator.run` does, with `NotEnoughQubits` for a circuit that is wider than the model supports, and with
 * `InvalidInput` for shots or a seed that is not an integer.
 *
 * **Example** (A thousand noisy shots)
 *
 * ```ts
 * const model = yield* Effect.fromResult(Simulator.noiseModel("forte-1"))
 * const shots = yield* Simulator.measure({ gateset: "qis", circuit: [Gates.h(0)] }, { model, shots: 1000, seed: 7 })
 * const { states, counts } = Simulator.tally(shots)
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const measure = Effect.fn("Simulator.measure")(function* (
  circuit: Simulatable,
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
