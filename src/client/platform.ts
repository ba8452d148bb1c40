import type { Effect } from "effect"
import type { HttpApi } from "effect/http-api"
import type { IdRules } from "./ids.ts"

/** An error class of a platform has a tag; those of `errors/call.ts` are the client's own. */
export interface Tagged {
  readonly _tag: string
}

/** What is known of an endpoint before a request is sent. */
export interface Endpoint {
  /** Group and endpoint, e.g. `jobs.get`. */
  readonly name: string
  readonly method: string
  /** The path as the contract writes it. */
  readonly path: string
  /** The error statuses that the contract declares here. */
  readonly declared: ReadonlySet<number>
  /** The keys of the contract's middleware, by which credentials know what an endpoint needs. */
  readonly middleware: ReadonlySet<string>
  /** Whether a request may be sent twice without harm. */
  readonly idempotent: boolean
}

/** What every error about a response says. */
export interface Facts {
  readonly status: number
  readonly method: string
  readonly url: string
  readonly requestId?: string
  readonly body?: string
}

/** A response that is neither a success nor a redirect, without the secrets of its request. */
export interface ErrorResponse {
  /** The fields that every error about a response has. */
  readonly facts: Facts
  /** The body as JSON; `undefined` where it is not JSON. */
  readonly json: unknown
  /** What the server asked for in `Retry-After`, in seconds. */
  readonly retryAfter: number | undefined
}

/** What the calls of a client have to know of their platform. `D` are the errors of declared statuses, `C` all others. */
export interface PlatformRules<D extends Tagged, C extends Tagged> {
  /** For logs, e.g. `IonQ`. */
  readonly name: string
  /** The error for a status that the contract declares at this endpoint. */
  readonly declaredError: (response: ErrorResponse) => D
  /** The error for any other status. */
  readonly otherError: (response: ErrorResponse) => C
  /** Whether a request that ended in an error of the platform is sent again. */
  readonly mayRetry: (error: D | C, attempt: Attempted) => boolean
  /** Whether the server may have done what was asked although it answered with this status. */
  readonly mayBeProcessed: (status: number) => boolean
}

/** What a client is made from besides its credentials and the user's options. */
export interface Platform<
  Api extends HttpApi.Constraint,
  D extends Tagged,
  C extends Tagged,
> extends PlatformRules<D, C> {
  readonly api: Api
  /** What the ids of the platform look like, and which fields hold one. */
  readonly ids: IdRules
  /** Whether a status may pass when asked again, unless the user's options say otherwise. */
  readonly isRetryableStatus: (status: number) => boolean
  /** The key of its rate limit in a limiter that processes, or platforms, share. */
  readonly rateLimitKey: string
  /** The names of its settings, for messages about the base URL. */
  readonly settings: SettingNames
}

/** The names of a platform's settings. */
export interface SettingNames {
  /** The variable for the base URL, e.g. `IONQ_API_URL`, and what it may look like. */
  readonly baseUrl: string
  readonly exampleUrl: string
  /** Where the credentials belong, e.g. `IONQ_API_KEY`, and what they are called, e.g. `API key`. */
  readonly credentials: string
  readonly credentialsName: string
}

/** What decides besides the error whether a request is sent again. */
export interface Attempted {
  readonly idempotent: boolean
  /** The platform's `isRetryableStatus`, or the user's choice instead. */
  readonly isRetryable: (status: number) => boolean
}

/** How requests get their credentials. */
export interface Credentials<E extends Tagged> {
  /** Secrets that are known from the start. Those in `headers` are removed from responses without standing here. */
  readonly secrets: ReadonlyArray<string>
  /**
   * The headers that hold the credentials. Run for each attempt, within its time limit, so that a token may have been
   * refreshed in between. No hook sees them.
   */
  readonly headers: (endpoint: Endpoint) => Effect.Effect<Readonly<Record<string, string>>, E>
  /**
   * Called once for a call that ended in an error of the platform, such as a 401. Gives whether the credentials are new now, so
   * that the request is sent once more; only a refusal may be answered so, since it is sent whatever its method is.
   */
  readonly renew?: ((error: Tagged, endpoint: Endpoint) => Effect.Effect<boolean, E>) | undefined
  /** The error of a call whose credentials are missing. Nothing is sent then. */
  readonly missing?: ((endpoint: Endpoint, request: RequestLine) => E | undefined) | undefined
}

/** A request in an error message. */
export interface RequestLine {
  readonly method: string
  readonly url: string
}
