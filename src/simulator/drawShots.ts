/**
 * Shots drawn from probabilities, and their counts.
 *
 * **Details**
 *
 * A shot is the first state whose cumulative probability exceeds a random number. Only sums, products and comparisons
 * are involved, so a seed gives the same shots on every platform.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import * as Random from "../random/generator.ts"
import { cumulate, finder } from "../random/weighted.ts"
import { SimulationError } from "./SimulationError.ts"
import type { StateVector } from "./StateVector.ts"

/**
 * The possible outcomes of measuring all qubits, with cumulative weights. They take 8 bytes for each listed state.
 *
 * @category models
 * @since 0.1.0
 */
export interface Outcomes {
  /** The states in ascending order; undefined if they are 0, 1, 2 and so on. */
  readonly states: ArrayLike<number> | undefined
  /** The sums of the weights up to and including each state. */
  readonly sums: Float64Array
}

/**
 * The number of shots, and the seed of their random numbers: a safe integer.
 *
 * @category options
 * @since 0.1.0
 */
export interface ShotOptions {
  readonly shots: number
  readonly seed: number
}

/**
 * How often each measured state occurred, in ascending order of the states.
 *
 * @category models
 * @since 0.1.0
 */
export interface Counts {
  readonly states: Uint32Array
  readonly counts: Uint32Array
}

/**
 * The outcomes of measuring a state, weighted by the squares of its amplitudes.
 *
 * **Example** (The first shot)
 *
 * ```ts
 * const shots = Simulator.shotsOf(Simulator.outcomesOf(state), { shots: 1, seed: 7 })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const outcomesOf = (state: StateVector): Outcomes => {
  const { re, im, states } = state.support ?? { re: state.re, im: state.im, states: undefined }
  const sums = new Float64Array(re.length)
  let sum = 0
  for (let i = 0; i < sums.length; i++) {
    sum += re[i]! * re[i]! + im[i]! * im[i]!
    sums[i] = sum
  }
  return { states, sums }
}

/**
 * Outcomes with custom weights, which must not be negative. Only their proportion to the sum matters.
 *
 * **Example** (A biased coin)
 *
 * ```ts
 * const flips = Simulator.shotsOf(Simulator.outcomesFrom([1, 3]), { shots: 10, seed: 7 })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const outcomesFrom = (weights: ArrayLike<number>, states?: ArrayLike<number>): Outcomes => ({
  states,
  sums: cumulate(weights),
})

/** Fails with `InvalidInput` if `shots` is not an integer from 0, or the seed not a safe integer. */
export const checkShots = ({ shots, seed }: ShotOptions): Result.Result<void, SimulationError> => {
  const invalid = (message: string) => Result.fail(new SimulationError({ code: "InvalidInput", message }))
  if (!Number.isSafeInteger(shots) || shots < 0)
    return invalid(`shots is ${shots}, not a whole number from 0`)
  if (!Number.isSafeInteger(seed)) return invalid(`seed is ${seed}, not a whole number within 2^53`)
  return Result.void
}

const drawable = ({ sums }: Outcomes, options: ShotOptions): Result.Result<void, SimulationError> => {
  const total = sums.at(-1) ?? 0
  const message = `The weights have the sum ${total}, so no shots can be drawn`
  return total > 0 ? checkShots(options) : Result.fail(new SimulationError({ code: "InvalidInput", message }))
}

/** The number of shots that are drawn and sorted into buckets at a time. */
const batch = 2 ** 20
/** The number of buckets into which random numbers are sorted. The outcomes of one bucket fit into the CPU cache. */
const heaps = 2 ** 10

/**
 * Counts shots without storing them. The same seed counts the shots that `shotsOf` draws. Fails with `InvalidInput` for
 * a number of shots or a seed that is not an integer, and for weights whose sum is 0.
 *
 * **Example** (A million shots)
 *
 * ```ts
 * const counts = Simulator.countsOf(Simulator.outcomesOf(state), { shots: 1_000_000, seed: 7 })
 * ```
 *
 * @category sampling
 * @since 0.1.0
 */
export const countsOf = (outcomes: Outcomes, options: ShotOptions): Result.Result<Counts, SimulationError> =>
  Result.map(drawable(outcomes, options), () => {
    const { shots, seed } = options
    const { sums, states } = outcomes
    const next = Random.make(seed)
    const find = finder(sums, shots)
    const tally = new Uint32Array(sums.length)
    const size = Math.min(shots, batch)
    const drawn = new Float64Array(size)
    const heaped = new Float64Array(size)
    for (let left = shots; left > 0; left -= size) {
      const count = Math.min(left, size)
      const ends = new Uint32Array(heaps + 1)
      for (let i = 0; i < count; i++) {
        const uniform = next()
        drawn[i] = uniform
        ends[Math.floor(uniform * heaps) + 1]!++
      }
      for (let heap = 0; heap < heaps; heap++) ends[heap + 1]! += ends[heap]!
      for (let i = 0; i < count; i++) heaped[ends[Math.floor(drawn[i]! * heaps)]!++] = drawn[i]!
      for (let i = 0; i < count; i++) tally[find(heaped[i]!)]!++
    }
    return collected(tally, states)
  })

/** The outcomes that occurred at least once, with their counts. */
const collected = (tally: Uint32Array, states: ArrayLike<number> | undefined): Counts => {
  let found = 0
  for (let i = 0; i < tally.length; i++) if (tally[i] !== 0) found++
  const counts = { states: new Uint32Array(found), counts: new Uint32Array(found) }
  let at = 0
  for (let i = 0; i < tally.length; i++) {
    if (tally[i] === 0) continue
    counts.states[at] = states?.[i] ?? i
    counts.counts[at] = tally[i]!
    at++
  }
  return counts
}

/**
 * Counts shots that were already drawn.
 *
 * **Example** (Three shots)
 *
 * ```ts
 * Simulator.tally(Uint32Array.of(3, 0, 3)) // { states: [0, 3], counts: [1, 2] }
 * ```
 *
 * @category sampling
 * @since 0.1.0
 */
export const tally = (shots: Uint32Array): Counts => {
  const sorted = shots.toSorted()
  const states = new Uint32Array(sorted.length)
  const counts = new Uint32Array(sorted.length)
  let found = 0
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i] !== sorted[i - 1]) found++
    states[found] = sorted[i]!
    counts[found]!++
  }
  const length = Math.min(sorted.length, found + 1)
  return { states: states.slice(0, length), counts: counts.slice(0, length) }
}

/**
 * Shots in order, each a decimal state, drawn lazily. For a `Stream`, pass them to `Stream.fromIterable`. Fails as
 * `countsOf` does.
 *
 * **Example** (Shots as a stream)
 *
 * ```ts
 * const shots = Simulator.shotsOf(Simulator.outcomesOf(state), { shots: 100, seed: 7 })
 * const stream = Stream.unwrap(Effect.map(Effect.fromResult(shots), Stream.fromIterable))
 * ```
 *
 * @category sampling
 * @since 0.1.0
 */
export const shotsOf = (
  outcomes: Outcomes,
  options: ShotOptions,
): Result.Result<Iterable<number>, SimulationError> =>
  Result.map(drawable(outcomes, options), () => ({
    *[Symbol.iterator]() {
      const { sums, states } = outcomes
      const next = Random.make(options.seed)
      const find = finder(sums, options.shots)
      for (let shot = 0; shot < options.shots; shot++) {
        const place = find(next())
        yield states?.[place] ?? place
      }
    },
  }))
