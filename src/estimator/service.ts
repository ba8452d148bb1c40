import { Context, Effect, Result, Stream } from "effect"
import * as Circuit from "../Circuit.ts"
import type { Observable } from "../Observable.ts"
import type { Plan, SubmissionOptions } from "../sampler/machine.ts"
import type { PrimitiveError } from "../sampler/PrimitiveError.ts"
import { boundAt, checkAll, checkedMap, checkedSweep, type Place } from "../sampler/programs.ts"
import { type SamplerService, spanOf } from "../sampler/service.ts"
import * as Sweep from "../Sweep.ts"
import { type Measuring, measuringOf, type ShotsOptions } from "./measured.ts"
import { type Shifted, shiftedCircuits } from "./shift.ts"
import { allTasks, type Estimate, estimates, type Unit } from "./units.ts"

/**
 * A circuit after which observables are measured, at each point of a sweep.
 *
 * @category models
 * @since 0.2.0
 */
export interface Program extends ShotsOptions {
  readonly circuit: Circuit.Circuit
  readonly observables: ReadonlyArray<Observable>
  /** Values for all parameters of the circuit. Default: one point, of a circuit without parameters. */
  readonly sweep?: Sweep.Sweep | undefined
}

/**
 * How to estimate after one circuit.
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
  /** The position of the program; 0 where there is one. */
  readonly program: number
  /** The index of the point in its sweep. */
  readonly index: number
  readonly point: Sweep.Point
  /** A point that failed is an item like the others. */
  readonly result: Result.Result<Estimate, PrimitiveError>
}

/**
 * Where a gradient is wanted.
 *
 * @category options
 * @since 0.2.0
 */
export interface GradientOptions extends ShotsOptions, SubmissionOptions {
  readonly observable: Observable
  /** A value for each parameter of the circuit. */
  readonly at: Sweep.Point
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
   * Estimates observables after a circuit at each point of a sweep. Points come as soon as they are complete, in any order.
   *
   * **Details**
   *
   * Terms that commute qubit by qubit are measured together, those of all observables in the same groups, so that each point
   * takes a circuit for each group. Points are packed and streamed as those of a sampler. A point that fails is an item; the stream
   * fails before anything is sent where an observable, the sweep or an option is wrong. On a machine that knows its state values
   * are exact and nothing is measured.
   */
  readonly run: (circuit: Circuit.Circuit, options: RunOptions) => Stream.Stream<Estimated, PrimitiveError>
  /** The same for many circuits, which share their jobs: those with equal shots do. */
  readonly runAll: (
    programs: Iterable<Program>,
    options?: SubmissionOptions,
  ) => Stream.Stream<Estimated, PrimitiveError>
  /**
   * The gradient of an observable's value by the parameters of a circuit, at a point, by shifts of parameters: exact but for
   * shots.
   *
   * **Details**
   *
   * Each use of a parameter takes two circuits for each group of terms, a rotation under controls four; all are one job within
   * the machine's limits. A parameter may stand in several gates and in sums. `pauliexp` is cut into its terms. Fails with
   * `NoShiftRule` for parameters of native gates: compile them afterwards.
   */
  readonly gradient: (
    circuit: Circuit.Circuit,
    options: GradientOptions,
  ) => Effect.Effect<Gradient, PrimitiveError>
  /** What `run` would do, without doing it. */
  readonly plan: (circuit: Circuit.Circuit, options: RunOptions) => Effect.Effect<Plan, PrimitiveError>
  /** What `runAll` would do, without doing it. */
  readonly planAll: (programs: Iterable<Program>) => Effect.Effect<Plan, PrimitiveError>
  /** What `gradient` would do, without doing it. */
  readonly planGradient: (
    circuit: Circuit.Circuit,
    options: GradientOptions,
  ) => Effect.Effect<Plan, PrimitiveError>
}

/**
 * The estimator service: circuits and observables to values, over the sampler of its layer.
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

  const runAll = (programs: Iterable<Program>, options: SubmissionOptions = {}) =>
    Stream.unwrap(
      Effect.map(checked(programs), (all) => {
        const places = new Map<number, Place>()
        const units = unitsOf(all, (unit, place) => void places.set(unit, place))
        return Stream.map(estimates(machine, units, options), ({ unit, result }): Estimated => {
          const { program, index, point } = places.get(unit) ?? { program: 0, index: 0, point: {} }
          places.delete(unit)
          return { program, index, point, result }
        })
      }),
    )

  const shifted = Effect.fnUntraced(function* (circuit: Circuit.Circuit, options: GradientOptions) {
    const { at, observable } = options
    yield* Effect.fromResult(checkedMap({ circuit }))
    const sweep = yield* Effect.fromResult(checkedSweep({ circuit, sweep: Sweep.rows([at]) }))
    const measuring = yield* Effect.fromResult(measuringOf([observable], circuit.qubits, options, machine))
    const point = sweep.pointAt(0)
    const build = (gates: Parameters<typeof Circuit.qis>[1]) => Circuit.qis(circuit.qubits, gates)
    const all = yield* Effect.fromResult(shiftedCircuits(circuit, point, build))
    return { all, measuring }
  })

  const gradient = Effect.fnUntraced(function* (circuit: Circuit.Circuit, options: GradientOptions) {
    const { all, measuring } = yield* shifted(circuit, options)
    const names = [...Circuit.parameters(circuit)]
    const [sums, variances] = [new Map<string, number>(), new Map<string, number>()]
    const add = (to: Map<string, number>, name: string, more: number) =>
      to.set(name, (to.get(name) ?? 0) + more)
    let shots = 0
    const jobIds = new Set<string>()
    yield* Stream.runForEach(
      estimates(machine, gradientUnits(all, measuring), options),
      Effect.fnUntraced(function* ({ unit, result }) {
        const found = yield* Effect.fromResult(result)
        for (const [name, factor] of all[unit]?.factors ?? []) {
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

  /** Nothing is measured where the state is known. */
  const planOf = (units: Iterable<Unit>): Effect.Effect<Plan, PrimitiveError> =>
    machine.plan(
      machine.expectations === undefined
        ? allTasks(units)
        : Array.from(units, ({ circuit }) => ({ circuit, shots: 1 })),
    )
  const planAll = (programs: Iterable<Program>) =>
    Effect.flatMap(checked(programs), (all) => planOf(unitsOf(all, () => undefined)))
  const span = spanOf(machine)

  return {
    run: (circuit, options) =>
      Stream.withSpan(runAll([{ ...options, circuit }], options), "Estimator.run", span),
    runAll: (programs, options) => Stream.withSpan(runAll(programs, options), "Estimator.runAll", span),
    gradient: (circuit, options) => Effect.withSpan(gradient(circuit, options), "Estimator.gradient", span),
    plan: (circuit, options) => Effect.withSpan(planAll([{ ...options, circuit }]), "Estimator.plan", span),
    planAll: (programs) => Effect.withSpan(planAll(programs), "Estimator.planAll", span),
    planGradient: (circuit, options) =>
      shifted(circuit, options).pipe(
        Effect.flatMap(({ all, measuring }) => planOf(gradientUnits(all, measuring))),
        Effect.withSpan("Estimator.planGradient", span),
      ),
  }
}

/** A unit for each point, made when it is taken; where each belongs is noted then. */
function* unitsOf(
  programs: ReadonlyArray<Checked>,
  note: (unit: number, place: Place) => void,
): Generator<Unit> {
  let unit = 0
  for (const [program, { circuit, sweep, measuring }] of programs.entries()) {
    for (let index = 0; index < sweep.size; index++) {
      const point = sweep.pointAt(index)
      note(unit++, { program, index, point })
      yield { circuit: boundAt(circuit, point), measuring }
    }
  }
}

const gradientUnits = (all: ReadonlyArray<Shifted>, measuring: Measuring): ReadonlyArray<Unit> =>
  all.map(({ circuit }) => ({ circuit, measuring }))
