/**
 * Settings of a single call, and the responses behind it.
 *
 * {@link withOptions} and {@link withResponses} apply to any effect of the SDK, including those that send several
 * requests (`Jobs.run`, a whole `Stream`). They do not apply to work that callers share: the polls for all waiters, and
 * the search for a submission after a lost response.
 *
 * @since 0.1.0
 */
import { Context, type Duration, Effect } from "effect"
import { Headers } from "effect/http"

/**
 * The settings of one call, see {@link withOptions}.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** The time limit for one attempt, including its body. */
  readonly timeout?: Duration.Input | undefined
  /** The largest number of retries of a failed attempt. Only attempts that are safe to repeat are retried. */
  readonly retries?: number | undefined
  /** Headers for each request of the call. `Authorization` and `User-Agent` cannot be replaced. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /**
   * Query parameters that the contract does not have, e.g. `{ aggregation: "voting" }`. A list is sent as a repeated
   * parameter.
   */
  readonly query?: Readonly<Record<string, string | ReadonlyArray<string>>> | undefined
}

/**
 * The head of a request, as a hook receives it: without the key, and with the values of other credential headers
 * replaced by `<redacted>`.
 *
 * @category models
 * @since 0.1.0
 */
export interface RequestHead {
  readonly method: string
  readonly url: string
  readonly headers: Headers.Headers
}

/**
 * The head of a response, see {@link withResponses}.
 *
 * @category models
 * @since 0.1.0
 */
export interface ResponseHead {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly headers: Headers.Headers
  /** The id of the request, to quote to the platform's support; undefined if the response has none. */
  readonly requestId: string | undefined
}

/**
 * The active settings, as {@link withOptions} sets them. Default: empty.
 *
 * @category references
 * @since 0.1.0
 */
export const CallOptions = Context.Reference<Options>("effect-ionq/CallOptions", { defaultValue: () => ({}) })

/**
 * Called with the head of every response, including failed attempts, before its body is read.
 *
 * @category references
 * @since 0.1.0
 */
export const ResponseObserver = Context.Reference<(head: ResponseHead) => void>(
  "effect-ionq/CallOptions/ResponseObserver",
  { defaultValue: () => () => undefined },
)

/**
 * Changes the settings of the calls of an effect.
 *
 * **Details**
 *
 * Nested options merge `headers` and `query` by name, and replace everything else. `query` applies only to the main
 * request of a method, not to requests that it sends first. For example, `Jobs.clone` and `Results.aggregation` read
 * the job first.
 *
 * **Example** (A short timeout and no retry)
 *
 * ```ts
 * const job = jobs.get(id).pipe(withOptions({ timeout: "5 seconds", retries: 0 }))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const withOptions =
  (options: Options) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.updateService(effect, CallOptions, (outer) => merge(outer, options))

const merge = (outer: Options, inner: Options): Options => ({
  ...outer,
  ...inner,
  // Header names are case-insensitive, and `Headers` keeps them in lower case.
  ...((outer.headers ?? inner.headers) === undefined
    ? {}
    : { headers: { ...Headers.fromInput(outer.headers), ...Headers.fromInput(inner.headers) } }),
  ...((outer.query ?? inner.query) === undefined ? {} : { query: { ...outer.query, ...inner.query } }),
})

/**
 * Returns the value of an effect together with the head of every response behind it, in the order of their arrival.
 *
 * **Example** (The request ids behind a run)
 *
 * ```ts
 * const [run, responses] = yield* CallOptions.withResponses(jobs.run(request))
 * yield* Console.log(responses.map(({ requestId }) => requestId))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const withResponses = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
): Effect.Effect<readonly [A, ReadonlyArray<ResponseHead>], E, R> =>
  Effect.suspend(() => {
    const heads: Array<ResponseHead> = []
    return effect.pipe(
      Effect.updateService(ResponseObserver, (outer) => (head) => {
        heads.push(head)
        outer(head)
      }),
      Effect.map((value) => [value, heads] as const),
    )
  })

/**
 * Whether the current work is shared by many callers: a poll, or a search for submissions.
 *
 * @internal
 */
export const SharedCall = Context.Reference<boolean>("effect-ionq/CallOptions/SharedCall", {
  defaultValue: () => false,
})

/**
 * Runs a request that a method sends before its main request. The caller's `query` does not apply to it.
 *
 * @internal
 */
export const withoutQuery = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.updateService(effect, CallOptions, (options) => ({ ...options, query: undefined }))

/**
 * Runs work that many callers share: no caller's settings apply to it, and a failing hook does not break it.
 *
 * @internal
 */
export const ownCalls = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  effect.pipe(
    Effect.provideService(CallOptions, {}),
    Effect.provideService(SharedCall, true),
    Effect.provideService(ResponseObserver, () => undefined),
  )
