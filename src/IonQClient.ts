/**
 * The typed HTTP client: one method for each endpoint of the contract.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, Redacted } from "effect"
import { HttpClient } from "effect/http"
import type { HttpApiEndpoint } from "effect/http-api"
import { apiKey } from "./api/authorization.ts"
import { environment } from "./api/environment.ts"
import { commonErrors, endpoints } from "./api/endpoints.ts"
import { mayRetryStatus } from "./api/mayRetryStatus.ts"
import { declaredError, type DeclaredError, otherError, type OtherError } from "./api/errorOfResponse.ts"
import { asSetting, count } from "./client/ranges.ts"
import { follow } from "./client/followServerLink.ts"
import { freshPer } from "./client/layerPer.ts"
import { makeClient } from "./client/make.ts"
import type { MethodFor, MethodsFor } from "./client/methodTypes.ts"
import type { ClientOptions } from "./client/ClientOptions.ts"
import type { Platform } from "./client/platform.ts"
import type { Content } from "./Content.ts"
import type { IonQApi } from "./IonQApi.ts"
import {
  type CallError,
  type CommonError,
  ConfigurationError,
  type ForeignUrlError,
  isRetryableStatus,
  type NotFoundError,
} from "./IonQError.ts"

export type { Request, Success } from "./client/methodTypes.ts"

/**
 * IonQ's production API.
 *
 * @category constants
 * @since 0.1.0
 */
export const defaultBaseUrl = "https://api.ionq.co/v0.4"

/**
 * Options of the client.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options extends ClientOptions {
  /**
   * The API key, from https://cloud.ionq.com. Without a key only backends and lists of their characterizations can be
   * read; every other call fails with `MissingApiKeyError` before anything is sent. A string is redacted at once.
   */
  readonly apiKey?: Redacted.Redacted | string | undefined
  /** The base URL, which ends in `/v0.4`. Default: {@link defaultBaseUrl}. */
  readonly baseUrl?: string | undefined
  /**
   * The number of job submissions in flight at a time, over all fibers. Further submissions wait. Keep it below the
   * transport's limit of connections: while a request waits in the transport, the result of the search for its job
   * becomes outdated. Default: 8.
   */
  readonly maxSubmissions?: number | undefined
}

/**
 * A method of the client. Its error channel has exactly the errors that the endpoint declares and those of any call.
 *
 * @category models
 * @since 0.1.0
 */
export type Method<E extends HttpApiEndpoint.ConstraintRequest> = MethodFor<E, CallError>

/**
 * The options of a client that the services need.
 *
 * @category models
 * @since 0.2.0
 */
export interface ClientSettings {
  /** The largest number of retries of a failed attempt. Only attempts that are safe to repeat are retried. */
  readonly retries: number
  /** The number of submissions in flight at a time. */
  readonly maxSubmissions: number
  /** Whether an attempt that failed with this status may be retried. */
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
export interface IonQMethods extends MethodsFor<typeof IonQApi, CallError> {
  /** The settings of this client that the services need. */
  readonly settings: ClientSettings
  /**
   * Reads the target of a link from the server, such as `/v0.4/jobs/.../results/probabilities`. The link is resolved
   * against the origin of the base URL. A link to another origin is rejected, so that the other origin never gets the
   * key.
   */
  readonly follow: (link: string) => Effect.Effect<Content, CommonError | NotFoundError | ForeignUrlError>
}

/**
 * The client as a service.
 *
 * **Details**
 *
 * Reads are retried after 429, 500, 502, 503, 504, 520 to 529, a broken connection or a timeout. A POST is retried
 * only if no connection was made or after a 429, which means that IonQ processed nothing. `Jobs` searches for a
 * submission before it sends it again, since a proxy may send a 429 for a request that went through. Redirects are
 * not followed: they fail with `RedirectError`. The key, and every other credential in a request (the Q-CTRL key of a
 * QAOA job, `Authorization` and `Cookie` headers), is removed from everything that the server sends back, even if it
 * is escaped. A credential of fewer than 8 characters is not removed, because its letters occur in any text.
 *
 * **Gotchas**
 *
 * Options for `fetch` (`FetchHttpClient.RequestInit`) are read from the context of this layer or of a call. They have
 * no effect if only `FetchHttpClient.layer` is provided with them, because the client replaces them to set `redirect`
 * to `manual`.
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

  /** The client configured by the environment: `IONQ_API_KEY`, and `IONQ_API_URL` for another base URL. */
  static readonly layerConfig = (
    options?: Omit<Options, "apiKey" | "baseUrl">,
  ): Layer.Layer<IonQClient, ConfigurationError, HttpClient.HttpClient> =>
    Layer.effect(
      IonQClient,
      Effect.flatMap(environment, (found) => make({ ...options, ...found })),
    ).pipe(freshPer(HttpClient.HttpClient))
}

/** The options with a redacted key. */
const withRedactedKey = (options: Options): Options & { readonly apiKey?: Redacted.Redacted | undefined } => {
  const { apiKey, ...others } = options
  return apiKey === undefined
    ? others
    : { ...others, apiKey: typeof apiKey === "string" ? Redacted.make(apiKey) : apiKey }
}

const platform: Platform<typeof IonQApi, DeclaredError, OtherError> = {
  name: "IonQ",
  contract: endpoints,
  commonErrors,
  declaredError,
  otherError,
  isRetryableStatus,
  mayRetryStatus,
  ids: { fields: ["ids", "session_id", "parent_job_id", "submitter_id"], joined: ["ids"] },
  rateLimitKey: "effect-ionq",
  settings: {
    baseUrl: "IONQ_API_URL",
    exampleUrl: defaultBaseUrl,
    credentials: "IONQ_API_KEY",
    credentialsName: "API key",
  },
}

/** A link from the server is read like an endpoint that needs the key and may return 404. */
const linked = { declared: new Set([...commonErrors, 404]), isPublic: false }

/**
 * Builds the client. Fails if the key cannot be sent in a header, or if the base URL or an option is invalid. Warns if
 * the key would be sent to another machine without https.
 *
 * **Example** (The client without the services)
 *
 * ```ts
 * import { make } from "effect-ionq/IonQClient"
 *
 * const program = Effect.gen(function* () {
 *   const client = yield* make({ apiKey: Redacted.make("...") })
 *   return yield* client.account.whoami()
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  options: Options,
): Effect.fn.Return<IonQMethods, ConfigurationError, HttpClient.HttpClient> {
  const { apiKey: redacted } = withRedactedKey(options)
  const key = redacted === undefined ? "" : Redacted.value(redacted).trim()
  if (!/^[\x21-\x7e]*$/.test(key)) {
    return yield* new ConfigurationError({
      setting: "IONQ_API_KEY",
      message: "The IonQ API key has characters that an HTTP header cannot contain",
    })
  }
  const { maxSubmissions = 8 } = options
  yield* asSetting(count("maxSubmissions", maxSubmissions, { min: 1 }))
  const { methods, setup } = yield* makeClient(platform, apiKey(key), {
    ...options,
    baseUrl: options.baseUrl ?? defaultBaseUrl,
  })
  return {
    ...methods,
    // The cast is safe: `linked` declares only these statuses, so the errors of other statuses cannot occur.
    follow: follow(setup, linked) as IonQMethods["follow"],
    settings: {
      retries: setup.retries,
      maxSubmissions,
      isRetryable: setup.isRetryable,
      rateLimit: setup.turn,
    },
  }
})
