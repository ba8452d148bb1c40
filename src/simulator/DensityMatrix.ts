/**
 * Exact simulation of noisy circuits as density matrices, without shots.
 *
 * @since 0.2.0
 */
import { Effect, Result } from "effect"
import { type Channel, channelsAfter } from "./noiseAfterGate.ts"
import { applyStep, type Dense } from "./dense.ts"
import { noisyParts } from "./gatesWithNoise.ts"
import { mostMixed } from "./limits.ts"
import { checkModel, type NoiseModel } from "./NoiseModel.ts"
import { conjugate } from "./Operation.ts"
import type { Part, Step } from "./gateOperations.ts"
import { readProbabilities } from "./readout.ts"
import { check, type Simulatable, wired } from "./SimulatedCircuit.ts"
import type { SimulationError } from "./SimulationError.ts"

/**
 * The state of a register after a noisy circuit.
 *
 * @category models
 * @since 0.2.0
 */
export interface DensityMatrix {
  readonly qubits: number
  /** The real part of ⟨r|ρ|c⟩ at r + 2^qubits c, with qubit 0 the least significant bit of r and of c. */
  readonly re: Float64Array
  /** The imaginary parts, in the same order. */
  readonly im: Float64Array
  /** The probability of reading each state, by its decimal value. Readout errors are included here, but not in ρ. */
  readonly probabilities: Float64Array
}

/**
 * Options of {@link densityMatrix}.
 *
 * @category options
 * @since 0.2.0
 */
export interface DensityOptions {
  readonly model: NoiseModel
}

/** The work between two pauses, in matrix entries times steps. It takes some milliseconds. */
const stepSize = 2 ** 20

type Made = Result.Result<DensityMatrix, SimulationError>

function* working(simulatable: Simulatable, { model }: DensityOptions): Generator<void, Made, void> {
  const plain = wired(simulatable)
  if (Result.isFailure(plain)) return Result.fail(plain.failure)
  const circuit = plain.success
  const whole = checkModel(model).pipe(
    Result.flatMap(() => check(circuit, Math.min(mostMixed, model.qubits))),
  )
  if (Result.isFailure(whole)) return Result.fail(whole.failure)
  const { qubits } = whole.success
  const parts = yield* noisyParts(circuit, qubits, model)
  if (Result.isFailure(parts)) return Result.fail(parts.failure)
  const rho = { re: new Float64Array(4 ** qubits), im: new Float64Array(4 ** qubits) }
  rho.re[0] = 1
  let spent = 0
  for (const part of parts.success) {
    spent += follow(rho, qubits, part, model) * rho.re.length
    if (spent < stepSize) continue
    spent = 0
    yield
  }
  const size = 2 ** qubits
  // Rounding may make a probability of 0 slightly negative.
  const probabilities = Float64Array.from({ length: size }, (_, i) => Math.max(0, rho.re[i * (size + 1)]!))
  if (model.readout !== undefined) readProbabilities(probabilities, qubits, model.readout)
  return Result.succeed({ qubits, ...rho, probabilities })
}

/** Applies a gate and its noise, and returns the number of sweeps over the matrix. */
const follow = (rho: Dense, qubits: number, part: Part, model: NoiseModel): number => {
  for (const step of part.steps) {
    applyStep(rho, step)
    applyStep(rho, onColumns(step, qubits))
  }
  const channels = channelsAfter(part, model)
  for (const channel of channels) applyChannel(rho, qubits, channel)
  return 2 * part.steps.length + channels.length
}

/**
 * Turns a step into the same step on the columns of a density matrix: its complex conjugate. The bits of the columns
 * are above those of the rows.
 */
const onColumns = (step: Step, qubits: number): Step => {
  switch (step.kind) {
    case "slot":
      return step
    case "swap":
      return { kind: "swap", first: step.first + qubits, second: step.second + qubits }
    case "phase": {
      const { qubit, zero, one, controls } = step
      return {
        kind: "phase",
        qubit: qubit + qubits,
        zero: conjugate(zero),
        one: conjugate(one),
        controls: controls << qubits,
      }
    }
    case "pair": {
      const { matrix, flips, zero, controls } = step
      return {
        kind: "pair",
        matrix: { ...matrix, im: matrix.im.map((x) => -x) },
        flips: flips << qubits,
        zero: zero << qubits,
        controls: controls << qubits,
      }
    }
    case "pauli": {
      const { theta, ys, flips, signs, controls } = step
      // The factor i^ys is conjugated, too, because Y is the only Pauli matrix that is not real.
      return {
        kind: "pauli",
        theta: ys % 2 === 0 ? -theta : theta,
        ys,
        flips: flips << qubits,
        signs: signs << qubits,
        controls: controls << qubits,
      }
    }
  }
}

const applyChannel = (rho: Dense, qubits: number, channel: Channel): void => {
  const { rate } = channel
  switch (channel.kind) {
    case "depolarizing": {
      const [first, second] = channel.qubits
      return second === undefined
        ? mix(rho, qubits, first, { stay: 1 - rate / 2, rise: rate / 2, fall: rate / 2, keep: 1 - rate })
        : depolarize(rho, qubits, first, second, rate)
    }
    case "amplitudeDamping":
      return mix(rho, qubits, channel.qubit, { stay: 1, rise: 0, fall: rate, keep: Math.sqrt(1 - rate) })
    case "phaseDamping":
      return mix(rho, qubits, channel.qubit, { stay: 1, rise: 0, fall: 0, keep: Math.sqrt(1 - rate) })
  }
}

/** The effect of a channel on the populations of a qubit, and the fraction of its coherences that remains. */
interface Mixing {
  /** The fraction of |0⟩⟨0| that stays, and the fraction that becomes |1⟩⟨1|. */
  readonly stay: number
  readonly rise: number
  /** The fraction of |1⟩⟨1| that becomes |0⟩⟨0|. */
  readonly fall: number
  readonly keep: number
}

const mix = ({ re, im }: Dense, qubits: number, qubit: number, { stay, rise, fall, keep }: Mixing): void => {
  const [row, column] = [1 << qubit, 1 << (qubit + qubits)]
  const sink = 1 - fall
  for (const part of [re, im]) {
    // Visits each entry whose bit is 0 in row and column, together with the three entries that differ from it in
    // those bits.
    for (let high = 0; high < part.length; high += 2 * column) {
      for (let middle = high; middle < high + column; middle += 2 * row) {
        for (let i = middle; i < middle + row; i++) {
          const zero = part[i]!
          const one = part[i + row + column]!
          part[i] = stay * zero + fall * one
          part[i + row + column] = rise * zero + sink * one
          part[i + row]! *= keep
          part[i + column]! *= keep
        }
      }
    }
  }
}

/**
 * Depolarizes two qubits: with probability `rate`, their state becomes the maximally mixed one. ρ is then its partial
 * trace over both qubits, times the identity divided by 4.
 */
const depolarize = ({ re, im }: Dense, qubits: number, first: number, second: number, rate: number): void => {
  const both = (qubit: number) => (1 << qubit) | (1 << (qubit + qubits))
  const [a, b] = [both(first), both(second)]
  const mask = a | b
  // The offsets of the 16 entries that differ only in these bits.
  const all: Array<number> = []
  for (let bits = mask; ; bits = (bits - 1) & mask) {
    all.push(bits)
    if (bits === 0) break
  }
  for (const part of [re, im]) {
    for (let i = 0; i < part.length; i++) {
      if ((i & mask) !== 0) continue
      const trace = part[i]! + part[i | a]! + part[i | b]! + part[i | mask]!
      for (let k = 0; k < all.length; k++) part[i | all[k]!]! *= 1 - rate
      const share = (rate * trace) / 4
      part[i]! += share
      part[i | a]! += share
      part[i | b]! += share
      part[i | mask]! += share
    }
  }
}

/**
 * The state after a circuit under a noise model, computed synchronously. Fails as {@link densityMatrix} does.
 *
 * **Example** (Exact probabilities of a Bell pair on Aria)
 *
 * ```ts
 * const noisy = Result.flatMap(Simulator.noiseModel("aria-1"), (model) =>
 *   Simulator.densityMatrixNow({ gateset: "qis", circuit: [Gates.h(0), Gates.cnot(0, 1)] }, { model }),
 * )
 * ```
 *
 * @category running
 * @since 0.2.0
 */
export const densityMatrixNow = (circuit: Simulatable, options: DensityOptions): Made => {
  const work = working(circuit, options)
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
  }
}

/**
 * The state after a circuit under a noise model, with the exact probabilities that `measure` draws its shots from.
 * Other fibers run in between, and it can be interrupted.
 *
 * **Details**
 *
 * It takes 16 bytes for each of 4^qubits entries, and one operation per entry for each gate. Fails with
 * `NotEnoughQubits` for a circuit of more than 10 qubits or more than the model supports, and as `measure` does for
 * invalid gates and models.
 *
 * **Example** (The mean of Z on qubit 0)
 *
 * ```ts
 * const input = yield* Effect.fromResult(Circuit.toInput(circuit))
 * const { probabilities } = yield* Simulator.densityMatrix(input, { model })
 * const mean = Distribution.fromArray(probabilities).pipe(
 *   Result.flatMap(Distribution.expectation("ZI", { qubit0: "left" })),
 * )
 * ```
 *
 * @category running
 * @since 0.2.0
 */
export const densityMatrix = Effect.fn("Simulator.densityMatrix")(function* (
  circuit: Simulatable,
  options: DensityOptions,
): Effect.fn.Return<DensityMatrix, SimulationError> {
  const work = working(circuit, options)
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return yield* Effect.fromResult(value)
    yield* Effect.yieldNow
  }
})
