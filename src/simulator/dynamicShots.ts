import { type Effect, Result } from "effect"
import * as Random from "../random/generator.ts"
import type { Channel } from "./noiseAfterGate.ts"
import { applyStep, type Dense, weightsOf } from "./dense.ts"
import {
  atOnce,
  type DynamicCircuit,
  type DynamicCounts,
  type Frame,
  inSteps,
  lower,
  makeStates,
  nextOf,
  type Prepared,
  prepared,
  project,
} from "./dynamic.ts"
import type { NoiseModel } from "./NoiseModel.ts"
import type { SimulationError } from "./SimulationError.ts"
import { applyPauli, damp, decays, drawnAll } from "./trajectories.ts"

/** The work between two pauses, in amplitudes times steps. It takes some milliseconds. */
const stepSize = 2 ** 20

/** Options of running a circuit shot by shot. Without a model there is no noise. */
export interface DynamicOptions {
  readonly model: NoiseModel | undefined
  readonly shots: number
  readonly seed: number
  /** Applies a step of a gate. Default: `applyStep`. Tests count the calls. */
  readonly apply?: typeof applyStep
}

/** Shots with the same outcomes and errors so far, the change to their state, and their next steps. */
interface Share {
  readonly shots: Uint32Array
  readonly change?: (state: Dense) => void
  readonly rest: Frame
}

/** Groups shots by a number that is drawn for each of them, in ascending order of these numbers. */
const grouped = (
  shots: Uint32Array,
  kindOf: (shot: number) => number,
): ReadonlyArray<[number, Uint32Array]> => {
  const kinds = Uint8Array.from(shots, kindOf)
  const counts = new Uint32Array(256)
  for (const kind of kinds) counts[kind]!++
  // Fast path: for most errors, no shot is affected.
  const first = kinds[0] ?? 0
  if (counts[first] === shots.length) return [[first, shots]]
  return [...counts.entries()].flatMap(([kind, count]): ReadonlyArray<[number, Uint32Array]> =>
    count === 0 ? [] : [[kind, shots.filter((_, i) => kinds[i] === kind)]],
  )
}

/** The effect of a channel on each of the shots. A Pauli error is two bits for each qubit of the channel. */
const afterChannel = (
  channel: Channel,
  state: Dense,
  shots: Uint32Array,
  rest: Frame,
  next: () => number,
): ReadonlyArray<Share> => {
  const { kind, rate } = channel
  if (kind === "amplitudeDamping") {
    const { qubit } = channel
    const weights = weightsOf(state, qubit)
    return grouped(shots, () => (decays(weights, rate, next()) ? 1 : 0)).map(([decay, shots]) => ({
      shots,
      change: (state) => damp(state, qubit, rate, weights, decay === 1),
      rest,
    }))
  }
  const qubits = kind === "depolarizing" ? channel.qubits : [channel.qubit]
  const error =
    kind === "depolarizing"
      ? // Each Pauli matrix, including the identity, with the same probability.
        () => (next() < rate ? Math.floor(next() * 4 ** qubits.length) : 0)
      : () => (next() < (1 - Math.sqrt(1 - rate)) / 2 ? 3 : 0)
  return grouped(shots, error).map(([letters, shots]) => ({
    shots,
    change: (state) => qubits.forEach((qubit, i) => applyPauli(state, qubit, (letters >> (2 * i)) & 3)),
    rest,
  }))
}

/** Marks a qubit that was not read since it was last changed. */
const unread = 2

/** Runs shots together as long as their outcomes and errors are the same. */
function* shotsOf(
  circuit: DynamicCircuit,
  { model, shots, seed, apply = applyStep }: DynamicOptions,
): Generator<void, Result.Result<DynamicCounts, SimulationError>, void> {
  const whole = yield* prepared(circuit.steps, circuit, model)
  if (Result.isFailure(whole)) return Result.fail(whole.failure)
  const next = Random.make(seed)
  const states = makeStates(circuit.qubits)
  const size = 2 ** circuit.qubits
  const bits = new Uint8Array(shots * circuit.bits)
  const bitsOf = (shot: number) => bits.subarray(shot * circuit.bits, (shot + 1) * circuit.bits)
  /** The result of the last measurement of each qubit. It is the final value if no later step changes the qubit. */
  const readings = new Uint8Array(shots * circuit.qubits).fill(unread)
  const { zeroAsOne = 0, oneAsZero = 0 } = model?.readout ?? {}
  const read = (outcome: number): number =>
    (zeroAsOne > 0 || oneAsZero > 0) && next() < (outcome === 0 ? zeroAsOne : oneAsZero)
      ? 1 - outcome
      : outcome
  const wereRead = new Set<number>()
  const forget = (shots: Uint32Array, qubits: ReadonlyArray<number>): void => {
    for (const qubit of qubits) {
      if (wereRead.has(qubit)) for (const shot of shots) readings[shot * circuit.qubits + qubit] = unread
    }
  }
  const counts: Record<string, number> = {}
  let spent = 0

  const afterCollapse = (
    step: Extract<Prepared, { readonly qubit: number }>,
    state: Dense,
    shots: Uint32Array,
    rest: Frame,
  ): ReadonlyArray<Share> => {
    const { kind, qubit } = step
    const [zero, one] = weightsOf(state, qubit)
    wereRead.add(qubit)
    return grouped(shots, () => (next() * (zero + one) < one ? 1 : 0)).map(([outcome, shots]) => {
      for (const shot of shots) {
        const found = kind === "measure" ? read(outcome) : unread
        readings[shot * circuit.qubits + qubit] = found
        if (kind === "measure" && step.bit !== undefined) bitsOf(shot)[step.bit] = found
      }
      return {
        shots,
        change: (state) => {
          // Normalizes the state by its weight, so that the rounding errors of many gates do not accumulate.
          project(state, qubit, outcome, 1 / Math.sqrt(outcome === 1 ? one : zero))
          if (kind === "reset" && outcome === 1) lower(state, qubit)
        },
        rest,
      }
    })
  }

  const finish = (state: Dense, shots: Uint32Array): void => {
    const last = drawnAll(state, shots.length, next)
    for (const [i, shot] of shots.entries()) {
      let found = last[i]!
      for (let qubit = 0; qubit < circuit.qubits; qubit++) {
        const known = readings[shot * circuit.qubits + qubit]!
        const value = (found >> qubit) & 1
        if ((known === unread ? read(value) : known) !== value) found ^= 1 << qubit
      }
      const key = `${found}:${bitsOf(shot).join("")}`
      counts[key] = (counts[key] ?? 0) + 1
    }
  }

  /** Runs shots to their end. The state is not usable afterwards. */
  function* run(state: Dense, all: Uint32Array, from: Frame | undefined): Generator<void, void, void> {
    let shots = all
    let place = nextOf(from)
    /**
     * Continues with the largest share after the others have run on copies, so that there are few copies at a time.
     */
    function* part(shares: ReadonlyArray<Share>): Generator<void, Frame | undefined, void> {
      const [largest, ...others] = shares.toSorted((a, b) => b.shots.length - a.shots.length)
      for (const { shots, change, rest } of others) {
        const copy = states.copy(state)
        change?.(copy)
        yield* run(copy, shots, rest)
      }
      if (largest === undefined) return undefined
      largest.change?.(state)
      shots = largest.shots
      return largest.rest
    }
    while (place !== undefined) {
      const { step, rest } = place
      spent += size + shots.length
      if (spent > stepSize) {
        spent = 0
        yield
      }
      if (step.kind === "gate") {
        const [channel, ...channels] = step.channels
        forget(shots, step.qubits)
        for (const each of step.steps) apply(state, each)
        const left: Frame =
          channels.length === 0 ? rest : { steps: [{ ...step, steps: [], channels }], at: 0, after: rest }
        place = nextOf(
          channel === undefined ? rest : yield* part(afterChannel(channel, state, shots, left, next)),
        )
      } else if (step.kind === "branch") {
        const shares = grouped(shots, (shot) => (step.holds(bitsOf(shot)) ? 1 : 0))
        place = nextOf(
          yield* part(
            shares.map(([holds, shots]) => ({
              shots,
              rest: { steps: holds === 1 ? step.taken : step.otherwise, at: 0, after: rest },
            })),
          ),
        )
      } else place = nextOf(yield* part(afterCollapse(step, state, shots, rest)))
    }
    finish(state, shots)
    states.release(state)
  }

  const all = Uint32Array.from({ length: shots }, (_, shot) => shot)
  if (shots > 0) yield* run(states.zero(), all, { steps: whole.success, at: 0, after: undefined })
  return Result.succeed(counts)
}

/**
 * Runs a circuit and draws shots, with noise if there is a model. Shots with the same outcomes and errors run together.
 */
export const runShots = (
  circuit: DynamicCircuit,
  options: DynamicOptions,
): Effect.Effect<Result.Result<DynamicCounts, SimulationError>> => inSteps(shotsOf(circuit, options))

/** The limit on the work of a circuit, in amplitudes times steps: about a minute. */
export const mostWork = 2 ** 34

/** The probability that a channel changes a state. */
const chanceOf = (channel: Channel): number =>
  channel.kind === "phaseDamping" ? (1 - Math.sqrt(1 - channel.rate)) / 2 : channel.rate

/**
 * The estimated work of a run, in amplitudes times steps. Shots run together until they differ. Each measurement of a
 * qubit that gates have changed may double the groups of shots, and each error adds a group.
 */
export const workOf = (
  circuit: DynamicCircuit,
  { model, shots }: Pick<DynamicOptions, "model" | "shots">,
): Result.Result<number, SimulationError> =>
  Result.map(atOnce(prepared(circuit.steps, circuit, model)), (whole) => {
    const size = 2 ** circuit.qubits
    const changed = new Set<number>()
    let [outcomes, unharmed, work] = [1, 1, 0]
    const groups = (): number => Math.min(shots, outcomes + shots * (1 - unharmed))
    const reckon = (steps: ReadonlyArray<Prepared>): void => {
      for (const step of steps) {
        if (step.kind === "gate") {
          for (const qubit of step.qubits) changed.add(qubit)
          const damped = step.channels.filter(({ kind }) => kind === "amplitudeDamping").length
          work += groups() * size * (step.steps.length + 2 * damped) + shots * step.channels.length
          for (const channel of step.channels) unharmed *= 1 - chanceOf(channel)
        } else if (step.kind === "branch") {
          reckon(step.taken)
          reckon(step.otherwise)
        } else {
          if (changed.delete(step.qubit)) outcomes *= 2
          work += groups() * size + shots
        }
      }
    }
    reckon(whole)
    return work + groups() * size + shots * circuit.qubits
  })
