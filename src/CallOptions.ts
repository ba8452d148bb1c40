/**
 * What a single call may change, and how to see the answers behind it.
 *
 * Both work on any effect of the SDK, also on those that send several requests (`Jobs.run`, a whole `Stream`).
 * Only what many share is left out: the polls of all who wait, and the look through the jobs after a lost answer.
 *
 * @since 0.1.0
 */
import { Context, type Duration, Effect } from "effect"
import type { Headers } from "effect/http"

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
 * The head of a request, as a hook sees it: without the key.
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
  /** Quote it to IonQ's support. */
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
 * Is told of each answer, failed attempts too; does nothing unless {@link withResponses} listens.
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
    Effect.updateService(effect, CallOptions, (outer) => ({ ...outer, ...options }))

/**
 * Gives the value of an effect together with the head of each answer behind it, in the order in which they came.
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
 * Runs an effect as if nothing had been changed for its calls: work that many share is nobody's one call.
 *
 * @internal
 */
export const ownCalls = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  effect.pipe(
    Effect.provideService(CallOptions, {}),
    Effect.provideService(ResponseObserver, () => undefined),
  )
