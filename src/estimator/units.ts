import { Effect, Result, Stream } from "effect"
import type { Circuit } from "../Circuit.ts"
import type { Machine, Measurement, SubmissionOptions, Task } from "../sampler/machine.ts"
import type { PrimitiveError } from "../sampler/PrimitiveError.ts"
import { type Measuring, measuringCircuit, momentsOf } from "./measured.ts"

/**
 * Values of observables, in their order.
 *
 * @category models
 * @since 0.2.0
 */
export interface Estimate {
  readonly values: ReadonlyArray<number>
  /**
   * The standard error of each value, from the counts: the covariances of terms that were measured together are in it. 0 where the
   * machine is exact, infinite for one shot, and 0 also where all shots came out alike.
   */
  readonly standardErrors: ReadonlyArray<number>
  /** The shots of all circuits together; none where the machine is exact. */
  readonly shots: number
  /** The jobs that measured it. */
  readonly jobIds: ReadonlyArray<string>
}

/** A bound circuit whose observables are wanted. */
export interface Unit {
  readonly circuit: Circuit
  readonly measuring: Measuring
}

/** The outcome of one unit. */
export interface UnitOutcome {
  readonly unit: number
  readonly result: Result.Result<Estimate, PrimitiveError>
}

/** The results of a unit so far. */
interface Pending {
  readonly measuring: Measuring
  left: number
  failure: PrimitiveError | undefined
  readonly values: Array<number>
  readonly variances: Array<number>
  shots: number
  readonly jobIds: Set<string>
}

const pendingOf = (measuring: Measuring): Pending => ({
  measuring,
  left: measuring.groups.length,
  failure: undefined,
  values: [...measuring.constants],
  variances: measuring.constants.map(() => 0),
  shots: 0,
  jobIds: new Set(),
})

const estimateOf = ({ values, variances, shots, jobIds }: Pending): Estimate => ({
  values,
  standardErrors: variances.map((variance) => Math.sqrt(variance)),
  shots,
  jobIds: [...jobIds],
})

/** Adds what one group was measured as. */
const gather = (pending: Pending, group: number, { distribution, shots, jobId }: Measurement): void => {
  momentsOf(distribution, pending.measuring.groups[group]!).forEach(([mean, variance], i) => {
    pending.values[i]! += mean
    // The variance among the shots, without the bias of their own mean.
    if (shots !== undefined) pending.variances[i]! += shots > 1 ? variance / (shots - 1) : Infinity
  })
  pending.shots += shots ?? 0
  if (jobId !== undefined) pending.jobIds.add(jobId)
}

/** Estimates bound circuits, each as soon as all of its groups are there. They are taken as they are needed. */
export const estimates = (
  machine: Machine,
  units: Iterable<Unit>,
  options: SubmissionOptions,
): Stream.Stream<UnitOutcome> =>
  Stream.suspend(() =>
    machine.expectations === undefined ? sampled(machine, units, options) : exact(machine, units),
  )

const sampled = (machine: Machine, units: Iterable<Unit>, options: SubmissionOptions) => {
  const places = new Map<number, { readonly unit: number; readonly group: number }>()
  const pending = new Map<number, Pending>()
  /** Those that need no measurement. They are given with the next ones. */
  let known: Array<UnitOutcome> = []
  const tasks = tasksOf(units, {
    begin: (unit, measuring) => {
      const begun = pendingOf(measuring)
      if (begun.left === 0) known.push({ unit, result: Result.succeed(estimateOf(begun)) })
      else pending.set(unit, begun)
    },
    note: (task, unit, group) => void places.set(task, { unit, group }),
  })
  const takeKnown = () => {
    const taken = known
    known = []
    return taken
  }
  return machine.sample(tasks, options).pipe(
    Stream.flatMap(({ task, result }): Stream.Stream<UnitOutcome> => {
      const { unit, group } = places.get(task) ?? { unit: -1, group: 0 }
      places.delete(task)
      const waiting = pending.get(unit)
      if (waiting === undefined) return Stream.empty
      waiting.left--
      if (Result.isFailure(result)) waiting.failure ??= result.failure
      else gather(waiting, group, result.success)
      const whole = takeKnown()
      if (waiting.left === 0) {
        pending.delete(unit)
        const { failure } = waiting
        whole.push({
          unit,
          result: failure === undefined ? Result.succeed(estimateOf(waiting)) : Result.fail(failure),
        })
      }
      return Stream.fromArray(whole)
    }),
    Stream.concat(Stream.suspend(() => Stream.fromArray(takeKnown()))),
  )
}

interface Notes {
  readonly begin: (unit: number, measuring: Measuring) => void
  readonly note: (task: number, unit: number, group: number) => void
}

function* tasksOf(units: Iterable<Unit>, { begin, note }: Notes): Generator<Task> {
  let [task, unit] = [0, 0]
  for (const { circuit, measuring } of units) {
    begin(unit, measuring)
    for (const [group, measured] of measuring.groups.entries()) {
      note(task++, unit, group)
      yield { circuit: measuringCircuit(circuit, measured), shots: measured.shots }
    }
    unit++
  }
}

/** The tasks that units take, without keeping any. */
export const allTasks = (units: Iterable<Unit>): Iterable<Task> =>
  tasksOf(units, { begin: () => undefined, note: () => undefined })

/** By the state itself. */
const exact = (machine: Machine, units: Iterable<Unit>): Stream.Stream<UnitOutcome> =>
  Stream.fromIterable(units, { chunkSize: 1 }).pipe(
    Stream.zipWithIndex,
    Stream.mapEffect(([{ circuit, measuring }, unit]) => {
      const values = machine.expectations?.(circuit, measuring.observables) ?? Effect.succeed([])
      return Effect.map(Effect.result(values), (result) => ({
        unit,
        result: Result.map(result, (found): Estimate => ({
          values: found,
          standardErrors: found.map(() => 0),
          shots: 0,
          jobIds: [],
        })),
      }))
    }),
  )
