/**
 * The typed HTTP client: one method for each endpoint of the contract.
 *
 * @since 0.1.0
 */
import { Config, Context, type Duration, Effect, identity, Layer, Option, Redacted } from "effect"
import { FetchHttpClient, Headers, HttpClient, HttpClientRequest } from "effect/http"
import type { HttpApi, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { checkClientOptions } from "./client/callOptions.ts"
import { freshPer } from "./client/layerPer.ts"
import type { RequestHead, ResponseHead } from "./CallOptions.ts"
import type { Content } from "./Content.ts"
import type { Drift } from "./Drift.ts"
import { derive, follow } from "./client/derive.ts"
import { withoutRedirects } from "./client/redirects.ts"
import { secretsInHeaders, secretsOf } from "./client/secrets.ts"
import type { Setup } from "./client/setup.ts"
import { checkBaseUrl } from "./client/baseUrl.ts"
import { rateLimit } from "./client/rateLimit.ts"
import { userAgent } from "./client/userAgent.ts"
import type { IonQApi } from "./IonQApi.ts"
import {
  type CallError,
  type CommonError,
  ConfigurationError,
  type ForeignUrlError,
  isRetryableStatus,
  type NotFoundError,
} from "./IonQError.ts"

/**
 * IonQ's production API.
 *
 * @category constants
 * @since 0.1.0
 */
export const defaultBaseUrl = "https://api.ionq.co/v0.4"

/**
 * How to reach IonQ.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /**
   * The API key, from https://cloud.ionq.com. Without one only backends and their characterizations can be read; everything
   * else is a `MissingApiKeyError` before anything is sent. A string is redacted at once.
   */
  readonly apiKey?: Redacted.Redacted | string | undefined
  /** Ends in `/v0.4`. Default: {@link defaultBaseUrl}. */
  readonly baseUrl?: string | undefined
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
  /**
   * How many submissions of jobs may be on their way at a time, whichever fiber sends them; more wait. Keep it below the
   * transport's limit of connections: what waits there was looked up before. Default: 8.
   */
  readonly maxSubmissions?: number | undefined
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

type Part<Key extends string, S extends { readonly Type: unknown }> = [S["Type"]] extends [never]
  ? unknown
  : Partial<S["Type"]> extends S["Type"]
    ? { readonly [K in Key]?: S["Type"] }
    : { readonly [K in Key]: S["Type"] }

type Simplify<A> = { readonly [K in keyof A]: A[K] }

/**
 * What a method takes: the `params`, `query` and `payload` that the endpoint has.
 *
 * @category models
 * @since 0.1.0
 */
export type Request<E extends HttpApiEndpoint.ConstraintRequest> = Simplify<
  Part<"params", E["~Params"]> & Part<"query", E["~Query"]> & Part<"payload", E["~Payload"]>
>

/**
 * What a method gives. Only an endpoint of any content is declared as `unknown`; it gives a {@link Content}.
 *
 * @category models
 * @since 0.1.0
 */
export type Success<E extends HttpApiEndpoint.ConstraintRequest> = unknown extends E["~Success"]["Type"]
  ? Content
  : E["~Success"]["Type"]

/**
 * A method of the client. Its error channel is exact: what the endpoint declares, and what any call can end in.
 *
 * @category models
 * @since 0.1.0
 */
export type Method<E extends HttpApiEndpoint.ConstraintRequest> = (
  ...args: Partial<Request<E>> extends Request<E> ? [request?: Request<E>] : [request: Request<E>]
) => Effect.Effect<Success<E>, HttpApiEndpoint.Errors<E> | CallError>

type Methods<Api> =
  Api extends HttpApi.HttpApi<infer _Id, infer Groups>
    ? {
        readonly [G in Groups as HttpApiGroup.Identifier<G>]: {
          readonly [
            E in HttpApiGroup.Endpoints<G> as HttpApiEndpoint.Identifier<E>
          ]: E extends HttpApiEndpoint.ConstraintRequest ? Method<E> : never
        }
      }
    : never

/**
 * What the services over a client have to know of its options.
 *
 * @category models
 * @since 0.2.0
 */
export interface ClientSettings {
  /** How often a failed attempt is tried again where that is safe. */
  readonly retries: number
  /** How many submissions may be on their way at a time. */
  readonly maxSubmissions: number
  /** Whether a failed attempt may be tried again after this status. */
  readonly isRetryable: (status: number) => boolean
  /** Waits until the client's rate limit lets a request through. */
  readonly rateLimit: Effect.Effect<void>
}

/**
 * Every method, by group: `client.jobs.get({ params: { uuid } })`.
 *
 * @category models
 * @since 0.1.0
 */
export interface IonQMethods extends Methods<typeof IonQApi> {
  /** What this client was built with, as far as the services over it have to know. */
  readonly settings: ClientSettings
  /**
   * Reads what a link of the server leads to, such as `/v0.4/jobs/.../results/probabilities`. It is resolved against the
   * origin of the base URL; a link to another origin is refused, and never sees the key.
   */
  readonly follow: (link: string) => Effect.Effect<Content, CommonError | NotFoundError | ForeignUrlError>
}

/**
 * The client as a service.
 *
 * **Details**
 *
 * Reads are tried again after 429, 500, 502, 503, 504, 520 to 529, a broken connection or a timeout. A POST is tried
 * again only when it was provably not processed: after 429, or when no connection was made.
 *
 * No redirect is followed: it is a `RedirectError`. The key, and every other credential that a request holds (the Q-CTRL key of
 * a QAOA job, `Authorization` and `Cookie` headers), is removed from whatever the server sends back, also where it is escaped;
 * a credential of fewer than 8 characters is not, because its letters occur in any text.
 *
 * **Gotchas**
 *
 * Options for `fetch` (`FetchHttpClient.RequestInit`) are taken from the context of this layer or of a call. Given to
 * `FetchHttpClient.layer` alone they have no effect, because `redirect: "manual"` is set here.
 *
 * **Example** (Asking whose key it is)
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const client = yield* IonQClient
 *   const me = yield* client.account.whoami()
 *   yield* Effect.log(me.key_name)
 * })
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class IonQClient extends Context.Service<IonQClient, IonQMethods>()("effect-ionq/IonQClient") {
  /** The client over the `HttpClient` in the context. */
  static readonly layer = (
    options: Options,
  ): Layer.Layer<IonQClient, ConfigurationError, HttpClient.HttpClient> =>
    Layer.effect(IonQClient, make(withRedactedKey(options))).pipe(freshPer(HttpClient.HttpClient))

  /** The same, with its options from the environment: `IONQ_API_KEY`, and `IONQ_API_URL` for another base URL. */
  static readonly layerConfig = (
    options?: Omit<Options, "apiKey" | "baseUrl">,
  ): Layer.Layer<IonQClient, ConfigurationError, HttpClient.HttpClient> =>
    Layer.effect(
      IonQClient,
      Effect.flatMap(environment, (found) => make({ ...options, ...found })),
    ).pipe(freshPer(HttpClient.HttpClient))
}

/** The options with a key that cannot be read by accident. */
const withRedactedKey = (options: Options): Options & { readonly apiKey?: Redacted.Redacted | undefined } => {
  const { apiKey, ...others } = options
  return apiKey === undefined
    ? others
    : { ...others, apiKey: typeof apiKey === "string" ? Redacted.make(apiKey) : apiKey }
}

const environment = Config.all({
  apiKey: Config.option(Config.Redacted("IONQ_API_KEY")),
  baseUrl: Config.option(Config.String("IONQ_API_URL")),
}).pipe(
  Effect.mapError(
    (error) => new ConfigurationError({ setting: "IONQ_API_KEY, IONQ_API_URL", message: error.message }),
  ),
  Effect.map(({ apiKey, baseUrl }) => ({
    apiKey: Option.getOrUndefined(apiKey),
    baseUrl: Option.getOrUndefined(Option.filter(baseUrl, (url) => url !== "")),
  })),
)

/**
 * Builds the client. Fails when the key cannot be a header or the base URL is not one; warns when the key would travel
 * without https to another machine.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  options: Options,
): Effect.fn.Return<IonQMethods, ConfigurationError, HttpClient.HttpClient> {
  const { apiKey } = withRedactedKey(options)
  const key = apiKey === undefined ? "" : Redacted.value(apiKey).trim()
  if (!/^[\x21-\x7e]*$/.test(key)) {
    return yield* new ConfigurationError({
      setting: "IONQ_API_KEY",
      message: "The IonQ API key has characters that an HTTP header cannot carry",
    })
  }
  yield* checkClientOptions(options)
  const baseUrl = yield* checkBaseUrl(options.baseUrl ?? defaultBaseUrl)
  const agent = userAgent(options.userAgent)
  const { transport = identity, retryableStatuses, headers = {} } = options
  const client = yield* HttpClient.HttpClient
  const init = Option.getOrUndefined(yield* Effect.serviceOption(FetchHttpClient.RequestInit))
  const setup: Setup = {
    baseUrl,
    timeout: options.timeout ?? "60 seconds",
    retries: options.retries ?? 2,
    retryable:
      retryableStatuses === undefined ? isRetryableStatus : (status) => retryableStatuses.includes(status),
    headers,
    hasKey: key !== "",
    secrets: secretsOf([key, ...secretsInHeaders(Headers.fromInput(headers))]),
    mapError: options.mapError ?? identity,
    onRequest: options.onRequest,
    onResponse: options.onResponse,
    onDrift: options.onDrift,
    strictHooks: options.strictHooks ?? false,
    strict: options.strict ?? false,
    turn: yield* rateLimit(options.rateLimit),
    httpClient: HttpClient.mapRequestInput(transport(withoutRedirects(client, init)), (request) =>
      HttpClientRequest.setHeaders(request, {
        ...(key === "" ? {} : { authorization: `apiKey ${key}` }),
        ...(agent === undefined ? {} : { "user-agent": agent }),
      }),
    ),
  }
  const settings: ClientSettings = {
    retries: setup.retries,
    maxSubmissions: options.maxSubmissions ?? 8,
    isRetryable: setup.retryable,
    rateLimit: setup.turn,
  }
  const methods = { ...(yield* derive(setup)), follow: follow(setup), settings }
  // `derive` walks the same contract that `IonQMethods` is computed from; the type cannot follow the walk.
  return methods as unknown as IonQMethods
})
