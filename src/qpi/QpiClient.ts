/**
 * The typed HTTP client of QPI: one method for each endpoint of the contract.
 *
 * @since 0.2.0
 */
import { Context, type Effect, Layer, type Scope } from "effect"
import { HttpClient } from "effect/http"
import type { HttpApiEndpoint } from "effect/http-api"
import { freshPer } from "../client/layerPer.ts"
import type { MethodFor } from "../client/methodTypes.ts"
import type { ConfigurationError } from "../errors/call.ts"
import type { QpiCallError } from "./client/errors.ts"
import { makeQpi, type Options, type QpiMethods } from "./client/make.ts"

export type { QpiCallError } from "./client/errors.ts"
export type { Options, QpiMethods, Settings } from "./client/make.ts"

/**
 * A method of the client. Its error channel has exactly the errors that the endpoint declares and those of any call.
 *
 * @category models
 * @since 0.2.0
 */
export type Method<E extends HttpApiEndpoint.ConstraintRequest> = MethodFor<E, QpiCallError>

/**
 * The client as a service.
 *
 * **Details**
 *
 * A call that the credentials do not permit fails with `CredentialsRequiredError` and is not sent. A JWT is refreshed
 * before it expires, by the server's clock. For an invalid JWT the server returns the records of an anonymous user
 * (an empty list, "not found"). After such a response the client checks the session. A changed password therefore
 * leads to a new sign-in, a `LoginError` or a `SignedOutError`, and never to an empty list.
 *
 * Reads are retried after 429, 500, 502, 503, 504, 520 to 529, a broken connection or a timeout. A 500 that names a
 * field is a `QpiValidationError` and is not retried. An HTML page with status 200 is a `DecodeError`.
 *
 * @category services
 * @since 0.2.0
 */
export class QpiClient extends Context.Service<QpiClient, QpiMethods>()("effect-ionq/qpi/QpiClient") {
  /** The client over the `HttpClient` in the context. */
  static readonly layer = (
    options: Options,
  ): Layer.Layer<QpiClient, ConfigurationError, HttpClient.HttpClient> =>
    Layer.effect(QpiClient, makeQpi(options)).pipe(freshPer(HttpClient.HttpClient))
}

/**
 * Builds the client. Its session ends with the scope. Fails if an option is out of range, the address is invalid, or
 * a token cannot be sent in a header.
 *
 * @category constructors
 * @since 0.2.0
 */
export const make: (
  options: Options,
) => Effect.Effect<QpiMethods, ConfigurationError, HttpClient.HttpClient | Scope.Scope> = makeQpi
