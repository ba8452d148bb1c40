import { Effect, Layer, Random, Result, Stream } from "effect"
import type { Circuit } from "../Circuit.ts"
import { remap } from "../Distribution.ts"
import { type Distribution, make as distributionOf } from "../distribution/model.ts"
import type { Machine, Measurement, Plan, Task } from "../sampler/machine.ts"
import { ofMachine, ofOption, type PrimitiveError } from "../sampler/PrimitiveError.ts"
import { make, Sampler } from "../sampler/service.ts"
import * as Random53 from "../random/generator.ts"
import type { Options } from "./engines.ts"
import { expectation } from "./expectation.ts"
import { measure } from "./measureWithNoise.ts"
import { checkModel, noiseModel, type NoiseModel } from "./NoiseModel.ts"
import { simulate } from "./run.ts"
import { type Counts, countsOf, outcomesOf, tally } from "./drawShots.ts"
import type { SimulationError } from "./SimulationError.ts"
import type { StateVector } from "./StateVector.ts"

/**
 * How to sample on this machine.
 *
 * @category options
 * @since 0.2.0
 */
export interface SamplerOptions extends Options {
  /** The noise: a custom model or the name of one of IonQ's. Default: none. */
  readonly noise?: NoiseModel | "aria-1" | "aria-2" | "forte-1" | undefined
  /**
   * Whether to draw shots even without noise. By default, distributions and the values of an estimator are exact,
   * whatever the number of shots, as they are from IonQ's ideal simulator. With noise, shots are always drawn.
   */
  readonly sampled?: boolean | undefined
  /**
   * The seed of all shots. A program that starts its calls in the same order gets the same shots. Default: a random
   * seed.
   */
  readonly seed?: number | undefined
  /** The number of threads of one simulation. More than one pays off from about 20 qubits. Default: 1. */
  readonly threads?: number | undefined
  /** The default number of shots of a circuit. Default: 1000. */
  readonly shots?: number | undefined
}

/** The largest number of shots of a circuit: each shot takes some bytes. */
const mostShots = 100_000_000

const modelOf = ({ noise }: SamplerOptions): Result.Result<NoiseModel | undefined, SimulationError> => {
  if (noise === undefined) return Result.succeed(undefined)
  if (typeof noise === "string") return noiseModel(noise)
  return Result.map(checkModel(noise), () => noise)
}

/** Generates seeds of 53 bits from a seed. */
const seedsFrom = (seed: number): (() => number) => {
  const next = Random53.make(seed)
  return () => Math.floor(next() * 2 ** 53)
}

/** The exact distribution of a state. */
const exactly = ({ qubits, re, im, support }: StateVector): Distribution => {
  const [states, values]: [Array<number>, Array<number>] = [[], []]
  const size = support === undefined ? re.length : support.states.length
  for (let i = 0; i < size; i++) {
    const [a, b] = support === undefined ? [re[i]!, im[i]!] : [support.re[i]!, support.im[i]!]
    if (a === 0 && b === 0) continue
    states.push(support === undefined ? i : support.states[i]!)
    values.push(a * a + b * b)
  }
  return distributionOf(qubits, "probabilities", {
    states: Uint32Array.from(states),
    values: Float64Array.from(values),
  })
}

const ofCounts = (qubits: number, { states, counts }: Counts): Distribution =>
  distributionOf(qubits, "counts", { states, values: Float64Array.from(counts) })

const machineOf = (options: SamplerOptions, model: NoiseModel | undefined, seed: number): Machine => {
  const { sampled = false, shots = 1000, noise } = options
  const isExact = model === undefined && !sampled
  const callSeed = seedsFrom(seed)

  const distributionFor = Effect.fnUntraced(function* (
    circuit: Circuit,
    drawn: { readonly shots: number; readonly seed: number },
  ) {
    if (model !== undefined) {
      return ofCounts(circuit.qubits, tally(yield* measure(circuit, { ...options, ...drawn, model })))
    }
    const state = yield* simulate(circuit, options)
    return isExact
      ? exactly(state)
      : ofCounts(state.qubits, yield* Effect.fromResult(countsOf(outcomesOf(state), drawn)))
  })

  const measured = Effect.fnUntraced(function* (task: Task, taskSeed: number) {
    const { circuit, shots } = task
    const found = yield* distributionFor(circuit, { shots, seed: taskSeed })
    const { measurementMap: map } = circuit
    const distribution = map === undefined ? found : yield* Effect.fromResult(remap(found, map))
    return { distribution, shots: isExact ? undefined : shots, jobId: undefined } satisfies Measurement
  }, Effect.mapError(ofMachine))

  return {
    name: `simulator${model === undefined ? "" : ` with the noise ${typeof noise === "string" ? noise : "given"}`}`,
    shots,
    mostShots,
    isExact,
    sample: (tasks) =>
      Stream.suspend(() => {
        const taskSeed = seedsFrom(callSeed())
        return Stream.fromIterable(tasks, { chunkSize: 1 }).pipe(
          Stream.zipWithIndex,
          Stream.mapEffect(([task, index]) =>
            Effect.map(Effect.result(measured(task, taskSeed())), (result) => ({
              task: index,
              result,
            })),
          ),
        )
      }),
    plan: (tasks) =>
      Effect.sync((): Plan => {
        let [circuits, shots, gates] = [0, 0, 0]
        for (const task of tasks) {
          circuits++
          shots += isExact ? 0 : task.shots
          gates += task.circuit.gates.length
        }
        return { circuits, jobs: 0, shots, gates, price: { amount: 0, unit: "usd" } }
      }),
    expectations: isExact
      ? (circuit, observables) =>
          simulate(circuit, options).pipe(
            Effect.flatMap((state) =>
              Effect.fromResult(Result.all(observables.map((observable) => expectation(state, observable)))),
            ),
            Effect.mapError(ofMachine),
          )
      : undefined,
  }
}

const checkedSeed = (seed: number | undefined): Effect.Effect<number, PrimitiveError> =>
  seed === undefined
    ? Random.nextIntBetween(0, 2 ** 31)
    : Number.isSafeInteger(seed)
      ? Effect.succeed(seed)
      : Effect.fail(ofOption("seed", `seed is ${seed}, not a whole number within 2^53`))

/**
 * A sampler on this machine, for `Sampler` and `Estimator` of `effect-ionq`: nothing is submitted, and it costs
 * nothing. Without noise, results are exact. An invalid model or seed fails the layer.
 *
 * **Example** (The same program on this machine)
 *
 * ```ts
 * const exact = program.pipe(Effect.provide(Estimator.layer), Effect.provide(Simulator.layerSampler()))
 * const noisy = program.pipe(
 *   Effect.provide(Estimator.layer),
 *   Effect.provide(Simulator.layerSampler({ noise: "forte-1", seed: 1 })),
 * )
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerSampler = (options: SamplerOptions = {}): Layer.Layer<Sampler, PrimitiveError> =>
  Layer.effect(
    Sampler,
    Effect.gen(function* () {
      const model = yield* Effect.mapError(Effect.fromResult(modelOf(options)), ofMachine)
      return make(machineOf(options, model, yield* checkedSeed(options.seed)))
    }),
  )
