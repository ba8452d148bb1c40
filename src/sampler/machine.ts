import type { Effect, Result, Stream } from "effect"
import type { Circuit } from "../Circuit.ts"
import type { Distribution } from "../Distribution.ts"
import type { Observable } from "../Observable.ts"
import type { PrimitiveError } from "./PrimitiveError.ts"

/**
 * One circuit to be measured, with all parameters bound.
 *
 * @category models
 * @since 0.2.0
 */
export interface Task {
  readonly circuit: Circuit
  /** A whole number from 1. A machine that gives exact distributions ignores it. */
  readonly shots: number
}

/**
 * The result of measuring a circuit.
 *
 * @category models
 * @since 0.2.0
 */
export interface Measurement {
  /** Of all qubits of the circuit, each in its place. */
  readonly distribution: Distribution
  /** The number of shots; undefined if the distribution is exact. */
  readonly shots: number | undefined
  /** The job that measured it, where the machine has jobs. */
  readonly jobId: string | undefined
}

/**
 * The outcome of one task.
 *
 * @category models
 * @since 0.2.0
 */
export interface TaskOutcome {
  /** The position of the task, from 0. */
  readonly task: number
  readonly result: Result.Result<Measurement, PrimitiveError>
}

/**
 * How to submit what is measured. Machines without jobs ignore it.
 *
 * @category options
 * @since 0.2.0
 */
export interface SubmissionOptions {
  /**
   * An id of your own for this call: its jobs get `#0`, `#1` and so on appended. The same call with the same id, in this
   * process or a later one, takes up the jobs that are there, and submits the others. Default: new ids.
   */
  readonly submissionId?: string | undefined
  /** When the id was first used, if not now: older jobs are not looked through. Default: all jobs are. */
  readonly submittedSince?: Date | undefined
}

/**
 * The price of a call before it is sent.
 *
 * @category models
 * @since 0.2.0
 */
export interface Price {
  readonly amount: number
  /** The machine's word for the unit, e.g. `usd`. */
  readonly unit: string
}

/**
 * What a call would do, and its price.
 *
 * @category models
 * @since 0.2.0
 */
export interface Plan {
  /** The circuits that are measured, or simulated. */
  readonly circuits: number
  /** The jobs that they make; none where the machine has no jobs. */
  readonly jobs: number
  /** The shots of all circuits; none where distributions are exact. */
  readonly shots: number
  /** Gates as the circuits have them when they are sent. */
  readonly gates: number
  /** The estimate of the machine; undefined if it has no prices. */
  readonly price: Price | undefined
}

/**
 * The interface that a sampler is built on: something that measures circuits. `Sampler.make` makes a sampler of it.
 *
 * @category models
 * @since 0.2.0
 */
export interface Machine {
  /** Its name, for spans and messages. */
  readonly name: string
  /** The default number of shots of a circuit. */
  readonly shots: number
  /** The most shots that a circuit may have. */
  readonly mostShots: number
  /** Whether distributions are exact, whatever the shots. Default: no. */
  readonly isExact?: boolean | undefined
  /**
   * Measures circuits, which are taken as they are needed and may be very many. Each has an outcome, in any order; none makes the
   * stream fail.
   */
  readonly sample: (tasks: Iterable<Task>, options: SubmissionOptions) => Stream.Stream<TaskOutcome>
  readonly plan: (tasks: Iterable<Task>) => Effect.Effect<Plan, PrimitiveError>
  /** The exact expectations of observables after a circuit, where the machine knows its state. */
  readonly expectations?:
    | ((
        circuit: Circuit,
        observables: ReadonlyArray<Observable>,
      ) => Effect.Effect<ReadonlyArray<number>, PrimitiveError>)
    | undefined
}
