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
  /** The distribution over all qubits of the circuit, in their order. */
  readonly distribution: Distribution
  /** The number of shots; undefined if the distribution is exact. */
  readonly shots: number | undefined
  /** The job that measured the circuit; undefined if the machine has no jobs. */
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
 * How to submit the circuits. Machines without jobs ignore these options.
 *
 * @category options
 * @since 0.2.0
 */
export interface SubmissionOptions {
  /**
   * An id of your own for this call. Each of its jobs gets `#`, a number and a hash of its request appended. The same
   * call with the same id, in this process or a later one, finds the jobs that exist and submits the others. Default:
   * new ids.
   */
  readonly submissionId?: string | undefined
  /** When the id was first used, if not now. Older jobs are not searched. Default: all jobs are searched. */
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
  /** The number of circuits that are measured or simulated. */
  readonly circuits: number
  /** The number of jobs; 0 if the machine has no jobs. */
  readonly jobs: number
  /** The shots of all circuits; 0 if distributions are exact. */
  readonly shots: number
  /** The number of gates in the circuits as they are sent. */
  readonly gates: number
  /** The estimated price; undefined if the machine has no prices. */
  readonly price: Price | undefined
}

/**
 * The interface that a sampler is built on: a machine measures circuits. `Sampler.make` makes a sampler from it.
 *
 * @category models
 * @since 0.2.0
 */
export interface Machine {
  /** The name of the machine, for spans and messages. */
  readonly name: string
  /** The default number of shots of a circuit. */
  readonly shots: number
  /** The largest number of shots that a circuit may have. */
  readonly mostShots: number
  /** Whether distributions are exact, whatever the shots. Default: no. */
  readonly isExact?: boolean | undefined
  /**
   * Measures circuits. `tasks` is read on demand and may be very long. Each task has an outcome; the outcomes may be in
   * any order. A circuit that fails does not fail the stream.
   */
  readonly sample: (tasks: Iterable<Task>, options: SubmissionOptions) => Stream.Stream<TaskOutcome>
  readonly plan: (tasks: Iterable<Task>) => Effect.Effect<Plan, PrimitiveError>
  /** The exact expectations of observables after a circuit; undefined if the machine cannot compute the state. */
  readonly expectations?:
    | ((
        circuit: Circuit,
        observables: ReadonlyArray<Observable>,
      ) => Effect.Effect<ReadonlyArray<number>, PrimitiveError>)
    | undefined
}
