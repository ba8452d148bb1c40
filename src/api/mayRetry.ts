import type { Attempted } from "../client/platform.ts"
import type { StatusError } from "./status.ts"
import type { OtherError } from "./statusError.ts"

/**
 * Whether a request may be sent again after an error status: one that may be temporary, after a read; after any other
 * request only 429, with which IonQ says that it processed nothing.
 */
export const mayRetry = (error: StatusError | OtherError, attempt: Attempted): boolean =>
  "status" in error && attempt.isRetryable(error.status) && (attempt.idempotent || error.status === 429)
