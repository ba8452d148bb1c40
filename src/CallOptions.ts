/**
 * What a single call may change, and how to see the answers behind it.
 *
 * Both work on any effect of the SDK, also on those that send several requests (`Jobs.run`, a whole `Stream`).
 * Only what many share is left out: the polls of all who wait, and the look through the jobs after a lost answer.
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
  /** The time for one attempt, with its body. */
  readonly timeout?: Duration.Input | undefined
  /** How often a failed attempt is tried again where that is safe. */
  readonly retries?: number | undefined
  /** Headers for each request of the call. `Authorization` and `User-Agent` stay the client's. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Query parameters that the contract does not name, e.g. `{ aggregation: "voting" }`; a list is sent as repeats. */
  readonly query?: Readonly<Record<string, string | ReadonlyArray<string>>> | undefined
}

/**
 * The head of a request, as a hook sees it: without the key, and with other credentials in headers as `<redacted>`.
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
 * The head of an answer, see {@link withResponses}.
 *
 * @category models
 * @since 0.1.0
 */
export interface ResponseHead {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly headers: Headers.Headers
  /** Quote it to the platform's support. */
  readonly requestId: string | undefined
}

/**
 * The settings in force; empty unless {@link withOptions} changed them.
 *
 * @category references
 * @since 0.1.0
 */
export const CallOptions = Context.Reference<Options>("effect-ionq/CallOptions", { defaultValue: () => ({}) })

/**
 * Called with the head of every response, failed attempts included, before its body is read.
 *
 * @category references
 * @since 0.1.0
 */
export const ResponseObserver = Context.Reference<(head: ResponseHead) => void>(
  "effect-ionq/CallOptions/ResponseObserver",
  { defaultValue: () => () => undefined },
)

/**
 * Runs an effect with other settings for its calls.
 *
 * **Details**
 *
 * Inside another `withOptions`, `headers` and `query` are merged by name, and everything else replaces what is outside.
 * `query` goes to the requests that a method is for, and not to those that it makes before them on its own account, such as
 * the job that `Jobs.clone` or `Results.aggregation` reads first.
 *
 * **Example** (A short wait and no second try)
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
  // Names of headers have no case, and `Headers` keeps them in lower case.
  ...((outer.headers ?? inner.headers) === undefined
    ? {}
    : { headers: { ...Headers.fromInput(outer.headers), ...Headers.fromInput(inner.headers) } }),
  ...((outer.query ?? inner.query) === undefined ? {} : { query: { ...outer.query, ...inner.query } }),
})

/**
 * Gives the value of an effect together with the head of every response behind it, in the order in which they came.
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
 * Whether the work in progress is shared by many callers: a poll, or a look through the jobs.
 *
 * @internal
 */
export const SharedCall = Context.Reference<boolean>("effect-ionq/CallOptions/SharedCall", {
  defaultValue: () => false,
})

/**
 * Runs a request that a method makes before the one that it is for. The caller's `query` is left out, as it means the other.
 *
 * @internal
 */
export const withoutQuery = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.updateService(effect, CallOptions, (options) => ({ ...options, query: undefined }))

/**
 * Runs work that many callers share: one caller's settings do not apply to it, and a failing hook does not break it.
 *
 * @internal
 */
export const ownCalls = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  effect.pipe(
    Effect.provideService(CallOptions, {}),
    Effect.provideService(SharedCall, true),
    Effect.provideService(ResponseObserver, () => undefined),
  )
