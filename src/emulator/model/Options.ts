import { Context, type Duration, Redacted } from "effect"
import type { JobFailure } from "../../schema/Job.ts"
import type { WireJobRequest } from "../../schema/JobRequest.ts"
import type { FaultPlan } from "./Fault.ts"
import { type Generation, newestGeneration } from "./Generation.ts"
import { widestWithin } from "./memory.ts"
import { type JobTimes, millis, type Timing } from "./timing.ts"

export type { Generation, JobTimes, Timing }

/**
 * What a script sets for one job: its times, and a failure with one of IonQ's codes although it could run, at the end
 * of its checks or (`execution`, the default) at its end.
 *
 * @category options
 * @since 0.1.0
 */
export interface Scripted extends JobTimes {
  readonly failure?: (JobFailure & { readonly at?: "checks" | "execution" | undefined }) | undefined
}

/**
 * Limits that IonQ has but does not publish, or that an account has. A job over one is accepted and then fails with
 * the named code. Default: no limits.
 *
 * @category options
 * @since 0.1.0
 */
export interface Limits {
  /** The controls of one gate: `TooManyControls`. */
  readonly controls?: number | undefined
  /** The gates of one job: `TooManyGates`. */
  readonly gates?: number | undefined
  /** The shots of a job on a QPU: `TooManyShots`. */
  readonly shots?: number | undefined
  /** The predicted execution time on a QPU: `TooLongPredictedExecutionTime`. */
  readonly executionTime?: Duration.Input | undefined
  /** What all jobs together may cost, in USD: `QuotaExhaustedError`. */
  readonly spend?: number | undefined
  /** The end of the contract, in ISO 8601: a later job on a QPU fails with `ContractExpiredError`. */
  readonly contractEnds?: string | undefined
}

/**
 * Options of the emulator.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** The accepted keys. Default: {@link defaultApiKey} alone. */
  readonly apiKeys?: ReadonlyArray<Redacted.Redacted> | undefined
  /** Keys that are known but have no permissions: they get 403, while an unknown key gets 401. Default: none. */
  readonly forbiddenKeys?: ReadonlyArray<Redacted.Redacted> | undefined
  /** The times of jobs on the `Clock`. Default: the times of {@link JobTimes}. */
  readonly timing?: Timing | undefined
  /** Sets the fate of single jobs, by their request and their number from 0. Default: nothing. */
  readonly script?: ((request: WireJobRequest, index: number) => Scripted | undefined) | undefined
  /** Limits of the account. Default: none. */
  readonly limits?: Limits | undefined
  /** The most qubits to simulate; a wider circuit fails with `NotEnoughQubits`. Default: 20. */
  readonly maxQubits?: number | undefined
  /**
   * The bytes that simulations may take together. A state that is larger fails with `NotEnoughQubits`. Default: no limit in memory, and
   * half of the machine's memory where it is served.
   */
  readonly maxMemory?: number | undefined
  /** The generation of the specification. Default: `2026-10`, the newest. */
  readonly generation?: Generation | undefined
  /** The faults between the client and the emulator. Default: none. */
  readonly faults?: FaultPlan | undefined
  /** Whether the organization has sessions, a beta at IonQ. Without them their paths return 404. Default: true. */
  readonly sessions?: boolean | undefined
  /**
   * Whether programs in OpenQASM 3 may branch on measured bits (`if (c == 1)`), which IonQ's documentation rules out for every
   * target. Default: false, such a job fails with `CompilationError`.
   */
  readonly branches?: boolean | undefined
  /** What canceling a completed job does; sources disagree. Default: the job is `kept`. */
  readonly cancelOfCompleted?: "kept" | "canceled" | undefined
  /** What happens to jobs that have not started when their session ends; it is not documented. Default: `kept`. */
  readonly jobsOfEndedSession?: "kept" | "canceled" | undefined
}

/**
 * The default key of an emulator. It opens nothing else.
 *
 * @category constants
 * @since 0.1.0
 */
export const defaultApiKey: Redacted.Redacted = Redacted.make("emulator-key")

/** What the checks of a job hold it against, as plain data. */
export interface Rules {
  readonly limits: Pick<Limits, "controls" | "gates" | "shots">
  readonly maxExecutionTime: number
  /** The widest circuit with all amplitudes. */
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
