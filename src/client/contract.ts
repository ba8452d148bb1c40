import type { Schema } from "effect"
import type { HttpMethod } from "effect/http"
import type { HttpApi, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"

/**
 * The facts about an endpoint that the client uses. Its schemas need no services. `params` and `query` are encoded as
 * strings, lists of strings, or numbers.
 */
export interface EndpointFacts {
  readonly method: HttpMethod.HttpMethod
  /** The path under the base URL, with its parameters: `/jobs/:uuid`. */
  readonly path: string
  readonly params?: Schema.Top | undefined
  readonly query?: Schema.Top | undefined
  /** The body, which is sent as JSON. */
  readonly payload?: Schema.Top | undefined
  /** The body of a successful response, whatever its status. */
  readonly success?: Schema.Top | undefined
  /** The error statuses that the endpoint declares, apart from those that all endpoints share. */
  readonly errors?: ReadonlyArray<number> | undefined
  /** Whether it can be called without credentials. Default: no. */
  readonly isPublic?: boolean | undefined
  /** Whether a request may safely be sent twice. Default: yes, unless it is a POST. */
  readonly isIdempotent?: boolean | undefined
  /** Whether the response can be JSON, text or bytes, which the caller gets as an unread stream. */
  readonly isContent?: boolean | undefined
}

/** The endpoints of a platform, by group and name. */
export type Contract = Readonly<Record<string, Readonly<Record<string, EndpointFacts>>>>

/** The contract of an `HttpApi`: its endpoints by group and name, with their methods and paths. */
export type ContractOf<Api> =
  Api extends HttpApi.HttpApi<infer _Id, infer Groups>
    ? {
        readonly [G in Groups as HttpApiGroup.Identifier<G>]: {
          readonly [E in HttpApiGroup.Endpoints<G> as HttpApiEndpoint.Identifier<E>]: E extends {
            readonly method: infer M
            readonly path: infer P
          }
            ? EndpointFacts & { readonly method: M; readonly path: P }
            : never
        }
      }
    : never
