import type { Duration, Effect } from "effect"
import type { HttpClient } from "effect/http"
import type { RequestHead, ResponseHead } from "../CallOptions.ts"
import type { Drift } from "../Drift.ts"

/** Options of a client for any platform. */
export interface ClientOptions {
  /** The time limit for one attempt, including its body. Default: 60 seconds. */
  readonly timeout?: Duration.Input | undefined
  /**
   * The largest number of retries of a failed attempt. Only attempts that are safe to repeat are retried. Default: 2.
   */
  readonly retries?: number | undefined
  /** Appended to the `User-Agent`, e.g. `my-app/1.0`. */
  readonly userAgent?: string | undefined
  /** Headers for every request. `Authorization` and `User-Agent` cannot be replaced. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The statuses that are retried if that is safe. Default: 429, 500, 502, 503, 504 and 520 to 529. */
  readonly retryableStatuses?: ReadonlyArray<number> | undefined
  /**
   * The largest number of requests per time window, e.g. `{ limit: 10, window: "1 second" }`. More requests wait,
   * over all fibers and including retries. Requests are counted in this layer, or by Effect's `RateLimiter` if the
   * context has one, so that processes can share the limit. Default: none.
   */
  readonly rateLimit?: { readonly limit: number; readonly window: Duration.Input } | undefined
  /** Wraps the transport below everything else. It receives exactly what is sent, including the key. */
  readonly transport?: ((client: HttpClient.HttpClient) => HttpClient.HttpClient) | undefined
  /** Maps each error of a call to another one of the same type. */
  readonly mapError?: (<E>(error: E) => E) | undefined
  /** Called with each request before it is sent, including retries, without the key. */
  readonly onRequest?: ((request: RequestHead) => Effect.Effect<void, unknown>) | undefined
  /** Called for every response, including failed attempts, before its body is read. */
  readonly onResponse?: ((response: ResponseHead) => Effect.Effect<void, unknown>) | undefined
  /** Called once for each {@link Drift}: a new field or word from the server, or an unreadable value. */
  readonly onDrift?: ((drift: Drift) => Effect.Effect<void, unknown>) | undefined
  /**
   * Lets a failing hook break its call with a `HookError`. Default: the failure is only logged. For work that many
   * callers share (polls, the search for submissions), it is always only logged. If the hook of a submission fails
   * after the request was sent, the SDK searches for the job and returns it.
   */
  readonly strictHooks?: boolean | undefined
  /** Turns drift into a `DecodeError`. For tests. */
  readonly strict?: boolean | undefined
}
