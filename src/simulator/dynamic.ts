import { Effect, Result } from "effect"
import type { Gateset } from "../schema/Circuit.ts"
import type { WireGate } from "../schema/Gate.ts"
import { type Channel, channelsAfter } from "./noiseAfterGate.ts"
import type { Dense } from "./dense.ts"
import { noisyParts } from "./gatesWithNoise.ts"
import type { NoiseModel } from "./NoiseModel.ts"
import { type Part, partsOf, type Step as GateStep } from "./gateOperations.ts"
import type { SimulationError } from "./SimulationError.ts"

/**
 * A step of a circuit with measurements before its end: gates, a measurement into a classical bit, a reset of a qubit,
 * or a branch on the classical bits.
 */
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
 * How often each outcome occurred, by `state:bits`: a decimal state with qubit 0 as the least significant bit, and
 * the classical bits with bit 0 first.
 */
export type DynamicCounts = Readonly<Record<string, number>>

/** A step in its executable form: the operations of one gate and its errors, or another step. */
export type Prepared =
  | {
      readonly kind: "gate"
      readonly qubits: ReadonlyArray<number>
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

/** Compiles gates to operations on amplitudes, followed by their errors. */
export function* prepared(
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
        all.push({ kind: "gate", qubits: part.qubits, steps: part.steps, channels })
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

/**
 * A position in nested lists of steps. The next step is `steps[at]`. At the end of the list, the run continues at
 * `after`, a position in the enclosing list.
 */
export interface Frame {
  readonly steps: ReadonlyArray<Prepared>
  readonly at: number
  readonly after: Frame | undefined
}

/** The next step and the position after it; undefined at the end. */
export const nextOf = (
  frame: Frame | undefined,
): { readonly step: Prepared; readonly rest: Frame } | undefined => {
  for (let here = frame; here !== undefined; here = here.after) {
    const step = here.steps[here.at]
    if (step !== undefined) return { step, rest: { ...here, at: here.at + 1 } }
  }
  return undefined
}

/** Multiplies the amplitudes in which a qubit has the given outcome by a factor, and sets all others to 0. */
export const project = ({ re, im }: Dense, qubit: number, outcome: number, factor: number): void => {
  for (let i = 0; i < re.length; i++) {
    const kept = ((i >> qubit) & 1) === outcome ? factor : 0
    re[i]! *= kept
    im[i]! *= kept
  }
}

/** Flips a qubit that is certainly in |1⟩ to |0⟩. */
export const lower = ({ re, im }: Dense, qubit: number): void => {
  const bit = 1 << qubit
  for (let i = 0; i < re.length; i++) {
    if ((i & bit) !== 0) continue
    re[i] = re[i | bit]!
    im[i] = im[i | bit]!
    re[i | bit] = 0
    im[i | bit] = 0
  }
}

/** Allocates the states of a run. The memory of a released state is reused. */
export interface States {
  readonly zero: () => Dense
  readonly copy: (state: Dense) => Dense
  readonly release: (state: Dense) => void
  /** The number of amplitudes in use. */
  readonly held: () => number
}

export const makeStates = (qubits: number): States => {
  const size = 2 ** qubits
  const free: Array<Dense> = []
  let used = 0
  const take = (): Dense => {
    used++
    return free.pop() ?? { re: new Float64Array(size), im: new Float64Array(size) }
  }
  return {
    zero: () => {
      const state = take()
      state.re.fill(0)
      state.im.fill(0)
      state.re[0] = 1
      return state
    },
    copy: ({ re, im }) => {
      const state = take()
      state.re.set(re)
      state.im.set(im)
      return state
    },
    release: (state) => {
      used--
      free.push(state)
    },
    held: () => used * size,
  }
}

/** Runs a generator that yields after each step of some milliseconds. Other fibers run in between. */
export const inSteps = <A>(work: Generator<void, A, void>): Effect.Effect<A> =>
  Effect.gen(function* () {
    for (;;) {
      const next = work.next()
      if (next.done === true) return next.value
      yield* Effect.yieldNow
    }
  })

/** Runs a generator to its end without pauses. */
export const atOnce = <A>(work: Generator<void, A, void>): A => {
  for (;;) {
    const next = work.next()
    if (next.done === true) return next.value
  }
}
