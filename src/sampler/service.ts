import { Context, Effect, Result, Stream } from "effect"
import type { Circuit } from "../Circuit.ts"
import type * as Sweep from "../Sweep.ts"
import type { Facts } from "../signals/annotate.ts"
import type { Machine, Measurement, Plan, SubmissionOptions } from "./machine.ts"
import type { PrimitiveError } from "./PrimitiveError.ts"
import { boundPoints, checkAll, checkedShots, checkedSweep, type Place, readOnce } from "./checkPrograms.ts"
import { measureSteps, planSteps, type Step } from "./measureSteps.ts"

/**
 * A circuit to be measured at each point of a sweep.
 *
 * @category models
 * @since 0.2.0
 */
export interface Program {
  readonly circuit: Circuit
  /** Values for all parameters of the circuit. Default: one point, for a circuit without parameters. */
  readonly sweep?: Sweep.Sweep | undefined
  /** The shots of each point. Default: those of the machine. An exact machine ignores them. */
  readonly shots?: number | undefined
}

/**
 * How to measure one circuit.
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
export interface Sampled {
  /** The position of the program; 0 if there is only one. */
  readonly program: number
  /** The index of the point in its sweep. */
  readonly index: number
  readonly point: Sweep.Point
  /** A point that fails has its error here, and does not fail the stream. */
  readonly result: Result.Result<Measurement, PrimitiveError>
}

/**
 * The methods of `Sampler`.
 *
 * @category services
 * @since 0.2.0
 */
export interface SamplerService {
  /** The machine that measures the circuits. */
  readonly machine: Machine
  /**
   * Measures a circuit at each point of a sweep. Points are emitted as soon as they are measured, in any order.
   *
   * **Details**
   *
   * Points are created as they are needed, and packed into jobs as large as the machine allows. Only a few jobs are
   * in flight at a time, so a sweep of any size can be streamed. A point that fails is an item. If the sweep or an
   * option is invalid, the stream fails before anything is sent.
   */
  readonly run: (circuit: Circuit, options?: RunOptions) => Stream.Stream<Sampled, PrimitiveError>
  /**
   * Like `run`, for many circuits. Circuits with equal shots share jobs. A generator is read once, at the first run.
   */
  readonly runAll: (
    programs: Iterable<Program>,
    options?: SubmissionOptions,
  ) => Stream.Stream<Sampled, PrimitiveError>
  /** The plan of `run`: its jobs, shots, gates and price. Nothing is measured. */
  readonly plan: (circuit: Circuit, options?: RunOptions) => Effect.Effect<Plan, PrimitiveError>
  /** The plan of `runAll`. Nothing is measured. */
  readonly planAll: (programs: Iterable<Program>) => Effect.Effect<Plan, PrimitiveError>
}

/**
 * The sampler service: measures circuits on the machine of its layer.
 *
 * @category services
 * @since 0.2.0
 */
export class Sampler extends Context.Service<Sampler, SamplerService>()("effect-ionq/Sampler") {}

interface Checked {
  readonly circuit: Circuit
  readonly sweep: Sweep.Sweep
  readonly shots: number
}

/**
 * A sampler over a machine of your own.
 *
 * **Example** (A machine by another name)
 *
 * ```ts
 * const traced = Sampler.Sampler.useSync(({ machine }) => Sampler.make({ ...machine, name: "mine" }))
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const make = (machine: Machine): SamplerService => {
  const checked = (programs: Iterable<Program>) =>
    checkAll(programs, (program) =>
      Result.gen(function* () {
        const sweep = yield* checkedSweep(program)
        const shots = yield* checkedShots(program.shots ?? machine.shots, machine)
        return { circuit: program.circuit, sweep, shots }
      }),
    )

  const runAll = (programs: Iterable<Program>, options: SubmissionOptions = {}) => {
    const list = readOnce(programs)
    return Stream.unwrap(
      Effect.map(checked(list), (all) =>
        measureSteps(machine, stepsOf(all), options, (place, result): ReadonlyArray<Sampled> => [
          { ...place, result },
        ]),
      ),
    )
  }
  const planAll = (programs: Iterable<Program>) => {
    const list = readOnce(programs)
    return Effect.flatMap(checked(list), (all) => planSteps(machine, stepsOf(all)))
  }
  const single = (circuit: Circuit, { sweep, shots }: RunOptions): ReadonlyArray<Program> => [
    { circuit, sweep, shots },
  ]

  return {
    machine,
    runAll: (programs, options) =>
      Stream.withSpan(runAll(programs, options), "Sampler.runAll", spanOf(machine)),
    run: (circuit, options = {}) =>
      Stream.withSpan(
        runAll(single(circuit, options), options),
        "Sampler.run",
        spanOf(machine, circuit, options.sweep),
      ),
    planAll: (programs) => Effect.withSpan(planAll(programs), "Sampler.planAll", spanOf(machine)),
    plan: (circuit, options = {}) =>
      Effect.withSpan(
        planAll(single(circuit, options)),
        "Sampler.plan",
        spanOf(machine, circuit, options.sweep),
      ),
  }
}

/** The attributes of a span: the machine, and the circuit and the sweep if they are given. */
export const spanOf = ({ name }: Machine, circuit?: Circuit, sweep?: Sweep.Sweep) => ({
  attributes: {
    "ionq.machine": name,
    ...(circuit && { "ionq.circuit.qubits": circuit.qubits, "ionq.circuit.gates": circuit.gates.length }),
    ...(sweep && { "ionq.sweep.points": sweep.size }),
  } satisfies Facts,
})

/** The steps of all points: a task for each valid point, and the known failure of each invalid one. */
function* stepsOf(programs: ReadonlyArray<Checked>): Generator<Step<Place, Sampled>> {
  for (const { place, program, circuit } of boundPoints(programs)) {
    yield Result.isSuccess(circuit)
      ? { task: { circuit: circuit.success, shots: program.shots }, note: place }
      : { known: { ...place, result: Result.fail(circuit.failure) } }
  }
}
