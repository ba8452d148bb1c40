import type { Duration, Effect } from "effect"
import type { HttpClient } from "effect/http"
import type { RequestHead, ResponseHead } from "../CallOptions.ts"
import type { Drift } from "../Drift.ts"
import type { CallFailure } from "../errors/call.ts"
import type { Series } from "../signals/metrics.ts"
import type { Credentials, Endpoint, PlatformRules, Tagged } from "./platform.ts"
import type { Secrets } from "./secrets.ts"

/** A hook of the user: called with an event that it cannot change. */
export type Hook<A> = ((about: A) => Effect.Effect<void, unknown>) | undefined

/** The state that the hooks of a client share. */
export interface Hooks {
  readonly platform: Pick<PlatformRules<Tagged, Tagged>, "name">
  readonly secrets: Secrets
  readonly onRequest: Hook<RequestHead>
  readonly onResponse: Hook<ResponseHead>
  readonly onDrift: Hook<Drift>
  /** Whether a failing hook breaks the call. */
  readonly strictHooks: boolean
}

/**
 * The state that all methods of a client share. `D` are the errors of declared statuses, `C` the other errors of the
 * platform.
 */
export interface Setup<D extends Tagged = Tagged, C extends Tagged = Tagged> extends Hooks {
  readonly platform: PlatformRules<D, C>
  readonly credentials: Credentials<C>
  /** The transport for complete requests. It follows no redirects. */
  readonly transport: HttpClient.HttpClient
  /** The `User-Agent`, if the runtime lets a program set it. */
  readonly agent: { readonly "user-agent"?: string }
  readonly baseUrl: string
  /** The server in the base URL, for spans and metrics. */
  readonly server: Server
  readonly durations: Durations
  readonly timeout: Duration.Input
  readonly retries: number
  readonly isRetryable: (status: number) => boolean
  readonly headers: Readonly<Record<string, string>>
  readonly mapError: <E>(error: E) => E
  /** Waits until a request may be sent; `Effect.void` if there is no rate limit. */
  readonly turn: Effect.Effect<void>
  /** Whether drift breaks the call. */
  readonly strict: boolean
}

/** A server, as attributes of OpenTelemetry. */
export interface Server {
  readonly "server.address": string
  readonly "server.port": number
}

/** The series of an attempt's duration, by its endpoint, its status and the type of its error. */
export type Durations = (endpoint: Endpoint, status: number | undefined, type: string | undefined) => Series

/** How a call can fail: with the errors of any platform, or with an error of this platform. */
export type Failure<D, C> = CallFailure | D | C
