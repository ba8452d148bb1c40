import * as Random from "../sampling/random.ts"
import { type Channel, channelsAfter } from "./Channel.ts"
import { applyStep, type Dense } from "./dense.ts"
import type { NoiseModel } from "./NoiseModel.ts"
import { pauli } from "./Operation.ts"
import type { Part } from "./operations.ts"

/** Amplitudes times steps between pauses: some milliseconds. */
const stepSize = 2 ** 20

/**
 * Shots under a model whose errors depend on the state, such as amplitude damping. Each shot has its own run, in
 * which every channel applies one of its Kraus operators with the probability that the state gives it.
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

/** Applies one of a channel's Kraus operators. */
export const applyOne = (state: Dense, channel: Channel, next: () => number): void => {
  const { rate } = channel
  if (channel.kind === "depolarizing") {
    if (next() >= rate) return
    // Each Pauli matrix, including the identity, with the same probability.
    for (const qubit of channel.qubits) applyPauli(state, qubit, Math.floor(next() * 4))
  } else if (channel.kind === "phaseDamping") {
    if (next() < (1 - Math.sqrt(1 - rate)) / 2) applyPauli(state, channel.qubit, 3)
  } else damp(state, channel.qubit, rate, next())
}

const applyPauli = (state: Dense, qubit: number, letter: number): void => {
  if (letter === 0) return
  const bit = 1 << qubit
  // exp(-i pi/2 P) is P up to its phase.
  for (const step of pauli(Math.PI / 2, letter === 3 ? 0 : bit, letter === 1 ? 0 : bit, 0)) {
    applyStep(state, step)
  }
}

/** Lets a qubit decay to |0⟩, or records that it did not, which makes |0⟩ more likely. */
const damp = ({ re, im }: Dense, qubit: number, rate: number, uniform: number): void => {
  const bit = 1 << qubit
  let [zeros, ones] = [0, 0]
  for (let i = 0; i < re.length; i++) {
    const weight = re[i]! * re[i]! + im[i]! * im[i]!
    if ((i & bit) === 0) zeros += weight
    else ones += weight
  }
  // Prevents the rounding errors of many gates from accumulating.
  const total = zeros + ones
  if (uniform * total < rate * ones) {
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

/** The state whose share of the probabilities contains a number from 0 to 1. */
export const drawn = ({ re, im }: Dense, uniform: number): number => {
  let total = 0
  for (let i = 0; i < re.length; i++) total += re[i]! * re[i]! + im[i]! * im[i]!
  let left = uniform * total
  let last = 0
  for (let i = 0; i < re.length; i++) {
    const weight = re[i]! * re[i]! + im[i]! * im[i]!
    if (weight === 0) continue
    last = i
    left -= weight
    if (left < 0) break
  }
  return last
}
