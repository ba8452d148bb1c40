import { Effect, Result, Stream } from "effect"
import type { Circuit } from "../Circuit.ts"
import type { Machine, Measurement, Plan, SubmissionOptions } from "../sampler/machine.ts"
import type { PrimitiveError } from "../sampler/PrimitiveError.ts"
import { measureSteps, planSteps, type Step } from "../sampler/measureSteps.ts"
import { momentsOf } from "./meanAndVariance.ts"
import { type Measured, type Measuring, measuringCircuit } from "./measurementGroups.ts"

/**
 * Values of observables, in their order.
 *
 * @category models
 * @since 0.2.0
 */
export interface Estimate {
  readonly values: ReadonlyArray<number>
  /**
   * The standard error of each value, computed from the counts; 0 if the machine is exact. It includes the covariances
   * of terms that were measured together. One shot of the fully mixed state is added, so that the error is not 0 if all
   * shots have the same outcome.
   */
  readonly standardErrors: ReadonlyArray<number>
  /** The shots of all circuits together; 0 if the machine is exact. */
  readonly shots: number
  /** The jobs that measured the circuits. */
  readonly jobIds: ReadonlyArray<string>
}

/** A circuit with bound parameters, or its error, and the observables to estimate. */
export interface Unit<N> {
  /** A value of the caller, which is returned with the outcome. */
  readonly note: N
  readonly circuit: Result.Result<Circuit, PrimitiveError>
  readonly measuring: Measuring
}

/** The outcome of one unit. */
export interface UnitOutcome<N> {
  readonly note: N
  readonly result: Result.Result<Estimate, PrimitiveError>
}

/** The results of a unit so far. */
interface Pending<N> {
  readonly note: N
  readonly measuring: Measuring
  left: number
  failure: PrimitiveError | undefined
  readonly values: Array<number>
  readonly variances: Array<number>
  shots: number
  readonly jobIds: Set<string>
}

const pendingOf = <N>({ note, measuring }: Unit<N>): Pending<N> => ({
  note,
  measuring,
  left: measuring.groups.length,
  failure: undefined,
  values: [...measuring.constants],
  variances: measuring.constants.map(() => 0),
  shots: 0,
  jobIds: new Set(),
})

const outcomeOf = <N>(pending: Pending<N>): UnitOutcome<N> => {
  const { note, failure, values, variances, shots, jobIds } = pending
  if (failure !== undefined) return { note, result: Result.fail(failure) }
  const standardErrors = variances.map((variance) => Math.sqrt(variance))
  return { note, result: Result.succeed({ values, standardErrors, shots, jobIds: [...jobIds] }) }
}

/** Adds the measured values of one group to the results of its unit. */
const gather = <N>(
  pending: Pending<N>,
  group: Measured,
  { distribution, shots, jobId }: Measurement,
): void => {
  momentsOf(distribution, group, shots).forEach(([mean, variance], i) => {
    pending.values[i]! += mean
    pending.variances[i]! += variance
  })
  pending.shots += shots ?? 0
  if (jobId !== undefined) pending.jobIds.add(jobId)
}

/** A group of a unit. */
interface Part<N> {
  readonly pending: Pending<N>
  readonly group: Measured
}

/** A task for each group of each unit, or the outcome of a unit that needs no measurement. */
function* stepsOf<N>(units: Iterable<Unit<N>>): Generator<Step<Part<N>, UnitOutcome<N>>> {
  for (const unit of units) {
    const { note, circuit, measuring } = unit
    if (Result.isFailure(circuit)) {
      yield { known: { note, result: Result.fail(circuit.failure) } }
      continue
    }
    const pending = pendingOf(unit)
    if (pending.left === 0) yield { known: outcomeOf(pending) }
    for (const group of measuring.groups) {
      const task = { circuit: measuringCircuit(circuit.success, group), shots: group.shots }
      yield { task, note: { pending, group } }
    }
  }
}

/**
 * Estimates the observables of units. A unit is read when it is needed, and its outcome is emitted when all of its
 * groups are measured.
 */
export const estimates = <N>(
  machine: Machine,
  units: Iterable<Unit<N>>,
  options: SubmissionOptions,
): Stream.Stream<UnitOutcome<N>> => {
  const { expectations } = machine
  if (expectations !== undefined) return exact(expectations, units)
  return measureSteps(machine, stepsOf(units), options, ({ pending, group }, result) => {
    pending.left--
    if (Result.isFailure(result)) pending.failure ??= result.failure
    else gather(pending, group, result.success)
    return pending.left === 0 ? [outcomeOf(pending)] : []
  })
}

/** The plan for an estimate. A machine with `expectations` simulates each circuit once and measures nothing. */
export const planUnits = (
  machine: Machine,
  units: Iterable<Unit<unknown>>,
): Effect.Effect<Plan, PrimitiveError> =>
  planSteps(machine, machine.expectations === undefined ? stepsOf(units) : wholeOf(units))

function* wholeOf<N>(units: Iterable<Unit<N>>): Generator<Step<N, UnitOutcome<N>>> {
  for (const { note, circuit } of units) {
    yield Result.isSuccess(circuit)
      ? { task: { circuit: circuit.success, shots: 1 }, note }
      : { known: { note, result: Result.fail(circuit.failure) } }
  }
}

/** Computes the values from the state, without shots and standard errors. */
const exact = <N>(
  expectations: NonNullable<Machine["expectations"]>,
  units: Iterable<Unit<N>>,
): Stream.Stream<UnitOutcome<N>> =>
  Stream.fromIterable(units, { chunkSize: 1 }).pipe(
    Stream.mapEffect(({ note, circuit, measuring: { observables } }) =>
      Effect.fromResult(circuit).pipe(
        Effect.flatMap((bound) => expectations(bound, observables)),
        Effect.map((values): Estimate => ({
          values,
          standardErrors: values.map(() => 0),
          shots: 0,
          jobIds: [],
        })),
        Effect.result,
        Effect.map((result) => ({ note, result })),
      ),
    ),
  )
