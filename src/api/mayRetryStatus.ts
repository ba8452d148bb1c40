import type { Attempted } from "../client/platform.ts"
import type { StatusError } from "./statusErrors.ts"
import type { OtherError } from "./errorOfResponse.ts"

/**
 * Whether a request may be sent again after an error status: the status has to be retryable, and the request
 * idempotent. After a 429 any request may be sent again, because IonQ processes none that exceeds its
 * limit. A submission is searched for first, in case the 429 is from a proxy.
 */
export const mayRetryStatus = (error: StatusError | OtherError, attempt: Attempted): boolean =>
  "status" in error && attempt.isRetryable(error.status) && (attempt.idempotent || error.status === 429)
