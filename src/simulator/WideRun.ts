import { Result } from "effect"
import { cumulate, finder } from "../random/weighted.ts"
import { isOfPaulis } from "./noiseAfterGate.ts"
import type { NoiseModel } from "./NoiseModel.ts"
import { SimulationError } from "./SimulationError.ts"
import { chancesAfter, type ErrorPlace, errorsOf } from "./pauliErrors.ts"
import { strideOf } from "./Samples.ts"
import type { PlacedStep } from "./stabilizer.ts"
import { applyWide, ascending, mostAmplitudes, type WideAmplitudes, zeros } from "./WideSparse.ts"
import { qubitsOf, type WideStep } from "./WideStep.ts"

/** The number of amplitudes that are changed between pauses. */
const stepSize = 2 ** 17

type Run = Result.Result<WideAmplitudes, SimulationError>

/**
 * Runs steps on the nonzero amplitudes only. Fails if there are more than `mostAmplitudes`; the message has the index
 * of the gate.
 */
export function* runSparse(steps: Iterable<PlacedStep>, qubits: number): Generator<void, Run, void> {
  let state = zeros(qubits)
  let spent = 0
  for (const { step, index } of steps) {
    state = applyWide(step, state)
    if (state.count > mostAmplitudes) {
      const message = `has more than ${mostAmplitudes} amplitudes after gate ${index}`
      return Result.fail(new SimulationError({ code: "NotEnoughQubits", message }))
    }
    spent += state.count
    if (spent < stepSize) continue
    spent = 0
    yield
  }
  return Result.succeed(ascending(state))
}

/**
 * Returns a function that maps a random number from 0 to 1 to the place of a state, by the squared moduli of the
 * amplitudes. `finds` is the expected number of calls.
 */
const finderOf = ({ count, re, im }: WideAmplitudes, finds: number) => {
  const weights = new Float64Array(count)
  for (let i = 0; i < count; i++) weights[i] = re[i]! * re[i]! + im[i]! * im[i]!
  return finder(cumulate(weights), finds)
}

/** Draws shots of a state, in the layout of `Samples`. */
export const drawWide = (state: WideAmplitudes, shots: number, next: () => number): Uint32Array => {
  const stride = strideOf(state.qubits)
  const words = new Uint32Array(shots * stride)
  const find = finderOf(state, shots)
  for (let shot = 0; shot < shots; shot++) {
    const place = find(next())
    for (let word = 0; word < stride; word++) {
      words[shot * stride + word] = state.words[place * stride + word]!
    }
  }
  return words
}

/** The number of shots that are drawn at a time. Only shots of the same batch share a run. */
const batch = 2 ** 14

/**
 * Draws shots with Pauli errors. The errors are drawn before the shots run, and shots with the same errors share a
 * run.
 */
export function* drawNoisy(
  steps: ReadonlyArray<PlacedStep>,
  qubits: number,
  model: NoiseModel,
  { shots, next }: { readonly shots: number; readonly next: () => number },
): Generator<void, Result.Result<Uint32Array, SimulationError>, void> {
  if (!isOfPaulis(model)) {
    const message = "its noise has amplitude damping, which only the method dense can simulate"
    return Result.fail(new SimulationError({ code: "NotEnoughQubits", message }))
  }
  const places: Array<ErrorPlace> = []
  /** The step and the qubit of each slot. */
  const slots: Array<readonly [step: number, qubit: number]> = []
  for (const [i, { step }] of steps.entries()) {
    for (const { probability, qubits: on, errors } of chancesAfter({ qubits: qubitsOf(step) }, model)) {
      places.push({ probability, slots: on.map((_, k) => slots.length + k), errors })
      for (const qubit of on) slots.push([i, qubit])
    }
  }
  const draw = errorsOf(places, next)
  const stride = strideOf(qubits)
  const words = new Uint32Array(shots * stride)
  let clean: WideAmplitudes | undefined
  for (let first = 0; first < shots; first += batch) {
    const groups = new Map<
      string,
      { readonly errors: ReturnType<typeof draw>; readonly shots: Array<number> }
    >()
    const uniforms: Array<number> = []
    for (let offset = 0; offset < Math.min(batch, shots - first); offset++) {
      const errors = draw()
      uniforms.push(next())
      const key = errors.map(({ slot, pauli }) => slot * 4 + pauli).join()
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { errors, shots: [offset] })
      else group.shots.push(offset)
    }
    for (const { errors, shots: offsets } of groups.values()) {
      let state = errors.length === 0 ? clean : undefined
      if (state === undefined) {
        const run = yield* runSparse(withErrors(steps, errors, slots), qubits)
        if (Result.isFailure(run)) return Result.fail(run.failure)
        state = run.success
        if (errors.length === 0) clean = state
      }
      const find = finderOf(state, offsets.length)
      for (const offset of offsets) {
        const place = find(uniforms[offset]!)
        for (let word = 0; word < stride; word++) {
          words[(first + offset) * stride + word] = state.words[place * stride + word]!
        }
      }
      yield
    }
  }
  return Result.succeed(words)
}

function* withErrors(
  steps: ReadonlyArray<PlacedStep>,
  errors: ReadonlyArray<{ readonly slot: number; readonly pauli: number }>,
  slots: ReadonlyArray<readonly [step: number, qubit: number]>,
): Generator<PlacedStep> {
  let next = 0
  for (const [i, placed] of steps.entries()) {
    yield placed
    for (; next < errors.length && slots[errors[next]!.slot]![0] === i; next++) {
      const { slot, pauli } = errors[next]!
      yield { step: turned(slots[slot]![1], pauli), index: placed.index }
    }
  }
}

/** A Pauli matrix (1 is X, 2 is Y, 3 is Z), up to a global phase. */
const turned = (qubit: number, pauli: number): WideStep => ({
  kind: "pauli",
  theta: Math.PI / 2,
  letters: [[qubit, pauli === 1 ? "X" : pauli === 2 ? "Y" : "Z"]],
  controls: [],
})
