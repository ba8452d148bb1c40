import type { Effect } from "effect"
import type { HttpApi } from "effect/http-api"
import type { ContractOf } from "./contract.ts"
import type { IdRules } from "./ids.ts"

/** An error of a platform has a tag. The errors of `errors/call.ts` belong to the client itself. */
export interface Tagged {
  readonly _tag: string
}

/** The facts about an endpoint that are known before a request is sent. */
export interface Endpoint {
  /** Group and endpoint, e.g. `jobs.get`. */
  readonly name: string
  readonly method: string
  /** The path in the contract. */
  readonly path: string
  /** The error statuses that the contract declares here. */
  readonly declared: ReadonlySet<number>
  /** Whether it can be called without credentials. */
  readonly isPublic: boolean
  /** Whether a request may safely be sent twice. */
  readonly idempotent: boolean
}

/** The fields of every error about a response. */
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
  /** The body as JSON; `undefined` if it is not JSON. */
  readonly json: unknown
  /** The server's `Retry-After`, in seconds. */
  readonly retryAfter: number | undefined
}

/** The rules of a platform that a client's calls use. `D` are the errors of declared statuses, `C` all others. */
export interface PlatformRules<D extends Tagged, C extends Tagged> {
  /** For logs, e.g. `IonQ`. */
  readonly name: string
  /** The error for a status that the contract declares at this endpoint. */
  readonly declaredError: (response: ErrorResponse) => D
  /** The error for any other status. */
  readonly otherError: (response: ErrorResponse) => C
  /** Whether a request may be sent again after an error status. */
  readonly mayRetryStatus: (error: D | C, attempt: Attempted) => boolean
}

/** What a client is built from, apart from its credentials and the user's options. */
export interface Platform<
  Api extends HttpApi.Constraint,
  D extends Tagged,
  C extends Tagged,
> extends PlatformRules<D, C> {
  /** The endpoints. Their types come from `Api`. */
  readonly contract: ContractOf<Api>
  /** The error statuses that every endpoint declares. */
  readonly commonErrors?: ReadonlyArray<number> | undefined
  /** The format of the platform's ids, and the fields that contain one. */
  readonly ids: IdRules
  /** Whether a status may be temporary, unless the user's options decide otherwise. */
  readonly isRetryableStatus: (status: number) => boolean
  /** The key of the platform's rate limit in a `RateLimiter` that several processes or platforms share. */
  readonly rateLimitKey: string
  /** The names of its settings, for messages about the base URL. */
  readonly settings: SettingNames
}

/** The names of a platform's settings. */
export interface SettingNames {
  /** The variable for the base URL, e.g. `IONQ_API_URL`, and an example. */
  readonly baseUrl: string
  readonly exampleUrl: string
  /** The variable for the credentials, e.g. `IONQ_API_KEY`, and their name, e.g. `API key`. */
  readonly credentials: string
  readonly credentialsName: string
}

/** The facts that decide about a retry, apart from the error. */
export interface Attempted {
  readonly idempotent: boolean
  /** The platform's `isRetryableStatus`, or the user's replacement. */
  readonly isRetryable: (status: number) => boolean
}

/** How requests get their credentials. */
export interface Credentials<E extends Tagged> {
  /** The secrets that are known from the start. Those in `headers` are removed from responses in any case. */
  readonly secrets: ReadonlyArray<string>
  /**
   * The headers with the credentials. They are computed for each attempt, within its time limit, so that a token may
   * be refreshed in between. Hooks do not receive them.
   */
  readonly headers: (endpoint: Endpoint) => Effect.Effect<Readonly<Record<string, string>>, E>
  /**
   * Called when a call begins. The function that it returns is called once, if the call failed with an error of the
   * platform, such as a 401. That function returns whether there are new credentials. If there are, the request is sent
   * once more, even if it is a POST. It must therefore return true only for a request that the server rejected.
   */
  readonly renew?: ((endpoint: Endpoint) => (error: Tagged) => Effect.Effect<boolean, E>) | undefined
  /** The error of a call that lacks its credentials. Such a call is not sent. */
  readonly missing?: ((endpoint: Endpoint, request: RequestLine) => E | undefined) | undefined
}

/** A request in an error message. */
export interface RequestLine {
  readonly method: string
  readonly url: string
}
