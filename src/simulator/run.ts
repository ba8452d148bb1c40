import { Effect, Result } from "effect"
import type { Amplitudes } from "./Engine.ts"
import { checkOptions, engineOf, type Options } from "./engines.ts"
import { fitting } from "./memory.ts"
import { type EngineKind, type Execution, execute, prepare, type Prepared } from "./Execution.ts"
import { amplitudesOf, type InitialState } from "./initialState.ts"
import { fused } from "./fuse.ts"
import { check as checkCircuit, type Simulatable, wired } from "./SimulatedCircuit.ts"
import { SimulationError } from "./SimulationError.ts"
import { probabilitiesOf, type StateVector } from "./StateVector.ts"
import { executeShared } from "./sharedExecution.ts"

/** The largest number of threads, because each one takes memory for a tile. */
const mostThreads = 256

/**
 * How to run a circuit.
 *
 * @category options
 * @since 0.2.0
 */
export interface RunOptions extends Options {
  /** The initial state. Default: all qubits in |0⟩. */
  readonly initial?: InitialState | undefined
}

const checked = (circuit: Simulatable, options: RunOptions) =>
  Result.gen(function* () {
    yield* checkOptions(options)
    const whole = yield* checkCircuit(yield* wired(circuit), options.maxQubits)
    const initial =
      options.initial === undefined ? undefined : yield* amplitudesOf(options.initial, whole.qubits)
    return { ...whole, initial }
  })

const optional = (initial: Amplitudes | undefined) => (initial === undefined ? {} : { initial })

const begin = (
  circuit: Simulatable,
  options: RunOptions,
  start: (prepared: Prepared, engine: EngineKind) => Execution,
): Result.Result<Execution, SimulationError> =>
  Result.flatMap(checked(circuit, options), ({ qubits, parts, initial }) =>
    fitting(qubits, () =>
      start(
        prepare(fused(parts), qubits, { tileQubits: options.tileQubits, ...optional(initial) }),
        engineOf(options.engine),
      ),
    ),
  )

/**
 * Checks whether a circuit can be simulated. Fails as {@link run} does.
 *
 * **Example** (A circuit that is too wide)
 *
 * ```ts
 * const checked = Simulator.check({ gateset: "qis", circuit: [Gates.h(20)] }) // fails with NotEnoughQubits: 21 of 20
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const check = (circuit: Simulatable, options: RunOptions = {}): Result.Result<void, SimulationError> =>
  Result.map(checked(circuit, options), () => undefined)

/**
 * Runs a circuit from |0...0⟩, or from a given initial state, and returns its final state, synchronously. Takes a
 * `Circuit` or its wire form. Use {@link simulate} for wide or long circuits.
 *
 * **Details**
 *
 * Fails with `InvalidInput` for an empty circuit and for an invalid gate (the message has its index), with
 * `UnsupportedGate` for a gate that the gateset does not have, with `NotEnoughQubits` above `maxQubits` and if the
 * state does not fit into memory, and with `InvalidInput` for options out of range.
 *
 * **Example** (The amplitudes of a Bell pair)
 *
 * ```ts
 * const state = Simulator.run({ gateset: "qis", circuit: [Gates.h(0), Gates.cnot(0, 1)] })
 * Result.map(state, ({ re }) => re) // [0.707, 0, 0, 0.707]
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const run = (
  circuit: Simulatable,
  options: RunOptions = {},
): Result.Result<StateVector, SimulationError> =>
  Result.map(begin(circuit, options, execute), (execution) => {
    while (execution.step());
    return execution.finish()
  })

/**
 * Runs a circuit as {@link run} does, passes its state to a function, and then reuses the memory. For loops, such as
 * the many runs of a variational algorithm, in which allocating memory costs as much as the gates.
 *
 * **Gotchas**
 *
 * The state is valid only while the function runs. Copy what you need longer.
 *
 * Fails as {@link run} does.
 *
 * **Example** (The probability of |0...0⟩)
 *
 * ```ts
 * const survival = Simulator.runWith({ gateset: "qis", circuit: [Gates.rx(0, 0.3)] }, ({ re, im }) => re[0]! ** 2 + im[0]! ** 2)
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const runWith = <A>(
  circuit: Simulatable,
  use: (state: StateVector) => A,
  options: RunOptions = {},
): Result.Result<A, SimulationError> =>
  Result.map(begin(circuit, options, execute), (execution) => {
    try {
      while (execution.step());
      return use(execution.view())
    } finally {
      execution.release()
    }
  })

/**
 * Options of {@link simulate}.
 *
 * @category options
 * @since 0.1.0
 */
export interface SimulateOptions extends RunOptions {
  /**
   * The number of threads that share the work, if the platform can share memory (in a browser: on cross-origin
   * isolated pages) and the engine is `wasm`. More than one pays off from about 20 qubits. The first run starts them,
   * which takes some 40 milliseconds. Default: 1.
   */
  readonly threads?: number | undefined
}

/**
 * Runs a circuit as {@link run} does, in steps of some milliseconds: timers and other fibers run in between, and it
 * can be interrupted between steps. The span has the attribute `simulator.tiles.helped`, the number of tiles that
 * other threads computed.
 *
 * **Example** (On two threads)
 *
 * ```ts
 * const input = yield* Effect.fromResult(Circuit.toInput(circuit))
 * const state = yield* Simulator.simulate(input, { maxQubits: 24, threads: 2 })
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const simulate = Effect.fn("Simulator.simulate")(function* (
  circuit: Simulatable,
  options: SimulateOptions = {},
): Effect.fn.Return<StateVector, SimulationError> {
  const { threads = 1 } = options
  if (!Number.isInteger(threads) || threads < 1 || threads > mostThreads) {
    const message = `threads is ${threads}, not a whole number from 1 to ${mostThreads}`
    return yield* new SimulationError({ code: "InvalidInput", message })
  }
  let helped = (): number => 0
  const begun = begin(circuit, options, (prepared, engine) => {
    const together = engine.canShare ? executeShared(prepared, threads, engine.stepSize) : undefined
    if (together === undefined) return execute(prepared, engine)
    helped = together.helped
    return together
  })
  const execution = yield* Effect.fromResult(begun)
  return yield* Effect.gen(function* () {
    while (execution.step()) yield* Effect.yieldNow
    yield* Effect.annotateCurrentSpan("simulator.tiles.helped", helped())
    return execution.finish()
  }).pipe(Effect.onInterrupt(() => Effect.sync(execution.release)))
})

/**
 * The probability of each state by its decimal value, in which qubit 0 is the least significant bit.
 *
 * Fails as {@link run} does.
 *
 * **Example** (A fair coin)
 *
 * ```ts
 * Simulator.probabilities({ gateset: "qis", circuit: [Gates.h(0)] }) // [0.5, 0.5]
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const probabilities = (
  circuit: Simulatable,
  options: RunOptions = {},
): Result.Result<Float64Array, SimulationError> => runWith(circuit, probabilitiesOf, options)
