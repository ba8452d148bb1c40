import { Context, type Duration, Redacted } from "effect"
import type { JobFailure } from "../../schema/Job.ts"
import type { WireJobRequest } from "../../schema/JobRequest.ts"
import type { FaultPlan } from "./Fault.ts"
import { type Generation, newestGeneration } from "./Generation.ts"
import { widestWithin } from "./simulationBytes.ts"
import { type JobTimes, millis, type Timing } from "./timing.ts"

export type { Generation, JobTimes, Timing }

/**
 * The settings of a script for one job: its times, and a failure with one of IonQ's codes. The job fails at the end
 * of its checks or (`execution`, the default) at its end, although it could run.
 *
 * @category options
 * @since 0.1.0
 */
export interface Scripted extends JobTimes {
  readonly failure?: (JobFailure & { readonly at?: "checks" | "execution" | undefined }) | undefined
}

/**
 * Limits that IonQ has but does not publish, or that an account has. A job that exceeds one is accepted and then
 * fails with the given code. Default: no limits.
 *
 * @category options
 * @since 0.1.0
 */
export interface Limits {
  /** The largest number of controls of one gate. The code is `TooManyControls`. */
  readonly controls?: number | undefined
  /** The largest number of gates of one job. The code is `TooManyGates`. */
  readonly gates?: number | undefined
  /** The largest number of shots of a job on a QPU. The code is `TooManyShots`. */
  readonly shots?: number | undefined
  /** The longest predicted execution time on a QPU. The code is `TooLongPredictedExecutionTime`. */
  readonly executionTime?: Duration.Input | undefined
  /** The largest total cost of all jobs, in USD. The code is `QuotaExhaustedError`. */
  readonly spend?: number | undefined
  /** The end of the contract, in ISO 8601. A later job on a QPU fails with `ContractExpiredError`. */
  readonly contractEnds?: string | undefined
}

/**
 * Options of the emulator.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** The accepted keys. Default: only {@link defaultApiKey}. */
  readonly apiKeys?: ReadonlyArray<Redacted.Redacted> | undefined
  /** Keys that are known but have no permissions: they get 403, while an unknown key gets 401. Default: none. */
  readonly forbiddenKeys?: ReadonlyArray<Redacted.Redacted> | undefined
  /** The times of jobs on the `Clock`. Default: the times of {@link JobTimes}. */
  readonly timing?: Timing | undefined
  /** Returns the times and the failure of a job for its request and its index from 0. Default: none. */
  readonly script?: ((request: WireJobRequest, index: number) => Scripted | undefined) | undefined
  /** Limits of the account. Default: none. */
  readonly limits?: Limits | undefined
  /**
   * The largest number of qubits to simulate with all amplitudes. A wider circuit runs only if it is a Clifford circuit or
   * has few amplitudes; otherwise it fails with `NotEnoughQubits`. Default: 20.
   */
  readonly maxQubits?: number | undefined
  /**
   * The bytes for all simulations together. A state that is larger fails with `NotEnoughQubits`. Default: no limit
   * for an emulator in memory, and half of the machine's memory for one that is served.
   */
  readonly maxMemory?: number | undefined
  /** The generation of the specification. Default: `2026-10`, the newest. */
  readonly generation?: Generation | undefined
  /** The faults between the client and the emulator. Default: none. */
  readonly faults?: FaultPlan | undefined
  /** Whether the organization has sessions, a beta at IonQ. If not, their paths return 404. Default: true. */
  readonly sessions?: boolean | undefined
  /**
   * Whether programs in OpenQASM 3 may branch on measured bits (`if (c == 1)`). IonQ's documentation says that no
   * target supports this. Default: false, and such a job fails with `CompilationError`.
   */
  readonly branches?: boolean | undefined
  /** The effect of canceling a completed job, about which sources disagree. Default: the job is `kept`. */
  readonly cancelOfCompleted?: "kept" | "canceled" | undefined
  /**
   * What happens to jobs that have not started when their session ends. IonQ does not document it. Default: `kept`.
   */
  readonly jobsOfEndedSession?: "kept" | "canceled" | undefined
}

/**
 * The default key of an emulator. No other service accepts it.
 *
 * @category constants
 * @since 0.1.0
 */
export const defaultApiKey: Redacted.Redacted = Redacted.make("emulator-key")

/** The rules for the checks of a job, as plain data. */
export interface Rules {
  readonly limits: Pick<Limits, "controls" | "gates" | "shots">
  readonly maxExecutionTime: number
  /** The largest number of qubits to simulate with all amplitudes. */
  readonly maxQubits: number
  readonly branches: boolean
  readonly generation: Generation
}

/** The options with their defaults, durations in milliseconds. */
export class Settings extends Context.Service<
  Settings,
  {
    readonly apiKeys: ReadonlySet<string>
    readonly forbiddenKeys: ReadonlySet<string>
    readonly timing: Timing
    readonly script: Options["script"]
    readonly limits: Limits
    readonly rules: Rules
    readonly contractEnds: number
    readonly generation: Generation
    readonly sessions: boolean
    readonly cancelOfCompleted: "kept" | "canceled"
    readonly jobsOfEndedSession: "kept" | "canceled"
  }
>()("effect-ionq/emulator/Settings") {}

export const settingsOf = (options: Options): Settings["Service"] => {
  const { limits = {} } = options
  return {
    apiKeys: new Set((options.apiKeys ?? [defaultApiKey]).map(Redacted.value)),
    forbiddenKeys: new Set((options.forbiddenKeys ?? []).map(Redacted.value)),
    timing: options.timing ?? {},
    script: options.script,
    limits,
    rules: {
      limits: { controls: limits.controls, gates: limits.gates, shots: limits.shots },
      maxExecutionTime: limits.executionTime === undefined ? Infinity : millis(limits.executionTime),
      maxQubits: Math.min(options.maxQubits ?? 20, widestWithin(options.maxMemory ?? Infinity)),
      branches: options.branches ?? false,
      generation: options.generation ?? newestGeneration,
    },
    contractEnds: limits.contractEnds === undefined ? Infinity : Date.parse(limits.contractEnds),
    generation: options.generation ?? newestGeneration,
    sessions: options.sessions ?? true,
    cancelOfCompleted: options.cancelOfCompleted ?? "kept",
    jobsOfEndedSession: options.jobsOfEndedSession ?? "kept",
  }
}
