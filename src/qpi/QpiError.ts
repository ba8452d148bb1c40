/**
 * The errors of the QPI platform. The errors that any HTTP call can fail with (`ConnectionError`,
 * `RequestTimeoutError`, `DecodeError`, `RedirectError`, `HookError`, `InvalidRequestError`) are the same as for
 * IonQ.
 *
 * **Details**
 *
 * An error never contains a token, a password or a JWT.
 *
 * @since 0.2.0
 */
export * from "./errors/statusErrors.ts"
export * from "./errors/jobErrors.ts"
export { fromStatus, readErrorBody, type StatusFields } from "./errors/fromStatus.ts"
export {
  ConfigurationError,
  ConnectionError,
  DecodeError,
  HookError,
  InvalidRequestError,
  RedirectError,
  RequestTimeoutError,
} from "../errors/call.ts"
