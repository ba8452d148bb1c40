import * as Random from "../random/generator.ts"
import { type Channel, channelsAfter } from "./noiseAfterGate.ts"
import { applyStep, type Dense, weightsOf } from "./dense.ts"
import type { NoiseModel } from "./NoiseModel.ts"
import { pauli } from "./Operation.ts"
import type { Part } from "./gateOperations.ts"

/** The work between two pauses, in amplitudes times steps. It takes some milliseconds. */
const stepSize = 2 ** 20

/**
 * Draws shots under a model whose errors depend on the state, such as amplitude damping. Each shot has its own run.
 * Every channel applies one of its Kraus operators, drawn by the probabilities in the current state.
 */
export function* trajectories(
  parts: ReadonlyArray<Part>,
  qubits: number,
  model: NoiseModel,
  { shots, seed }: { readonly shots: number; readonly seed: number },
): Generator<void, Uint32Array, void> {
  const next = Random.make(seed)
  const size = 2 ** qubits
  const state = { re: new Float64Array(size), im: new Float64Array(size) }
  const noisy = parts.map((part) => ({ steps: part.steps, channels: channelsAfter(part, model) }))
  const states = new Uint32Array(shots)
  let spent = 0
  for (let shot = 0; shot < shots; shot++) {
    state.re.fill(0)
    state.im.fill(0)
    state.re[0] = 1
    for (const { steps, channels } of noisy) {
      for (const step of steps) applyStep(state, step)
      for (const channel of channels) applyOne(state, channel, next)
      spent += size * (steps.length + channels.length)
      if (spent < stepSize) continue
      spent = 0
      yield
    }
    states[shot] = drawn(state, next())
  }
  return states
}

/** Applies one of the Kraus operators of a channel, drawn at random. */
const applyOne = (state: Dense, channel: Channel, next: () => number): void => {
  const { rate } = channel
  if (channel.kind === "depolarizing") {
    if (next() >= rate) return
    // Each Pauli matrix, including the identity, with the same probability.
    for (const qubit of channel.qubits) applyPauli(state, qubit, Math.floor(next() * 4))
  } else if (channel.kind === "phaseDamping") {
    if (next() < (1 - Math.sqrt(1 - rate)) / 2) applyPauli(state, channel.qubit, 3)
  } else {
    const weights = weightsOf(state, channel.qubit)
    damp(state, channel.qubit, rate, weights, decays(weights, rate, next()))
  }
}

/** Applies a Pauli matrix, up to a global phase: 1 is X, 2 is Y, 3 is Z, and 0 is the identity. */
export const applyPauli = (state: Dense, qubit: number, letter: number): void => {
  if (letter === 0) return
  const bit = 1 << qubit
  // exp(-i pi/2 P) is P up to its phase.
  for (const step of pauli(Math.PI / 2, letter === 3 ? 0 : bit, letter === 1 ? 0 : bit, 0)) {
    applyStep(state, step)
  }
}

type Weights = ReturnType<typeof weightsOf>

/** Whether a qubit decays, by a random number from 0 to 1. */
export const decays = ([zeros, ones]: Weights, rate: number, uniform: number): boolean =>
  // The sum of the weights is 1 up to the rounding errors of many gates, which are corrected here.
  uniform * (zeros + ones) < rate * ones

/**
 * Applies the Kraus operator of amplitude damping for a decay to |0⟩ or for no decay, and normalizes the state. No
 * decay makes |0⟩ more likely.
 */
export const damp = (
  { re, im }: Dense,
  qubit: number,
  rate: number,
  [zeros, ones]: Weights,
  isDecay: boolean,
): void => {
  const bit = 1 << qubit
  if (isDecay) {
    const factor = 1 / Math.sqrt(ones)
    for (let i = 0; i < re.length; i++) {
      if ((i & bit) !== 0) continue
      const j = i | bit
      re[i] = re[j]! * factor
      im[i] = im[j]! * factor
      re[j] = 0
      im[j] = 0
    }
    return
  }
  const left = Math.sqrt(zeros + (1 - rate) * ones)
  const [onZero, onOne] = [1 / left, Math.sqrt(1 - rate) / left]
  for (let i = 0; i < re.length; i++) {
    const factor = (i & bit) === 0 ? onZero : onOne
    re[i]! *= factor
    im[i]! *= factor
  }
}

/** The state that a random number from 0 to 1 selects by the probabilities of the states. */
const drawn = (state: Dense, uniform: number): number => drawnAll(state, 1, () => uniform)[0]!

/** Draws `count` states by their probabilities, and returns them in ascending order. */
export const drawnAll = ({ re, im }: Dense, count: number, next: () => number): Uint32Array => {
  let total = 0
  for (let i = 0; i < re.length; i++) total += re[i]! * re[i]! + im[i]! * im[i]!
  const uniforms = Float64Array.from({ length: count }, next).sort()
  const states = new Uint32Array(count)
  let place = 0
  let below = 0
  let last = 0
  for (let i = 0; i < re.length && place < count; i++) {
    const weight = re[i]! * re[i]! + im[i]! * im[i]!
    if (weight === 0) continue
    last = i
    below += weight
    while (place < count && uniforms[place]! * total < below) states[place++] = i
  }
  return states.fill(last, place)
}
