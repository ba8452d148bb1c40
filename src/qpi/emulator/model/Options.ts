import type { Duration } from "effect"
import type { FaultPlan } from "../../../emulator/model/Fault.ts"
import { type Collections, defaultCollections } from "../../api/collections.ts"

/** A user of the emulator. */
export interface EmulatedUser {
  readonly email: string
  readonly password: string
  /** Default: 1000. */
  readonly qpuSeconds?: number | undefined
  /** The user's API tokens, each `qpi_` and 64 hexadecimal digits. */
  readonly apiTokens?: ReadonlyArray<string> | undefined
  /** Default: drawn. */
  readonly id?: string | undefined
}

/** A processor of the emulator, which the simulator of this package plays. */
export interface EmulatedQpu {
  readonly name: string
  readonly qubits?: number | undefined
  /** Whether a driver serves it: without one, jobs stay pending. Default: true. */
  readonly online?: boolean | undefined
  /** Default: drawn. */
  readonly id?: string | undefined
}

/**
 * What the server does now and then that its users have to live with, each with a probability from 0 to 1. What is drawn is
 * decided by `seed`.
 */
export interface Oddities {
  /** A cancelled job is completed, and charged, all the same. Default: 0.45, as was measured. */
  readonly lateResults?: number | undefined
  /** A job that has ended runs again after the job timeout, half of them with its results wiped. Default: 0. */
  readonly reverts?: number | undefined
  /** A job is completed before its results are there. Default: 0. */
  readonly lateRecords?: number | undefined
}

/** The times of the emulator. They go by on the `Clock`. */
export interface Times {
  /** From submission until a job runs. Default: 200 ms. */
  readonly dispatch?: Duration.Input | undefined
  /** From then until its results. Default: 500 ms. */
  readonly run?: Duration.Input | undefined
  /** After this a running job is pending again, and dispatched again. Default: 20 seconds. */
  readonly jobTimeout?: Duration.Input | undefined
  /** A realtime stream without a message ends after this. Default: 300 seconds. */
  readonly streamIdle?: Duration.Input | undefined
  /** A realtime stream ends after this in any case. Default: 1800 seconds. */
  readonly streamLife?: Duration.Input | undefined
  /** How long a user's JWT holds. Default: 432,000 seconds. */
  readonly userToken?: Duration.Input | undefined
  /** How long a superuser's JWT holds. Default: 86,400 seconds. */
  readonly superuserToken?: Duration.Input | undefined
}

/** What the emulator begins with. */
export interface Options {
  /** Default: `user@example.com` with the password `password123` and {@link defaultApiToken}. */
  readonly users?: ReadonlyArray<EmulatedUser> | undefined
  /** Default: `admin@example.com` with the password `adminpass123`. */
  readonly superusers?: ReadonlyArray<Omit<EmulatedUser, "qpuSeconds" | "apiTokens">> | undefined
  /** Default: `emulator`, with 14 qubits, online. */
  readonly qpus?: ReadonlyArray<EmulatedQpu> | undefined
  readonly times?: Times | undefined
  readonly oddities?: Oddities | undefined
  /** Decides ids, tokens and what is drawn. Default: 1. */
  readonly seed?: number | undefined
  /** Answers 429 as PocketBase's stock rules do: to the third sign-in in 3 seconds. Default: false. */
  readonly rateLimits?: boolean | undefined
  /** Whether users may sign in with a password. Default: true. */
  readonly passwordAuth?: boolean | undefined
  /** Collections under other names. */
  readonly collections?: Partial<Collections> | undefined
  /** What goes wrong, as in the emulator of IonQ. Paths begin with `/api`. */
  readonly faults?: FaultPlan | undefined
}

/** The API token of the first user. @category options @since 0.2.0 */
export const defaultApiToken = `qpi_${"0123456789abcdef".repeat(4)}`

/** The user that the emulator starts with. @category options @since 0.2.0 */
export const defaultUser: EmulatedUser = {
  email: "user@example.com",
  password: "password123",
  apiTokens: [defaultApiToken],
}

/** The superuser that the emulator starts with. @category options @since 0.2.0 */
export const defaultSuperuser: Omit<EmulatedUser, "qpuSeconds" | "apiTokens"> = {
  email: "admin@example.com",
  password: "adminpass123",
}

/** The processor that the emulator starts with. @category options @since 0.2.0 */
export const defaultQpu: EmulatedQpu = { name: "emulator", qubits: 14, online: true }

export const collectionsOf = (options: Options): Collections => ({
  ...defaultCollections,
  ...options.collections,
})
