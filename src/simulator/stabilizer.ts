import { Result } from "effect"
import { isOfPaulis } from "./noiseAfterGate.ts"
import { noisyGates } from "./gatesWithNoise.ts"
import type { NoiseModel } from "./NoiseModel.ts"
import type { SimulatedCircuit } from "./SimulatedCircuit.ts"
import type { SimulationError } from "./SimulationError.ts"
import { chancesAfter } from "./pauliErrors.ts"
import { cliffords } from "./clifford.ts"
import type { NoisyClifford } from "./pauliFrames.ts"
import { type Affine, Tableau } from "./Tableau.ts"
import { ascending, type WideAmplitudes } from "./WideSparse.ts"
import { strideOf } from "./Samples.ts"
import { qubitsOf, type WideStep, wideSteps } from "./WideStep.ts"

/** A step of a circuit and the gate that it belongs to. */
export interface PlacedStep {
  readonly step: WideStep
  /** The index of the gate. */
  readonly index: number
}

type Steps = Result.Result<ReadonlyArray<PlacedStep>, SimulationError>

/** The steps of a circuit of any width. With a model, they are the steps to which noise is applied. */
export function* stepsOf(
  circuit: SimulatedCircuit,
  qubits: number,
  model: NoiseModel | undefined,
): Generator<void, Steps, void> {
  const { gateset } = circuit
  const gates =
    model === undefined
      ? Result.succeed(circuit.circuit.map((gate, index) => ({ gate, index, gateset })))
      : yield* noisyGates(circuit, qubits, model)
  if (Result.isFailure(gates)) return Result.fail(gates.failure)
  const all: Array<PlacedStep> = []
  for (const { gate, index, gateset } of gates.success) {
    const steps = wideSteps(gate, index, qubits, gateset)
    if (Result.isFailure(steps)) return Result.fail(steps.failure)
    for (const step of steps.success) all.push({ step, index })
  }
  return Result.succeed(all)
}

/** A Clifford circuit, with the errors that may follow its gates. */
export interface CliffordCircuit {
  readonly gates: ReadonlyArray<NoisyClifford>
}

/**
 * The gates of a Clifford circuit. Otherwise the index of the first gate that is not a Clifford gate, or `"damping"`
 * if the noise has amplitude damping.
 */
export const cliffordOf = (
  steps: ReadonlyArray<PlacedStep>,
  model: NoiseModel | undefined,
): CliffordCircuit | { readonly other: number | "damping" } => {
  if (model !== undefined && !isOfPaulis(model)) return { other: "damping" }
  const find = cliffords()
  const gates: Array<NoisyClifford> = []
  for (const { step, index } of steps) {
    const found = find(step)
    if (found === undefined) return { other: index }
    gates.push({
      gate: found === "nothing" ? undefined : found,
      chances: model === undefined ? [] : chancesAfter({ qubits: qubitsOf(step) }, model),
    })
  }
  return { gates }
}

/** The possible results of measuring a Clifford circuit without noise. */
export const measured = ({ gates }: CliffordCircuit, qubits: number): Affine => {
  const tableau = new Tableau(qubits)
  for (const { gate } of gates) if (gate !== undefined) tableau.apply(gate)
  return tableau.measured()
}

/** The states that a measurement can give, with their amplitudes up to phases. */
export const listed = ({ base, directions }: Affine): WideAmplitudes => {
  const qubits = base.length
  const stride = strideOf(qubits)
  const packed = (bits: Uint8Array): Uint32Array => {
    const words = new Uint32Array(stride)
    bits.forEach((bit, q) => (words[q >> 5]! |= bit << (q & 31)))
    return words
  }
  const count = 2 ** directions.length
  const words = new Uint32Array(count * stride)
  words.set(packed(base))
  let known = 1
  for (const direction of directions.map(packed)) {
    for (let i = 0; i < known; i++) {
      for (let word = 0; word < stride; word++) {
        words[(known + i) * stride + word] = words[i * stride + word]! ^ direction[word]!
      }
    }
    known *= 2
  }
  return ascending({
    qubits,
    count,
    words,
    re: new Float64Array(count).fill(1 / Math.sqrt(count)),
    im: new Float64Array(count),
  })
}
