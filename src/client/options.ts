import type { Duration, Effect } from "effect"
import type { HttpClient } from "effect/http"
import type { RequestHead, ResponseHead } from "../CallOptions.ts"
import type { Drift } from "../Drift.ts"

/** What a user may set on a client of any platform. */
export interface ClientOptions {
  /** The time for one attempt, with its body. Default: 60 seconds. */
  readonly timeout?: Duration.Input | undefined
  /** How often a failed attempt is tried again where that is safe. Default: 2. */
  readonly retries?: number | undefined
  /** Appended to the `User-Agent`, e.g. `my-app/1.0`. */
  readonly userAgent?: string | undefined
  /** Headers for every request. `Authorization` and `User-Agent` stay the client's. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The statuses that are tried again where that is safe. Default: 429, 500, 502, 503, 504 and 520 to 529. */
  readonly retryableStatuses?: ReadonlyArray<number> | undefined
  /**
   * The most requests in a window of time, e.g. `{ limit: 10, window: "1 second" }`; more wait, whichever fiber sends them,
   * attempts that are tried again included. Counted in this layer, or where a `RateLimiter` of Effect's is in the context, by
   * that, so that processes can share one. Default: none.
   */
  readonly rateLimit?: { readonly limit: number; readonly window: Duration.Input } | undefined
  /** Wraps the transport below everything else: what it sees is what is sent, the key included. */
  readonly transport?: ((client: HttpClient.HttpClient) => HttpClient.HttpClient) | undefined
  /** Looks at each error of a call, and may give another of the same type. */
  readonly mapError?: (<E>(error: E) => E) | undefined
  /** Called with each request before it is sent, each attempt anew, without the key. */
  readonly onRequest?: ((request: RequestHead) => Effect.Effect<void, unknown>) | undefined
  /** Called for every response, including failed attempts, before its body is read. */
  readonly onResponse?: ((response: ResponseHead) => Effect.Effect<void, unknown>) | undefined
  /** Called once for each thing that the server sent and this version does not know. */
  readonly onDrift?: ((drift: Drift) => Effect.Effect<void, unknown>) | undefined
  /**
   * Makes a failing hook break its call with a `HookError`. Default: it is only logged, as it always is for work that many
   * callers share (polls, the look through the jobs). A submission whose hook fails after it was sent is looked for, and
   * gives its job.
   */
  readonly strictHooks?: boolean | undefined
  /** Makes drift a `DecodeError`. For tests. */
  readonly strict?: boolean | undefined
}
