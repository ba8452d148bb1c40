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
  /** Default: random. */
  readonly id?: string | undefined
}

/** A processor of the emulator, simulated by this package's simulator. */
export interface EmulatedQpu {
  readonly name: string
  readonly qubits?: number | undefined
  /** Whether a driver serves it. Without one, jobs stay pending. Default: true. */
  readonly online?: boolean | undefined
  /** Default: random. */
  readonly id?: string | undefined
}

/**
 * Occasional behavior of the server that users have to handle, each with a probability from 0 to 1. `seed` determines
 * when it happens.
 */
export interface Oddities {
  /** A canceled job completes anyway, and is charged. Default: 0.45, as measured. */
  readonly lateResults?: number | undefined
  /** A job that has ended runs again after the job timeout. Half of these jobs lose their results. Default: 0. */
  readonly reverts?: number | undefined
  /** A job is completed before its results are available. Default: 0. */
  readonly lateRecords?: number | undefined
}

/** The durations of the emulator, by the `Clock`. */
export interface Times {
  /** The time from the submission until a job runs. Default: 200 ms. */
  readonly dispatch?: Duration.Input | undefined
  /** The time from the start of a job until its results. Default: 500 ms. */
  readonly run?: Duration.Input | undefined
  /** The time after which a running job becomes pending again, and is dispatched again. Default: 20 seconds. */
  readonly jobTimeout?: Duration.Input | undefined
  /** The time after which a realtime stream without a message ends. Default: 300 seconds. */
  readonly streamIdle?: Duration.Input | undefined
  /** The time after which a realtime stream ends in any case. Default: 1800 seconds. */
  readonly streamLife?: Duration.Input | undefined
  /** The lifetime of a user's JWT. Default: 432,000 seconds. */
  readonly userToken?: Duration.Input | undefined
  /** The lifetime of a superuser's JWT. Default: 86,400 seconds. */
  readonly superuserToken?: Duration.Input | undefined
}

/** Options of the emulator. */
export interface Options {
  /** The users. Default: `user@example.com` with the password `password123` and {@link defaultApiToken}. */
  readonly users?: ReadonlyArray<EmulatedUser> | undefined
  /** The superusers. Default: `admin@example.com` with the password `adminpass123`. */
  readonly superusers?: ReadonlyArray<Omit<EmulatedUser, "qpuSeconds" | "apiTokens">> | undefined
  /** The processors. Default: `emulator`, with 14 qubits, online. */
  readonly qpus?: ReadonlyArray<EmulatedQpu> | undefined
  readonly times?: Times | undefined
  readonly oddities?: Oddities | undefined
  /** The seed of ids, tokens and random results. Default: 1. */
  readonly seed?: number | undefined
  /** Whether to return a 429 like PocketBase's default rules: for the third sign-in in 3 seconds. Default: false. */
  readonly rateLimits?: boolean | undefined
  /** Whether users may sign in with a password. Default: true. */
  readonly passwordAuth?: boolean | undefined
  /** The names of the collections, where they differ from the defaults. */
  readonly collections?: Partial<Collections> | undefined
  /** The faults, as in the emulator of IonQ. Paths begin with `/api`. */
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
