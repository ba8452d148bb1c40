import type { Attempted } from "../client/platform.ts"
import type { StatusError } from "./statusErrors.ts"
import type { OtherError } from "./errorOfResponse.ts"

/**
 * Whether a request may be sent again after an error status. After a read this is the case for every status that may
 * be temporary, after any other request only for 429, which means that IonQ processed nothing.
 */
export const mayRetry = (error: StatusError | OtherError, attempt: Attempted): boolean =>
  "status" in error && attempt.isRetryable(error.status) && (attempt.idempotent || error.status === 429)
