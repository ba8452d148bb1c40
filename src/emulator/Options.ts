import { Context, Duration, Redacted } from "effect"
import type { FaultPlan } from "./Fault.ts"

/**
 * The generations of IonQ's specification of v0.4, which changed on these months' days under one URL.
 *
 * @category models
 * @since 0.1.0
 */
export type Generation = "2026-04" | "2026-05" | "2026-09"

/**
 * How the emulator behaves.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** The keys that are let in. Default: {@link defaultApiKey} alone. */
  readonly apiKeys?: ReadonlyArray<Redacted.Redacted> | undefined
  /** How long a job stays `submitted`, from its submission. Default: 100 milliseconds. */
  readonly submittedFor?: Duration.Input | undefined
  /** How long it then stays `ready`. Default: 200 milliseconds. */
  readonly readyFor?: Duration.Input | undefined
  /** How long it then stays `started`. Default: 300 milliseconds. */
  readonly startedFor?: Duration.Input | undefined
  /** The most qubits that are simulated; a wider circuit fails with `NotEnoughQubits`. Default: 20. */
  readonly maxQubits?: number | undefined
  /** The generation of the specification that is spoken. Default: `2026-09`, the newest. */
  readonly generation?: Generation | undefined
  /** What goes wrong between the client and the emulator. Default: nothing. */
  readonly faults?: FaultPlan | undefined
}

/**
 * The key of an emulator that was given none. It opens nothing but an emulator.
 *
 * @category constants
 * @since 0.1.0
 */
export const defaultApiKey: Redacted.Redacted = Redacted.make("emulator-key")

/** The options with their defaults, durations in milliseconds. */
export class Settings extends Context.Service<
  Settings,
  {
    readonly apiKeys: ReadonlySet<string>
    readonly submittedFor: number
    readonly readyFor: number
    readonly startedFor: number
    readonly maxQubits: number
    readonly generation: Generation
  }
>()("effect-ionq/emulator/Settings") {}

const millis = (duration: Duration.Input): number => Duration.toMillis(Duration.fromInputUnsafe(duration))

export const settingsOf = (options: Options): Settings["Service"] => ({
  apiKeys: new Set((options.apiKeys ?? [defaultApiKey]).map(Redacted.value)),
  submittedFor: millis(options.submittedFor ?? "100 millis"),
  readyFor: millis(options.readyFor ?? "200 millis"),
  startedFor: millis(options.startedFor ?? "300 millis"),
  maxQubits: options.maxQubits ?? 20,
  generation: options.generation ?? "2026-09",
})
