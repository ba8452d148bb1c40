import { type Effect, Result } from "effect"
import { applyStep, type Dense, weightsOf } from "./dense.ts"
import {
  type DynamicCircuit,
  type Frame,
  inSteps,
  lower,
  makeStates,
  nextOf,
  prepared,
  project,
} from "./dynamic.ts"
import type { SimulationError } from "./SimulationError.ts"

/**
 * The limits on all sequences of outcomes: the amplitudes at one time, and the amplitudes times steps (some seconds).
 */
const mostAmplitudes = 2 ** 23
const mostSteps = 2 ** 30
/** The fixed part of the cost of a step, in amplitudes. */
const leastWork = 1024

/** The work between two pauses, in amplitudes times steps. It takes some milliseconds. */
const stepSize = 2 ** 20

/** Smaller probabilities are rounding errors. */
const rounding = 1e-15

/** Options of an exact run, for tests. */
export interface ExactOptions {
  /** The limit on amplitudes times steps. */
  readonly mostWork?: number
  /** Applies a step of a gate. Default: `applyStep`. */
  readonly apply?: typeof applyStep
}

/**
 * Simulates the sequences of measurement outcomes one after the other. States are not normalized: the squared norm of a
 * state is the probability of its sequence.
 */
function* exactly(
  circuit: DynamicCircuit,
  { mostWork = mostSteps, apply = applyStep }: ExactOptions,
): Generator<void, Result.Result<Float64Array | undefined, SimulationError>, void> {
  const whole = yield* prepared(circuit.steps, circuit, undefined)
  if (Result.isFailure(whole)) return Result.fail(whole.failure)
  const states = makeStates(circuit.qubits)
  const probabilities = new Float64Array(2 ** circuit.qubits)
  const cost = probabilities.length + leastWork
  let work = 0
  let spent = 0

  /**
   * Simulates all sequences that continue at the position `from`. Returns false if a limit is exceeded. `state` must
   * not be used afterwards.
   */
  function* follow(
    state: Dense,
    given: ReadonlyArray<number>,
    from: Frame | undefined,
  ): Generator<void, boolean, void> {
    let bits = given
    for (let place = nextOf(from); place !== undefined;) {
      const { step } = place
      let rest: Frame = place.rest
      const count = step.kind === "gate" ? step.steps.length : 1
      work += count * cost
      spent += count * cost
      if (work > mostWork) return false
      if (spent > stepSize) {
        spent = 0
        yield
      }
      if (step.kind === "gate") for (const each of step.steps) apply(state, each)
      else if (step.kind === "branch") {
        rest = { steps: step.holds(bits) ? step.taken : step.otherwise, at: 0, after: rest }
      } else {
        const { qubit } = step
        const before = bits
        const seen = (outcome: number) =>
          step.kind === "measure" ? before.map((bit, i) => (i === step.bit ? outcome : bit)) : before
        const [zero, one] = weightsOf(state, qubit)
        if (zero >= rounding && one >= rounding) {
          if (states.held() + probabilities.length > mostAmplitudes) return false
          const other = states.copy(state)
          project(other, qubit, 0, 1)
          if (!(yield* follow(other, seen(0), rest))) return false
        }
        const outcome = one >= rounding ? 1 : 0
        project(state, qubit, outcome, 1)
        if (step.kind === "reset" && outcome === 1) lower(state, qubit)
        bits = seen(outcome)
      }
      place = nextOf(rest)
    }
    for (let i = 0; i < probabilities.length; i++) {
      probabilities[i]! += state.re[i]! * state.re[i]! + state.im[i]! * state.im[i]!
    }
    states.release(state)
    return true
  }

  const zeros = Array.from({ length: circuit.bits }, () => 0)
  const isDone = yield* follow(states.zero(), zeros, { steps: whole.success, at: 0, after: undefined })
  return Result.succeed(isDone ? probabilities : undefined)
}

/** The exact probabilities of the final states without noise; undefined if there are too many sequences of outcomes. */
export const runExactly = (
  circuit: DynamicCircuit,
  options: ExactOptions = {},
): Effect.Effect<Result.Result<Float64Array | undefined, SimulationError>> =>
  inSteps(exactly(circuit, options))
