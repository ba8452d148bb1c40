import { Context, Effect, Result, Stream } from "effect"
import * as Circuit from "../Circuit.ts"
import type { Observable } from "../Observable.ts"
import type { Plan, SubmissionOptions } from "../sampler/machine.ts"
import type { PrimitiveError } from "../sampler/PrimitiveError.ts"
import {
  boundPoints,
  checkAll,
  checkedMap,
  checkedSweep,
  measurable,
  type Place,
  readOnce,
} from "../sampler/checkPrograms.ts"
import { type SamplerService, spanOf } from "../sampler/service.ts"
import * as Sweep from "../Sweep.ts"
import { type Measuring, measuringOf } from "./measurementGroups.ts"
import type { ShotsOptions } from "./shotAllocation.ts"
import { type Shifted, shiftedCircuits } from "./parameterShift.ts"
import { type Estimate, estimates, planUnits, type Unit } from "./estimates.ts"

/**
 * A circuit after which observables are measured, at each point of a sweep.
 *
 * @category models
 * @since 0.2.0
 */
export interface Program extends ShotsOptions {
  readonly circuit: Circuit.Circuit
  readonly observables: ReadonlyArray<Observable>
  /** Values for all parameters of the circuit. Default: one point, for a circuit without parameters. */
  readonly sweep?: Sweep.Sweep | undefined
}

/**
 * How to estimate the observables after one circuit.
 *
 * @category options
 * @since 0.2.0
 */
export interface RunOptions extends Omit<Program, "circuit">, SubmissionOptions {}

/**
 * The outcome of one point.
 *
 * @category models
 * @since 0.2.0
 */
export interface Estimated {
  /** The position of the program; 0 if there is only one. */
  readonly program: number
  /** The index of the point in its sweep. */
  readonly index: number
  readonly point: Sweep.Point
  /** A point that fails has its error here, and does not fail the stream. */
  readonly result: Result.Result<Estimate, PrimitiveError>
}

/**
 * The point of a gradient, and how it is measured.
 *
 * @category options
 * @since 0.2.0
 */
export interface GradientOptions extends ShotsOptions, SubmissionOptions {
  readonly observable: Observable
  /** A value for each parameter of the circuit. */
  readonly at: Sweep.Point
  /**
   * The largest standard error of any derivative, in the unit of the observable's coefficients divided by that of the
   * parameter. The shots are computed from it, for the worst state. An exact machine ignores it. Cannot be combined
   * with `shots`.
   */
  readonly precision?: number | undefined
}

/**
 * The derivatives of an observable's value by each parameter of a circuit.
 *
 * @category models
 * @since 0.2.0
 */
export interface Gradient {
  readonly gradient: Readonly<Record<string, number>>
  readonly standardErrors: Readonly<Record<string, number>>
  /** The shots of all circuits together. */
  readonly shots: number
  readonly jobIds: ReadonlyArray<string>
}

/**
 * The methods of `Estimator`.
 *
 * @category services
 * @since 0.2.0
 */
export interface EstimatorService {
  /**
   * Estimates observables after a circuit at each point of a sweep. Points are emitted as soon as they are complete,
   * in any order.
   *
   * **Details**
   *
   * Terms that commute qubit by qubit are measured together, in groups that all observables share. Each point needs one
   * circuit for each group. Points are packed and streamed like those of a sampler. A point that fails is an item. If
   * an observable, the sweep or an option is invalid, the stream fails before anything is sent. On a machine that
   * computes the state, values are exact and nothing is measured.
   */
  readonly run: (circuit: Circuit.Circuit, options: RunOptions) => Stream.Stream<Estimated, PrimitiveError>
  /**
   * Like `run`, for many circuits. Circuits with equal shots share jobs. A generator is read once, at the first run.
   */
  readonly runAll: (
    programs: Iterable<Program>,
    options?: SubmissionOptions,
  ) => Stream.Stream<Estimated, PrimitiveError>
  /**
   * The gradient of an observable's value by the parameters of a circuit, at a point. It is computed from shifted
   * parameters, and is exact except for the error of the shots.
   *
   * **Details**
   *
   * Each use of a parameter needs two circuits for each group of terms; a controlled rotation needs four. All
   * circuits are one job if the machine's limits allow it. A parameter may occur in several gates and in sums. A
   * `pauliexp` is split into its terms. Fails with `NoShiftRule` for parameters of native gates: compile the circuit
   * afterwards.
   */
  readonly gradient: (
    circuit: Circuit.Circuit,
    options: GradientOptions,
  ) => Effect.Effect<Gradient, PrimitiveError>
  /** The plan of `run`: what it would submit. Nothing is submitted. */
  readonly plan: (circuit: Circuit.Circuit, options: RunOptions) => Effect.Effect<Plan, PrimitiveError>
  /** The plan of `runAll`: what it would submit. Nothing is submitted. */
  readonly planAll: (programs: Iterable<Program>) => Effect.Effect<Plan, PrimitiveError>
  /** The plan of `gradient`: what it would submit. Nothing is submitted. */
  readonly planGradient: (
    circuit: Circuit.Circuit,
    options: GradientOptions,
  ) => Effect.Effect<Plan, PrimitiveError>
}

/**
 * The estimator service: estimates observables after circuits, with the sampler of its layer.
 *
 * @category services
 * @since 0.2.0
 */
export class Estimator extends Context.Service<Estimator, EstimatorService>()("effect-ionq/Estimator") {}

interface Checked {
  readonly circuit: Circuit.Circuit
  readonly sweep: Sweep.Sweep
  readonly measuring: Measuring
}

/**
 * An estimator over a sampler. Its methods fail with a `PrimitiveError`.
 *
 * **Example** (Over the sampler of the context)
 *
 * ```ts
 * const estimator = Sampler.Sampler.useSync(Estimator.make)
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const make = ({ machine }: SamplerService): EstimatorService => {
  const checked = (programs: Iterable<Program>) =>
    checkAll(programs, (program) =>
      Result.gen(function* () {
        const { circuit, observables } = program
        yield* checkedMap(program)
        const sweep = yield* checkedSweep(program)
        return {
          circuit,
          sweep,
          measuring: yield* measuringOf(observables, circuit.qubits, program, machine),
        }
      }),
    )

  const runAll = (programs: Iterable<Program>, options: SubmissionOptions = {}) => {
    const list = readOnce(programs)
    return Stream.unwrap(
      Effect.map(checked(list), (all) =>
        Stream.map(estimates(machine, unitsOf(all), options), ({ note, result }): Estimated => ({
          ...note,
          result,
        })),
      ),
    )
  }

  /** The shifted circuits of a gradient. The note of each is its factors in the derivatives. */
  const shifted = Effect.fnUntraced(function* (circuit: Circuit.Circuit, options: GradientOptions) {
    const { at, observable } = options
    yield* Effect.fromResult(checkedMap({ circuit }))
    const sweep = yield* Effect.fromResult(checkedSweep({ circuit, sweep: Sweep.rows([at]) }))
    const build = (gates: Parameters<typeof Circuit.qis>[1]) => Circuit.qis(circuit.qubits, gates)
    const all = yield* Effect.fromResult(shiftedCircuits(circuit, sweep.pointAt(0), build))
    const measuring = yield* Effect.fromResult(
      measuringOf([observable], circuit.qubits, options, machine, gainOf(all)),
    )
    return all.map(({ circuit, factors }): Unit<Shifted["factors"]> => ({
      note: factors,
      circuit: measurable(circuit),
      measuring,
    }))
  })

  const gradient = Effect.fnUntraced(function* (circuit: Circuit.Circuit, options: GradientOptions) {
    const units = yield* shifted(circuit, options)
    const names = [...Circuit.parameters(circuit)]
    const [sums, variances] = [new Map<string, number>(), new Map<string, number>()]
    const add = (to: Map<string, number>, name: string, more: number) =>
      to.set(name, (to.get(name) ?? 0) + more)
    let shots = 0
    const jobIds = new Set<string>()
    yield* Stream.runForEach(
      estimates(machine, units, options),
      Effect.fnUntraced(function* ({ note, result }) {
        const found = yield* Effect.fromResult(result)
        for (const [name, factor] of note) {
          add(sums, name, factor * found.values[0]!)
          add(variances, name, (factor * found.standardErrors[0]!) ** 2)
        }
        shots += found.shots
        for (const jobId of found.jobIds) jobIds.add(jobId)
      }),
    )
    return {
      gradient: Object.fromEntries(names.map((name) => [name, sums.get(name) ?? 0])),
      standardErrors: Object.fromEntries(names.map((name) => [name, Math.sqrt(variances.get(name) ?? 0)])),
      shots,
      jobIds: [...jobIds],
    }
  })

  const planAll = (programs: Iterable<Program>) => {
    const list = readOnce(programs)
    return Effect.flatMap(checked(list), (all) => planUnits(machine, unitsOf(all)))
  }
  const span = spanOf(machine)
  const of = (circuit: Circuit.Circuit, sweep?: Sweep.Sweep) => spanOf(machine, circuit, sweep)

  return {
    run: (circuit, options) =>
      Stream.withSpan(
        runAll([{ ...options, circuit }], options),
        "Estimator.run",
        of(circuit, options.sweep),
      ),
    runAll: (programs, options) => Stream.withSpan(runAll(programs, options), "Estimator.runAll", span),
    gradient: (circuit, options) =>
      Effect.withSpan(gradient(circuit, options), "Estimator.gradient", of(circuit)),
    plan: (circuit, options) =>
      Effect.withSpan(planAll([{ ...options, circuit }]), "Estimator.plan", of(circuit, options.sweep)),
    planAll: (programs) => Effect.withSpan(planAll(programs), "Estimator.planAll", span),
    planGradient: (circuit, options) =>
      shifted(circuit, options).pipe(
        Effect.flatMap((units) => planUnits(machine, units)),
        Effect.withSpan("Estimator.planGradient", of(circuit)),
      ),
  }
}

/** A unit for each point of each program. A unit is created when it is read. */
function* unitsOf(programs: ReadonlyArray<Checked>): Generator<Unit<Place>> {
  for (const { place, program, circuit } of boundPoints(programs)) {
    yield { note: place, circuit, measuring: program.measuring }
  }
}

/** The largest ratio of the standard error of a derivative to that of a single value. */
const gainOf = (all: ReadonlyArray<Shifted>): number => {
  const squares = new Map<string, number>()
  for (const { factors } of all) {
    for (const [name, factor] of factors) squares.set(name, (squares.get(name) ?? 0) + factor ** 2)
  }
  return Math.sqrt([...squares.values()].reduce((most, square) => Math.max(most, square), 0))
}
