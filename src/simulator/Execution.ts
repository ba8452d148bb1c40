import { compile } from "./compile.ts"
import { type Amplitudes, type Engine, type MakeEngine, supportOf, tilesOf } from "./Engine.ts"
import type { Program } from "./instructions.ts"
import type { Operation } from "./Operation.ts"
import { startSparse } from "./sparse.ts"
import { denseState, sparseState, type StateVector } from "./StateVector.ts"

/** A run that goes on step by step, so that other things can happen in between. */
export interface Execution {
  /** Does some milliseconds' worth of work and says whether there is more. */
  readonly step: () => boolean
  /** The state, when there is no more: valid until `release`. */
  readonly view: () => StateVector
  /** The state to keep, instead. */
  readonly finish: () => StateVector
  /** Gives the memory back, unless the state is kept. */
  readonly release: () => void
}

/** How an engine is made, and how many amplitudes times operations it does in a step of some milliseconds. */
export interface EngineKind {
  readonly make: MakeEngine
  /** Whether its work can be shared by threads. */
  readonly canShare: boolean
  readonly stepSize: number
}

/** A run after its sparse begin: the amplitudes so far, and the program of what is left, if anything is. */
export interface Prepared {
  readonly qubits: number
  readonly amplitudes: Amplitudes
  readonly program: Program | undefined
}

/** Begins with few amplitudes, and writes a program from where they become many. */
export const prepare = (
  operations: ReadonlyArray<Operation>,
  qubits: number,
  tileQubits?: number,
): Prepared => {
  const { amplitudes, done } = startSparse(operations, qubits)
  const program = done === operations.length ? undefined : compile(operations.slice(done), qubits, tileQubits)
  return { qubits, amplitudes, program }
}

/** Runs on one thread. */
export const execute = (
  { qubits, amplitudes, program }: Prepared,
  { make, stepSize }: EngineKind,
): Execution => {
  if (program === undefined) {
    const state = () => sparseState(qubits, amplitudes)
    return {
      step: () => false,
      view: state,
      finish: state,
      release: () => undefined,
    }
  }
  const engine = make(program)
  engine.start(amplitudes)
  return {
    step: stepper(program, engine, amplitudes, stepSize),
    view: () => denseState(qubits, engine.view()),
    finish: () => denseState(qubits, engine.finish()),
    release: engine.release,
  }
}

/** Goes through the passes, in steps of about `stepSize` amplitudes times operations. */
export const stepper = (
  { passes, tile }: Program,
  engine: Engine,
  amplitudes: Amplitudes,
  stepSize: number,
): (() => boolean) => {
  let support = supportOf(amplitudes)
  let pass = 0
  let next = 0
  return () => {
    let budget = stepSize
    while (budget > 0 && pass < passes.length) {
      const { operations, local } = passes[pass]!
      const tiles = tilesOf(local, support)
      // Bringing a tile out and back costs as much as a few operations.
      const cost = 2 ** tile * (operations + 4)
      const count = Math.min(tiles - next, Math.max(1, Math.floor(budget / cost)))
      engine.run(pass, support, next, count)
      budget -= count * cost
      next += count
      if (next === tiles) {
        support |= local
        pass++
        next = 0
      }
    }
    return pass < passes.length
  }
}
