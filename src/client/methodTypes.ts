import type { Effect } from "effect"
import type { HttpApi, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import type { Content } from "../Content.ts"

type Part<Key extends string, S extends { readonly Type: unknown }> = [S["Type"]] extends [never]
  ? unknown
  : Partial<S["Type"]> extends S["Type"]
    ? { readonly [K in Key]?: S["Type"] }
    : { readonly [K in Key]: S["Type"] }

type Simplify<A> = { readonly [K in keyof A]: A[K] }

/**
 * The input of a method: the `params`, `query` and `payload` of the endpoint.
 *
 * @category models
 * @since 0.1.0
 */
export type Request<E extends HttpApiEndpoint.ConstraintRequest> = Simplify<
  Part<"params", E["~Params"]> & Part<"query", E["~Query"]> & Part<"payload", E["~Payload"]>
>

/**
 * The output of a method. Only an endpoint with arbitrary content is declared as `unknown`. Its method returns a
 * `Content`.
 *
 * @category models
 * @since 0.1.0
 */
export type Success<E extends HttpApiEndpoint.ConstraintRequest> = unknown extends E["~Success"]["Type"]
  ? Content
  : E["~Success"]["Type"]

/** A method for one endpoint. It fails with the errors that the endpoint declares, and with those of any call. */
export type MethodFor<E extends HttpApiEndpoint.ConstraintRequest, CallError> = (
  ...args: Partial<Request<E>> extends Request<E> ? [request?: Request<E>] : [request: Request<E>]
) => Effect.Effect<Success<E>, HttpApiEndpoint.Errors<E> | CallError>

/** Every method of a contract, by group. */
export type MethodsFor<Api, CallError> =
  Api extends HttpApi.HttpApi<infer _Id, infer Groups>
    ? {
        readonly [G in Groups as HttpApiGroup.Identifier<G>]: {
          readonly [
            E in HttpApiGroup.Endpoints<G> as HttpApiEndpoint.Identifier<E>
          ]: E extends HttpApiEndpoint.ConstraintRequest ? MethodFor<E, CallError> : never
        }
      }
    : never
