import { Effect, Result } from "effect"
import * as Random from "../sampling/random.ts"
import type { Gateset } from "../schema/Circuit.ts"
import type { WireGate } from "../schema/Gate.ts"
import { type Channel, channelsAfter } from "./Channel.ts"
import { applyStep, type Dense } from "./dense.ts"
import { noisyParts } from "./native.ts"
import type { NoiseModel } from "./NoiseModel.ts"
import { type Part, partsOf, type Step as GateStep } from "./operations.ts"
import type { SimulationError } from "./SimulationError.ts"
import { applyOne, drawn } from "./trajectories.ts"

/** The steps of a circuit that measures before its end. */
export type DynamicStep =
  | { readonly kind: "gates"; readonly gates: ReadonlyArray<WireGate> }
  | { readonly kind: "measure"; readonly qubit: number; readonly bit: number | undefined }
  | { readonly kind: "reset"; readonly qubit: number }
  | {
      readonly kind: "branch"
      readonly holds: (bits: ArrayLike<number>) => boolean
      readonly taken: ReadonlyArray<DynamicStep>
      readonly otherwise: ReadonlyArray<DynamicStep>
    }

/** A circuit with measurements into classical bits before its end. All of its qubits are also measured at the end. */
export interface DynamicCircuit {
  readonly gateset: Gateset
  readonly qubits: number
  readonly bits: number
  readonly steps: ReadonlyArray<DynamicStep>
}

/**
 * How often each outcome occurred: `state:bits`, a decimal state with qubit 0 lowest, and the classical bits with bit
 * 0 first.
 */
export type DynamicCounts = Readonly<Record<string, number>>

type Prepared =
  | {
      readonly kind: "gate"
      readonly steps: ReadonlyArray<GateStep>
      readonly channels: ReadonlyArray<Channel>
    }
  | Exclude<DynamicStep, { readonly kind: "gates" | "branch" }>
  | {
      readonly kind: "branch"
      readonly holds: (bits: ArrayLike<number>) => boolean
      readonly taken: ReadonlyArray<Prepared>
      readonly otherwise: ReadonlyArray<Prepared>
    }

type Steps = Result.Result<ReadonlyArray<Prepared>, SimulationError>

/** Amplitudes times steps between pauses: some milliseconds. */
const stepSize = 2 ** 20

/** Compiles gates to operations on amplitudes, followed by their errors. */
function* prepared(
  steps: ReadonlyArray<DynamicStep>,
  { gateset, qubits }: DynamicCircuit,
  model: NoiseModel | undefined,
): Generator<void, Steps, void> {
  const all: Array<Prepared> = []
  for (const step of steps) {
    if (step.kind === "gates") {
      const parts = yield* partsIn(step.gates, gateset, qubits, model)
      if (Result.isFailure(parts)) return Result.fail(parts.failure)
      for (const part of parts.success) {
        const channels = model === undefined ? [] : channelsAfter(part, model)
        all.push({ kind: "gate", steps: part.steps, channels })
      }
    } else if (step.kind === "branch") {
      const taken = yield* prepared(step.taken, { gateset, qubits, bits: 0, steps: [] }, model)
      if (Result.isFailure(taken)) return taken
      const otherwise = yield* prepared(step.otherwise, { gateset, qubits, bits: 0, steps: [] }, model)
      if (Result.isFailure(otherwise)) return otherwise
      all.push({ ...step, taken: taken.success, otherwise: otherwise.success })
    } else all.push(step)
  }
  return Result.succeed(all)
}

function* partsIn(
  gates: ReadonlyArray<WireGate>,
  gateset: Gateset,
  qubits: number,
  model: NoiseModel | undefined,
): Generator<void, Result.Result<ReadonlyArray<Part>, SimulationError>, void> {
  if (model !== undefined) return yield* noisyParts({ gateset, circuit: gates }, qubits, model)
  const all: Array<Part> = []
  for (const [index, gate] of gates.entries()) {
    const parts = partsOf(gate, index, qubits, gateset)
    if (Result.isFailure(parts)) return parts
    all.push(...parts.success)
  }
  return Result.succeed(all)
}

const emptyState = (qubits: number): Dense => ({
  re: new Float64Array(2 ** qubits),
  im: new Float64Array(2 ** qubits),
})

const weights = ({ re, im }: Dense, qubit: number): readonly [zeros: number, ones: number] => {
  let [zeros, ones] = [0, 0]
  for (let i = 0; i < re.length; i++) {
    const weight = re[i]! * re[i]! + im[i]! * im[i]!
    if (((i >> qubit) & 1) === 0) zeros += weight
    else ones += weight
  }
  return [zeros, ones]
}

/** Keeps the amplitudes of one outcome, multiplied by a factor. */
const project = ({ re, im }: Dense, qubit: number, outcome: number, factor: number): void => {
  for (let i = 0; i < re.length; i++) {
    const kept = ((i >> qubit) & 1) === outcome ? factor : 0
    re[i]! *= kept
    im[i]! *= kept
  }
}

/** Flips a qubit that is certainly in |1⟩ to |0⟩. */
const lower = ({ re, im }: Dense, qubit: number): void => {
  const bit = 1 << qubit
  for (let i = 0; i < re.length; i++) {
    if ((i & bit) !== 0) continue
    re[i] = re[i | bit]!
    im[i] = im[i | bit]!
    re[i | bit] = 0
    im[i | bit] = 0
  }
}

/** Measures a qubit, which is then in the measured state. */
const collapse = (state: Dense, qubit: number, uniform: number): number => {
  const [zeros, ones] = weights(state, qubit)
  // Prevents the rounding errors of many gates from accumulating.
  const outcome = uniform * (zeros + ones) < ones ? 1 : 0
  project(state, qubit, outcome, 1 / Math.sqrt(outcome === 1 ? ones : zeros))
  return outcome
}

function* shotsOf(
  circuit: DynamicCircuit,
  { model, shots, seed }: DynamicOptions,
): Generator<void, Result.Result<DynamicCounts, SimulationError>, void> {
  const whole = yield* prepared(circuit.steps, circuit, model)
  if (Result.isFailure(whole)) return Result.fail(whole.failure)
  const next = Random.make(seed)
  const state = emptyState(circuit.qubits)
  const bits = new Uint8Array(circuit.bits)
  const { zeroAsOne = 0, oneAsZero = 0 } = model?.readout ?? {}
  const read = (outcome: number): number =>
    (zeroAsOne > 0 || oneAsZero > 0) && next() < (outcome === 0 ? zeroAsOne : oneAsZero)
      ? 1 - outcome
      : outcome
  let spent = 0
  function* run(steps: ReadonlyArray<Prepared>): Generator<void, void, void> {
    for (const step of steps) {
      spent += state.re.length
      if (spent > stepSize) {
        spent = 0
        yield
      }
      if (step.kind === "gate") {
        for (const each of step.steps) applyStep(state, each)
        for (const channel of step.channels) applyOne(state, channel, next)
      } else if (step.kind === "measure") {
        const outcome = read(collapse(state, step.qubit, next()))
        if (step.bit !== undefined) bits[step.bit] = outcome
      } else if (step.kind === "reset") {
        if (collapse(state, step.qubit, next()) === 1) lower(state, step.qubit)
      } else yield* run(step.holds(bits) ? step.taken : step.otherwise)
    }
  }
  const counts: Record<string, number> = {}
  for (let shot = 0; shot < shots; shot++) {
    state.re.fill(0)
    state.im.fill(0)
    state.re[0] = 1
    bits.fill(0)
    yield* run(whole.success)
    let last = drawn(state, next())
    for (let qubit = 0; qubit < circuit.qubits; qubit++) {
      const found = (last >> qubit) & 1
      if (read(found) !== found) last ^= 1 << qubit
    }
    const key = `${last}:${bits.join("")}`
    counts[key] = (counts[key] ?? 0) + 1
  }
  return Result.succeed(counts)
}

/** Options of running a circuit shot by shot. Without a model there is no noise. */
export interface DynamicOptions {
  readonly model: NoiseModel | undefined
  readonly shots: number
  readonly seed: number
}

/** Work in steps of some milliseconds, between which other fibers run. */
const inSteps = <A>(work: Generator<void, A, void>): Effect.Effect<A> =>
  Effect.gen(function* () {
    for (;;) {
      const next = work.next()
      if (next.done === true) return next.value
      yield* Effect.yieldNow
    }
  })

/** Runs a circuit shot by shot. */
export const runShots = (
  circuit: DynamicCircuit,
  options: DynamicOptions,
): Effect.Effect<Result.Result<DynamicCounts, SimulationError>> => inSteps(shotsOf(circuit, options))

/** One sequence of measurement outcomes. The weight of its amplitudes is its probability. */
interface Way {
  readonly state: Dense
  readonly bits: ReadonlyArray<number>
}

/** The limit on the amplitudes of all sequences together. */
const mostAmplitudes = 2 ** 22
/** Smaller probabilities are rounding errors. */
const rounding = 1e-15

function* exactly(
  circuit: DynamicCircuit,
): Generator<void, Result.Result<Float64Array | undefined, SimulationError>, void> {
  const whole = yield* prepared(circuit.steps, circuit, undefined)
  if (Result.isFailure(whole)) return Result.fail(whole.failure)
  const start = emptyState(circuit.qubits)
  start.re[0] = 1
  const zeros = Array.from({ length: circuit.bits }, () => 0)
  const ways = yield* waysThrough([{ state: start, bits: zeros }], whole.success)
  if (ways === undefined) return Result.succeed(undefined)
  const probabilities = new Float64Array(start.re.length)
  for (const { state } of ways) {
    state.re.forEach((re, i) => (probabilities[i]! += re * re + state.im[i]! * state.im[i]!))
  }
  return Result.succeed(probabilities)
}

/** The two outcomes of a measurement, or the only possible one. */
const split = (
  { state, bits }: Way,
  qubit: number,
  use: (outcome: number, way: Way) => Way,
): ReadonlyArray<Way> =>
  weights(state, qubit).flatMap((weight, outcome) => {
    if (weight < rounding) return []
    const own = { re: state.re.slice(), im: state.im.slice() }
    project(own, qubit, outcome, 1)
    return [use(outcome, { state: own, bits })]
  })

function* waysThrough(
  from: ReadonlyArray<Way>,
  steps: ReadonlyArray<Prepared>,
): Generator<void, ReadonlyArray<Way> | undefined, void> {
  let ways = from
  for (const step of steps) {
    yield
    if (step.kind === "gate") {
      for (const { state } of ways) for (const each of step.steps) applyStep(state, each)
    } else if (step.kind === "measure") {
      const { qubit, bit } = step
      ways = ways.flatMap((way) =>
        split(way, qubit, (outcome, { state, bits }) => ({
          state,
          bits: bits.map((value, i) => (i === bit ? outcome : value)),
        })),
      )
    } else if (step.kind === "reset") {
      ways = ways.flatMap((way) =>
        split(way, step.qubit, (outcome, half) => {
          if (outcome === 1) lower(half.state, step.qubit)
          return half
        }),
      )
    } else {
      const [taken, otherwise] = [
        yield* waysThrough(
          ways.filter(({ bits }) => step.holds(bits)),
          step.taken,
        ),
        yield* waysThrough(
          ways.filter(({ bits }) => !step.holds(bits)),
          step.otherwise,
        ),
      ]
      if (taken === undefined || otherwise === undefined) return undefined
      ways = [...taken, ...otherwise]
    }
    const [first] = ways
    if (first !== undefined && ways.length * first.state.re.length > mostAmplitudes) return undefined
  }
  return ways
}

/** The exact probabilities of the final states without noise; undefined if there are too many sequences of outcomes. */
export const runExactly = (
  circuit: DynamicCircuit,
): Effect.Effect<Result.Result<Float64Array | undefined, SimulationError>> => inSteps(exactly(circuit))
