import { compile } from "./compile.ts"
import { type Amplitudes, type Engine, type MakeEngine, supportOf, tilesOf, zeroState } from "./Engine.ts"
import { permuted } from "./initialState.ts"
import type { Program } from "./instructions.ts"
import type { Renamed } from "./fuse.ts"
import { startSparse } from "./sparseStart.ts"
import { denseState, sparseState, type StateVector } from "./StateVector.ts"

/** A run that is divided into steps, so that other fibers can run in between. */
export interface Execution {
  /** Works for some milliseconds and returns whether there is more to do. */
  readonly step: () => boolean
  /** The final state, valid until `release`. */
  readonly view: () => StateVector
  /** The final state, which the caller may keep. */
  readonly finish: () => StateVector
  /** Releases the memory, unless `finish` has returned it with the state. */
  readonly release: () => void
}

/**
 * How to create an engine, and its properties. `stepSize` is the work of one step of some milliseconds, in amplitudes
 * times operations.
 */
export interface EngineKind {
  readonly make: MakeEngine
  /** Whether threads can share the work of the engine. */
  readonly canShare: boolean
  readonly stepSize: number
}

/** A run after its sparse start: the amplitudes so far, and the program of the remaining gates, if any remain. */
export interface Prepared {
  readonly qubits: number
  readonly amplitudes: Amplitudes
  readonly program: Program | undefined
}

/** Runs the first gates on few amplitudes. Once there are many, compiles the remaining gates into a program. */
export const prepare = (
  { operations, names }: Renamed,
  qubits: number,
  {
    tileQubits,
    initial = zeroState,
  }: { readonly tileQubits?: number | undefined; readonly initial?: Amplitudes },
): Prepared => {
  const { amplitudes, done } = startSparse(operations, qubits, permuted(initial, names))
  const program = done === operations.length ? undefined : compile(operations.slice(done), qubits, tileQubits)
  return { qubits, amplitudes, program }
}

/** Creates a run on one thread. */
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

/** Runs the passes in steps of about `stepSize` amplitudes times operations. */
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
      // Copying a tile out and back costs as much as a few operations.
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
